import { type Question, questionOver } from "@/server/modules/assistant/nlu/candidates/domain";
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

/** Asked for stock at once; more than these answer a question too vaguely. */
const MOST_CANDIDATES = 6;
/** Below this a hit is a guess; this near, two hits are a question. */
const FOUND_FLOOR = 0.5;
const GUESS_FLOOR = 0.75;
const TOO_CLOSE = 0.06;
/** A part number or a full name: meant, whatever the car. */
const CERTAIN = 0.95;

export type Target =
  /** `others` answered equally well and lost on stock. */
  | { kind: "item"; item: FoundItem; others: readonly FoundItem[] }
  /** Which of these it is depends on where they are. */
  | { kind: "unsettled"; items: readonly FoundItem[] }
  | { kind: "choose"; items: readonly FoundItem[]; others: readonly FoundItem[] }
  /** The car decides first. */
  | { kind: "narrow"; question: Question<FoundItem>; items: readonly FoundItem[] }
  /** Found, but for other years or cars than the one asked for. */
  | { kind: "unfit"; items: readonly FoundItem[] }
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
  if (remembered !== undefined) return { kind: "item", item: remembered, others: [] };
  if (part.item !== undefined) return { kind: "missing" };
  const near = nearest(part, found.items);
  const fitting = near.some(({ fits }) => fits === true)
    ? near.filter(({ fits }) => fits === true)
    : near.filter(({ fits, score }) => fits !== false || score >= CERTAIN);
  const [only, second] = fitting;
  if (only === undefined) return near.length === 0 ? { kind: "missing" } : { kind: "unfit", items: near };
  if (second === undefined) return { kind: "item", item: only, others: [] };
  const question = questionOver(fitting, part.vehicle);
  if (question.kind === "vehicle" || question.kind === "years") return { kind: "narrow", question, items: fitting };
  return settled(part, results, at, fitting.slice(0, MOST_CANDIDATES));
}

function nearest({ among, isGuess }: Part, items: readonly FoundItem[]): readonly FoundItem[] {
  const asked = among === undefined ? items : items.filter(({ itemId }) => among.includes(itemId));
  const [best] = asked;
  if (best === undefined) return [];
  if (among !== undefined) return asked;
  if (best.score < (isGuess === true ? GUESS_FLOOR : FOUND_FLOOR)) return [];
  return asked.filter(({ score }) => best.score - score < TOO_CLOSE);
}

/** What the asking branch has goes first, then what another has; enough goes before some. */
function settled(part: Part, results: ToolResults, at: number, items: readonly FoundItem[]): Target {
  const stock = results[`stock:${at}`];
  if (stock === undefined) return { kind: "unsettled", items };
  if (!stock.ok) return { kind: "failed" };
  const wanted = Number(part.quantity ?? "1");
  const held = (item: FoundItem, isHere: boolean) =>
    Math.max(
      0,
      ...stockOf(results, `stock:${at}`, item.itemId)
        .filter(({ branchId }) => !isHere || part.branchId === undefined || branchId === part.branchId)
        .map(({ available }) => Number(available)),
    );
  const pools = [
    items.filter((item) => held(item, true) >= wanted),
    items.filter((item) => held(item, false) >= wanted),
    items.filter((item) => held(item, true) > 0),
    items.filter((item) => held(item, false) > 0),
    items.slice(0, 1),
  ];
  const pool = pools.find(({ length }) => length > 0) ?? [];
  const most = [...pool].sort((left, right) => held(right, true) - held(left, true));
  const [first, second] = most;
  if (first === undefined) return { kind: "missing" };
  const others = items.filter((item) => !most.includes(item));
  return second === undefined ? { kind: "item", item: first, others } : { kind: "choose", items: most, others };
}

const isInStock = ({ available }: StockRow): boolean => /[1-9]/.test(available) && !available.startsWith("-");

export const stockOf = (results: ToolResults, id: string, itemId: string): readonly StockRow[] =>
  (resultOf<StockResult>(results, id)?.rows ?? []).filter((row) => row.itemId === itemId && isInStock(row));

/** What can only be asked once earlier answers are known. Empty when the reply can be composed; at most three rounds. */
export function nextTools(plan: Plan, results: ToolResults): readonly ToolRequest[] {
  return plan.parts.flatMap((part, at) => {
    if (!PRODUCT_INTENTS.has(part.intent)) return [];
    const target = targetOf(part, results, at);
    const missing = (request: ToolRequest): readonly ToolRequest[] =>
      results[request.id] === undefined ? [request] : [];
    if (target.kind === "unsettled") {
      const itemIds = target.items.map((item) => item.itemId);
      return missing({ id: `stock:${at}`, tool: "check_stock", input: { itemIds } });
    }
    if (target.kind !== "item") return [];
    const { itemId } = target.item;
    const stock = missing({ id: `stock:${at}`, tool: "check_stock", input: { itemIds: [itemId] } });
    const wantsOther = part.intent === "product_alternative";
    if (stock.length > 0)
      return wantsOther ? [...stock, { id: `equivalents:${at}`, tool: "find_equivalents", input: { itemId } }] : stock;
    // What rivalled it and is on a shelf is offered instead; nothing else needs to be looked for.
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
