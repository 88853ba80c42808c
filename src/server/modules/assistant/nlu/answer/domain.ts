import type { MoneyWire } from "@/lib/money";
import { resultOf, stockOf, targetOf } from "@/server/modules/assistant/nlu/facts/domain";
import { inventedFigures } from "@/server/modules/assistant/nlu/figures/domain";
import { HUMAN_OPTION, itemOptions, NO_OPTION, toButtons } from "@/server/modules/assistant/nlu/options/domain";
import { composeStaffAnswer } from "@/server/modules/assistant/nlu/staff/domain";
import {
  type BranchResult,
  type FoundItem,
  type HandoffCode,
  type KnowledgeResult,
  type Option,
  type Part,
  type Plan,
  PRODUCT_INTENTS,
  type QuoteResult,
  type RememberedItem,
  type Reply,
  type SearchResult,
  type Slots,
  type StockRow,
  type ToolResults,
} from "@/server/modules/assistant/nlu/turn/domain";
import { HANDOFF_TEXT, PERSON_INTENTS, say } from "@/server/modules/assistant/nlu/wording/domain";

const MOST_CHOICES = 3;

export type Format = { formatMoney: (amount: MoneyWire) => string };

type Said = {
  text: string;
  kind?: "ask" | "handoff";
  code?: HandoffCode;
  options?: readonly Option[];
  item?: RememberedItem;
  pending?: NonNullable<Slots["pending"]>["kind"];
  isMiss?: boolean;
};

/** Second phase: the wording, from nothing but this turn's tool results and the template. */
export function composeReply(plan: Plan, results: ToolResults, format: Format): Reply {
  if (plan.kind === "silence") return { kind: "silence", slots: plan.slots };
  if (plan.fixed !== undefined) {
    return {
      kind: plan.kind,
      text: plan.fixed.text,
      buttons: toButtons(plan.fixed.options),
      handoffCode: plan.handoffCode,
      slots: plan.slots,
    };
  }
  if (plan.audience === "staff") {
    return {
      kind: "answer",
      text: composeStaffAnswer(plan, results.staff ?? { ok: false }, format),
      slots: plan.slots,
    };
  }
  const said = plan.parts.map((part, at) => sayPart(plan, part, at, results, format));
  const text = said.map((one) => one.text).join("\n");
  const sources = [...Object.values(results), plan.business];
  if (inventedFigures(text, sources).length > 0) return handedOff(plan, "tool_error", HANDOFF_TEXT.tool_error);
  const code = said.find((one) => one.code !== undefined)?.code;
  const misses = said.some((one) => one.isMiss) ? (plan.slots.misses ?? 0) + 1 : 0;
  const last = said.findLast((one) => one.options !== undefined || one.pending !== undefined);
  const item = said.findLast((one) => one.item !== undefined)?.item ?? plan.slots.item;
  const pending = last?.pending === undefined ? undefined : { kind: last.pending, intent: plan.intent, times: 1 };
  const options = code === undefined ? last?.options : undefined;
  const kind = code !== undefined ? "handoff" : said.some((one) => one.kind === "ask") ? "ask" : "answer";
  const slots: Slots = { ...plan.slots, item, pending, options, misses, hasIntroduced: true };
  return { kind, text, buttons: toButtons(options), handoffCode: code, slots };
}

const handedOff = (plan: Plan, code: HandoffCode, text: string): Reply => ({
  kind: "handoff",
  text,
  handoffCode: code,
  slots: { ...plan.slots, options: undefined, pending: undefined },
});

