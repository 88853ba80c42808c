import {
  type FoundItem,
  type Part,
  type Plan,
  PRODUCT_INTENTS,
  type SearchResult,
  type StockResult,
  type StockRow,
  type ToolAnswer,
  type ToolRequest,
  type ToolResults,
} from "@/server/modules/assistant/nlu/turn/domain";

/** What a turn found out: which product, and where it is. */

const MOST_CHOICES = 3;
/** Below this a hit is a guess; this near, two hits are a question. */
const FOUND_FLOOR = 0.5;
const GUESS_FLOOR = 0.75;
const TOO_CLOSE = 0.06;

export type Target =
  | { kind: "item"; item: FoundItem }
  | { kind: "choose"; items: readonly FoundItem[] }
  | { kind: "missing" }
  | { kind: "failed" };

export const resultOf = <T>(results: ToolResults, id: string): T | undefined => {
  const answer = results[id];
  return answer?.ok === true ? (answer.value as T) : undefined;
};

export function targetOf(part: Part, results: ToolResults, at: number): Target {
  const found = resultOf<SearchResult>(results, `search:${at}`);
  if (found === undefined) return { kind: "failed" };
  const remembered =
    part.item === undefined ? undefined : found.items.find(({ itemId }) => itemId === part.item?.itemId);
  if (remembered !== undefined) return { kind: "item", item: remembered };
  const [best, second] = found.items;
  if (best === undefined || best.score < (part.isGuess === true ? GUESS_FLOOR : FOUND_FLOOR) || part.item !== undefined)
    return { kind: "missing" };
  if (second === undefined || best.score - second.score >= TOO_CLOSE) return { kind: "item", item: best };
  return {
    kind: "choose",
    items: found.items.filter(({ score }) => best.score - score < TOO_CLOSE).slice(0, MOST_CHOICES),
  };
}

const isInStock = ({ available }: StockRow): boolean => /[1-9]/.test(available) && !available.startsWith("-");

export const stockOf = (results: ToolResults, id: string, itemId: string): readonly StockRow[] =>
  (resultOf<StockResult>(results, id)?.rows ?? []).filter((row) => row.itemId === itemId && isInStock(row));

/** What can only be asked once earlier answers are known. Empty when the reply can be composed; at most three rounds. */
export function nextTools(plan: Plan, results: ToolResults): readonly ToolRequest[] {
  return plan.parts.flatMap((part, at) => {
    if (!PRODUCT_INTENTS.has(part.intent)) return [];
    const target = targetOf(part, results, at);
    if (target.kind !== "item") return [];
    const { itemId } = target.item;
    const missing = (request: ToolRequest): readonly ToolRequest[] =>
      results[request.id] === undefined ? [request] : [];
    const stock = missing({ id: `stock:${at}`, tool: "check_stock", input: { itemIds: [itemId] } });
    const wantsOther = part.intent === "product_alternative";
    if (stock.length > 0)
      return wantsOther ? [...stock, { id: `equivalents:${at}`, tool: "find_equivalents", input: { itemId } }] : stock;
    if (!wantsOther && (stockOf(results, `stock:${at}`, itemId).length > 0 || results[`stock:${at}`]?.ok !== true))
      return [];
    const equivalents = missing({ id: `equivalents:${at}`, tool: "find_equivalents", input: { itemId } });
    if (equivalents.length > 0) return equivalents;
    const others = resultOf<SearchResult>(results, `equivalents:${at}`)?.items ?? [];
    if (others.length === 0) return [];
    return missing({
      id: `equivalent_stock:${at}`,
      tool: "check_stock",
      input: { itemIds: others.slice(0, 5).map((item) => item.itemId) },
    });
  });
}

const MOST_ROUNDS = 4;

/** Asks every tool a plan needs, round by round. `call` belongs to the caller: permissions, time-outs and audit live there. */
export async function gatherResults(
  plan: Plan,
  call: (request: ToolRequest) => Promise<ToolAnswer>,
): Promise<ToolResults> {
  let results: ToolResults = {};
  let round = plan.tools;
  for (let count = 0; count < MOST_ROUNDS && round.length > 0; count += 1) {
    const answered = await Promise.all(round.map(async (request) => [request.id, await call(request)] as const));
    results = { ...results, ...Object.fromEntries(answered) };
    round = nextTools(plan, results);
  }
  return results;
}