function sayPart(plan: Plan, part: Part, at: number, results: ToolResults, format: Format): Said {
  if (PRODUCT_INTENTS.has(part.intent)) return sayProduct(plan, part, at, results, format);
  switch (part.intent) {
    case "greeting":
      return { text: say.greeting(plan.business.name, plan.slots.hasIntroduced === true), options: say.startOptions };
    case "thanks":
      return { text: say.thanks };
    case "out_of_scope":
      return { text: say.outOfScope(plan.business.name), options: [HUMAN_OPTION] };
    case "opt_out":
      return results[`done:${at}`]?.ok === true ? { text: say.optedOut } : failed();
    case "hours_location":
      return sayBranches(part, resultOf<BranchResult>(results, `branches:${at}`));
    case "quote_confirmed":
      return sayQuote(part, resultOf<QuoteResult>(results, "quote:0"), format);
    case "vehicle_info":
      return {
        text: say.vehicleNoted(/\d/.test(part.vehicle?.model ?? "") ? undefined : part.vehicle?.model),
        kind: "ask",
      };
    default:
      return sayKnown(part, at, results);
  }
}

const failed = (): Said => ({ text: HANDOFF_TEXT.tool_error, kind: "handoff", code: "tool_error" });

function sayKnown(part: Part, at: number, results: ToolResults): Said {
  const passage = resultOf<KnowledgeResult>(results, `knowledge:${at}`)?.passages[0];
  if (passage !== undefined) return { text: passage.text, options: [HUMAN_OPTION] };
  const { code, text } = PERSON_INTENTS[part.intent] ?? { code: "no_source" as const, text: HANDOFF_TEXT.no_source };
  return { text, kind: "handoff", code };
}

function sayBranches({ branchId, branchName }: Part, found: BranchResult | undefined): Said {
  if (found === undefined) return failed();
  const named = branchName === undefined ? [] : found.branches.filter(({ id }) => id === branchId);
  const shown = (named.length > 0 ? named : found.branches).slice(0, MOST_CHOICES);
  if (shown.length === 0) return { text: HANDOFF_TEXT.no_source, kind: "handoff", code: "no_source" };
  const line = (branch: (typeof shown)[number]) =>
    [`*${branch.name}*`, branch.address, branch.hours]
      .filter((piece) => piece !== undefined && piece !== "")
      .join(" · ");
  return { text: shown.map(line).join("\n") };
}

function sayQuote({ item }: Part, quote: QuoteResult | undefined, { formatMoney }: Format): Said {
  if (quote === undefined) return failed();
  return { text: `Tu cotización *${quote.number}* quedó lista: total ${formatMoney(quote.total)}.`, item };
}

function sayProduct(plan: Plan, part: Part, at: number, results: ToolResults, format: Format): Said {
  const target = targetOf(part, results, at);
  switch (target.kind) {
    case "failed":
      return failed();
    case "missing":
      return sayNotFound(plan, part);
    case "choose":
      return sayChoices(target.items, format);
    case "item": {
      if (results[`stock:${at}`]?.ok !== true) return failed();
      if (part.intent === "product_alternative") return sayAlternatives(part, target.item, at, results, format);
      if (part.intent === "product_fitment") return sayFitment(part, target.item, at, results, format);
      return sayStock(part, target.item, at, results, format);
    }
  }
}

function sayNotFound(plan: Plan, { isGuess }: Part): Said {
  const code = isGuess === true ? "low_confidence" : "repeated_miss";
  if ((plan.slots.misses ?? 0) > 0) return { text: HANDOFF_TEXT[code], kind: "handoff", code };
  if (isGuess === true) return { text: say.notUnderstood, kind: "ask", options: say.startOptions, isMiss: true };
  return {
    text: "No lo encontré en el catálogo. ¿Me lo dices de otra forma, o con la marca y el modelo del carro?",
    kind: "ask",
    options: [HUMAN_OPTION],
    isMiss: true,
  };
}

const remembered = ({ itemId, name, price }: FoundItem): RememberedItem => ({ itemId, name, price });

function sayChoices(items: readonly FoundItem[], { formatMoney }: Format): Said {
  const rows = items.map((item, at) => `${at + 1}. *${item.name}*${brandOf(item)}, a ${formatMoney(item.price)}`);
  return {
    text: `Tengo estas opciones:\n${rows.join("\n")}\n¿Cuál buscas?`,
    kind: "ask",
    options: itemOptions(items.map(remembered)),
  };
}

const brandOf = ({ brand, name }: FoundItem): string =>
  brand === undefined || brand === "" || name.toLowerCase().includes(brand.toLowerCase()) ? "" : ` (${brand})`;

/** Decimal text without idle zeros: «11.000» is 11. */
const amountOf = (available: string): string =>
  available.includes(".") ? available.replace(/\.?0+$/, "").replace(".", ",") : available;

const isOne = (available: string): boolean => amountOf(available) === "1";
const remain = (available: string): string => (isOne(available) ? "queda 1" : `quedan ${amountOf(available)}`);

/** «Pastillas de freno» come by the set, a radiator does not. */
function offerToReserve(name: string): string {
  if (/^\p{L}+s(?!\p{L})/u.test(name)) return "¿Te aparto un juego?";
  return /^\p{L}*(?:a|ión|ad)(?!\p{L})/u.test(name) ? "¿Te la aparto?" : "¿Te lo aparto?";
}

const RESERVE_OPTIONS: readonly Option[] = [
  { id: "yes", title: "Sí, apartar", choice: { kind: "yes" } },
  { id: "intent:product_alternative", title: "Otra marca", choice: { kind: "intent", intent: "product_alternative" } },
  HUMAN_OPTION,
];
const QUOTE_OPTIONS: readonly Option[] = [
  { id: "yes", title: "Sí, cotizar", choice: { kind: "yes" } },
  NO_OPTION,
  HUMAN_OPTION,
];

/** The row of the asked branch, else the fullest one; a branch that has enough goes before one that has less. */
function bestRow(rows: readonly StockRow[], part: Part): StockRow | undefined {
  const here = rows.find(({ branchId }) => branchId === part.branchId);
  const wanted = Number(part.quantity ?? "1");
  if (here !== undefined && (part.branchName !== undefined || Number(here.available) >= wanted)) return here;
  return [...rows].sort((left, right) => Number(right.available) - Number(left.available))[0];
}

const isShort = ({ available }: StockRow, { quantity }: Part): boolean => Number(available) < Number(quantity ?? "1");

function sayStock(part: Part, item: FoundItem, at: number, results: ToolResults, format: Format): Said {
  const rows = stockOf(results, `stock:${at}`, item.itemId);
  const row = bestRow(rows, part);
  const price = format.formatMoney(item.price);
  const subject = `*${item.name}*`;
  if (row === undefined) return sayOutOfStock(part, item, at, results, format);
  const isElsewhere = part.branchName !== undefined && row.branchId !== part.branchId;
  const opening = isElsewhere
    ? `En ${part.branchName} no quedan ${subject}, pero en ${row.branchName} ${remain(row.available)}, a ${price}.`
    : part.intent === "product_price"
      ? `${subject} está a ${price} y ${remain(row.available)} en ${row.branchName}.`
      : isShort(row, part)
        ? `Solo ${remain(row.available)} de ${subject} en ${row.branchName}, a ${price}.`
        : `Sí, ${remain(row.available)} de ${subject} en ${row.branchName}, a ${price}.`;
  if (part.intent === "quote_request") {
    return {
      text: `${opening} ¿Te preparo la cotización?`,
      item: remembered(item),
      pending: "quote",
      options: QUOTE_OPTIONS,
    };
  }
  return {
    text: `${opening} ${offerToReserve(item.name)}`,
    item: remembered(item),
    pending: "reserve",
    options: RESERVE_OPTIONS,
  };
}

type Stocked = { item: FoundItem; row: StockRow };

function stockedEquivalents(part: Part, at: number, results: ToolResults): readonly Stocked[] {
  const items = resultOf<SearchResult>(results, `equivalents:${at}`)?.items ?? [];
  const stocked = items.flatMap((item) => {
    const row = bestRow(stockOf(results, `equivalent_stock:${at}`, item.itemId), part);
    return row === undefined ? [] : [{ item, row }];
  });
  return part.asksCheaper === true
    ? [...stocked].sort((left, right) => Number(left.item.price.amount) - Number(right.item.price.amount))
    : stocked;
}

function sayOutOfStock(part: Part, item: FoundItem, at: number, results: ToolResults, { formatMoney }: Format): Said {
  const [other] = stockedEquivalents(part, at, results);
  if (other !== undefined) {
    const { row } = other;
    return {
      text: `Ahora no nos queda *${item.name}*. Te puede servir *${other.item.name}*${brandOf(other.item)}: ${remain(row.available)} en ${row.branchName}, a ${formatMoney(other.item.price)}. ¿Te sirve?`,
      item: remembered(other.item),
      pending: "reserve",
      options: [{ id: "yes", title: "Sí, apartar", choice: { kind: "yes" } }, NO_OPTION, HUMAN_OPTION],
    };
  }
  return {
    text: `Ahora no nos queda *${item.name}* en ninguna sucursal. ¿Quieres que una persona te ayude a conseguirlo?`,
    item: remembered(item),
    kind: "ask",
    options: [HUMAN_OPTION, NO_OPTION],
  };
}

function sayAlternatives(part: Part, item: FoundItem, at: number, results: ToolResults, { formatMoney }: Format): Said {
  if (results[`equivalents:${at}`]?.ok !== true) return failed();
  const others = stockedEquivalents(part, at, results).slice(0, MOST_CHOICES);
  const [first] = others;
  if (first === undefined) {
    return {
      text: `Por ahora no tengo otra opción para *${item.name}*. ¿Quieres que una persona te ayude a buscarla?`,
      item: remembered(item),
      kind: "ask",
      options: [HUMAN_OPTION, NO_OPTION],
    };
  }
  if (others.length === 1) {
    return {
      text: `Sí, tengo *${first.item.name}*${brandOf(first.item)} a ${formatMoney(first.item.price)}: ${remain(first.row.available)} en ${first.row.branchName}. ¿Te sirve?`,
      item: remembered(first.item),
      pending: "reserve",
      options: [{ id: "yes", title: "Sí, apartar", choice: { kind: "yes" } }, NO_OPTION, HUMAN_OPTION],
    };
  }
  const rows = others.map(
    ({ item: one, row }, index) =>
      `${index + 1}. *${one.name}*${brandOf(one)}, a ${formatMoney(one.price)}: ${remain(row.available)} en ${row.branchName}`,
  );
  return {
    text: `Sí, también tengo:\n${rows.join("\n")}\n¿Cuál prefieres?`,
    kind: "ask",
    item: remembered(item),
    options: itemOptions(others.map((one) => remembered(one.item))),
  };
}

/** Says yes only when the shop's own name for the part covers the car; a wrong part costs more than a question. */
function sayFitment(part: Part, item: FoundItem, at: number, results: ToolResults, format: Format): Said {
  if (!coversVehicle(item.name, part)) {
    return {
      text: `Para no fallarte con *${item.name}*, una persona del equipo confirma si le sirve a tu carro. Ya le avisé.`,
      item: remembered(item),
      kind: "handoff",
      code: "no_source",
    };
  }
  const stock = sayStock({ ...part, intent: "product_price" }, item, at, results, format);
  return { ...stock, text: `Sí, es para tu modelo. ${stock.text}` };
}

function coversVehicle(name: string, { vehicle }: Part): boolean {
  if (vehicle?.model === undefined || !name.toLowerCase().includes(vehicle.model.toLowerCase())) return false;
  const years = /((?:19|20)\d{2})\s*[-–—]\s*((?:19|20)\d{2})/.exec(name);
  if (years === null || vehicle.year === undefined) return years === null && vehicle.year === undefined;
  return vehicle.year >= Number(years[1]) && vehicle.year <= Number(years[2]);
}
