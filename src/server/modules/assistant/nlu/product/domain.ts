import type { MoneyWire } from "@/lib/money";
import {
  asAlternatives,
  brandOf,
  interleaved,
  ownWords,
  questionOver,
  withArticle,
  yearsOf,
} from "@/server/modules/assistant/nlu/candidates/domain";
import { resultOf, stockOf, type Target, targetOf } from "@/server/modules/assistant/nlu/facts/domain";
import { groupOptions, HUMAN_OPTION, itemOptions, NO_OPTION } from "@/server/modules/assistant/nlu/options/domain";
import type {
  FoundItem,
  HandoffCode,
  Option,
  Part,
  Plan,
  RememberedItem,
  SearchResult,
  Slots,
  StockResult,
  StockRow,
  ToolResults,
} from "@/server/modules/assistant/nlu/turn/domain";
import { ASK, HANDOFF_TEXT, say } from "@/server/modules/assistant/nlu/wording/domain";

/** What is said about a product: its shelf, its price, its rivals, and the one question when several fit. */

const MOST_CHOICES = 3;

export type Format = { formatMoney: (amount: MoneyWire) => string };

export type Said = {
  text: string;
  kind?: "ask" | "handoff";
  code?: HandoffCode;
  options?: readonly Option[];
  item?: RememberedItem;
  candidates?: readonly RememberedItem[];
  pending?: NonNullable<Slots["pending"]>["kind"];
  isMiss?: boolean;
};

export const failed = (): Said => ({ text: HANDOFF_TEXT.tool_error, kind: "handoff", code: "tool_error" });

export function sayProduct(plan: Plan, part: Part, at: number, results: ToolResults, format: Format): Said {
  const target = targetOf(part, results, at);
  switch (target.kind) {
    case "failed":
      return failed();
    case "missing":
      return sayNotFound(plan, part);
    case "unsettled":
      return failed();
    case "unfit":
      return sayUnfit(part, target.items);
    case "narrow":
      return sayNarrow(part, target);
    case "choose":
      return sayChoices(part, target, at, results, format);
    case "item": {
      const { item, others } = target;
      const candidates = others.length === 0 ? undefined : [item, ...others].map(remembered);
      const rivals = { others, hasRivals: others.length > 0 || (plan.slots.candidates?.length ?? 0) > 1 };
      if (results[`stock:${at}`]?.ok !== true) return failed();
      if (part.intent === "product_alternative") return sayAlternatives(part, item, at, results, format);
      if (part.intent === "product_fitment") return { ...sayFitment(part, item, at, results, format), candidates };
      return { ...sayStock(part, item, at, results, format, rivals), candidates };
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

const remembered = ({ itemId, name, brand, price }: FoundItem): RememberedItem => ({ itemId, name, brand, price });

/** The shop has the part, for other years: saying so is an answer, offering it would be a mistake. */
function sayUnfit({ vehicle }: Part, items: readonly FoundItem[]): Said {
  const car = [vehicle?.model ?? "tu carro", vehicle?.year].filter((piece) => piece !== undefined).join(" ");
  const years = [...new Set(items.flatMap(({ name }) => yearsOf(name)?.label ?? []))].sort();
  const names = [...new Set(items.map(({ name }) => name))];
  const shown =
    names.length === 1 || years.length === 0 ? `tengo *${names[0] ?? ""}*` : `tengo para ${asList(years.slice(0, 3))}`;
  return {
    text: `Para ${car} no lo tengo en el catálogo; ${shown}. ¿Me confirmas el año de tu carro?`,
    kind: "ask",
    pending: "vehicle",
    options: [HUMAN_OPTION],
  };
}

const asList = (titles: readonly string[]): string =>
  titles.length < 2 ? titles.join("") : `${titles.slice(0, -1).join(", ")} y ${titles.at(-1)}`;

function sayNarrow({ vehicle }: Part, { question, items }: Extract<Target, { kind: "narrow" }>): Said {
  const car = vehicle?.model;
  if (question.kind === "vehicle") {
    const text = car === undefined ? `Claro. ${ASK.vehicle}` : `¿De qué año es tu ${car}?`;
    return { text, kind: "ask", pending: "vehicle" };
  }
  const groups = question.groups.map(({ title, items: some }) => ({ title, items: some.map(remembered) }));
  return {
    text: `Tengo para ${asList(groups.map(({ title }) => title))}. ¿De qué año es tu ${car ?? "carro"}?`,
    kind: "ask",
    pending: "vehicle",
    candidates: items.map(remembered),
    options: groupOptions(groups, []),
  };
}

/** A short list with each one's shelf and price, and the one question that parts them. */
function sayChoices(
  part: Part,
  { items, others }: Extract<Target, { kind: "choose" }>,
  at: number,
  results: ToolResults,
  { formatMoney }: Format,
): Said {
  const question = questionOver(items, { model: "", year: 0, ...part.vehicle });
  const groups = question.kind === "vehicle" ? [] : question.groups;
  const lines = interleaved(groups).slice(0, MOST_CHOICES);
  const rows = lines.map((item, place) => {
    const row = bestRow(stockOf(results, `stock:${at}`, item.itemId), part);
    const shelf = row === undefined ? "" : `: ${amountOf(row.available)} en ${row.branchName}`;
    return `${place + 1}. *${item.name}*${brandAfter(item)}${shelf}, ${formatMoney(item.price)}`;
  });
  const titles = groups.map(({ title }) => title);
  const asks =
    question.kind === "word"
      ? asAlternatives(titles)
      : question.kind === "brand"
        ? "¿Qué marca prefieres?"
        : "¿Cuál buscas?";
  const away = awayFrom(part, at, results, items);
  return {
    text: `${away === undefined ? "Tengo estas opciones:" : `En ${away} no quedan ahora, pero sí en otra sucursal:`}\n${rows.join("\n")}\n${asks}`,
    kind: "ask",
    candidates: [...items, ...others].map(remembered),
    options: groupOptions(
      groups.map(({ title, items: some }) => ({ title, items: some.map(remembered) })),
      lines.map(remembered),
    ),
  };
}

/** The asking branch, when it has none of these and they are offered from another. */
function awayFrom(part: Part, at: number, results: ToolResults, items: readonly FoundItem[]): string | undefined {
  const isHere = items.some((item) =>
    stockOf(results, `stock:${at}`, item.itemId).some(({ branchId }) => branchId === part.branchId),
  );
  return isHere ? undefined : branchNameOf(part, at, results);
}

/** As the person or the stock answer calls it. */
const branchNameOf = ({ branchId, branchName }: Part, at: number, results: ToolResults): string | undefined =>
  branchName ??
  resultOf<StockResult>(results, `stock:${at}`)?.rows.find((row) => row.branchId === branchId)?.branchName;

const brandAfter = (item: FoundItem): string => (brandOf(item) === "" ? "" : ` ${brandOf(item)}`);
const brandIn = (item: FoundItem): string => (brandOf(item) === "" ? "" : ` (${brandOf(item)})`);

/** Decimal text without idle zeros: «11.000» is 11. */
const amountOf = (available: string): string =>
  available.includes(".") ? available.replace(/\.?0+$/, "").replace(".", ",") : available;

const isOne = (available: string): boolean => amountOf(available) === "1";
const remain = (available: string): string => (isOne(available) ? "queda 1" : `quedan ${amountOf(available)}`);

/** «Pastillas de freno» come by the set, a radiator does not. */
function offerToReserve(name: string, quantity = "1"): string {
  if (Number(quantity) > 1) return `¿Te aparto ${quantity}?`;
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
  const [fullest] = [...rows].sort((left, right) => Number(right.available) - Number(left.available));
  return here !== undefined && Number(fullest?.available ?? "0") < wanted ? here : fullest;
}

const isShort = ({ available }: StockRow, { quantity }: Part): boolean => Number(available) < Number(quantity ?? "1");

/** Where several brands were spoken of, the one meant is named. */
type Rivals = { others: readonly FoundItem[]; hasRivals: boolean };

function sayStock(
  part: Part,
  item: FoundItem,
  at: number,
  results: ToolResults,
  format: Format,
  { others, hasRivals }: Rivals = { others: [], hasRivals: false },
): Said {
  const rows = stockOf(results, `stock:${at}`, item.itemId);
  const row = bestRow(rows, part);
  if (row === undefined) return sayOutOfStock(part, item, at, results, format);
  const price = format.formatMoney(item.price);
  const subject = `*${item.name}*${hasRivals ? brandIn(item) : ""}`;
  const home = branchNameOf(part, at, results);
  const here = rows.find(({ branchId }) => branchId === part.branchId);
  const isElsewhere = home !== undefined && row.branchId !== part.branchId;
  const opening = isElsewhere
    ? here === undefined
      ? `En ${home} no quedan ${subject}, pero en ${row.branchName} ${remain(row.available)}, a ${price}.`
      : `En ${home} solo ${remain(here.available)} de ${subject}; en ${row.branchName} ${remain(row.available)}, a ${price}.`
    : part.intent === "product_price"
      ? `${subject} está a ${price} y ${remain(row.available)} en ${row.branchName}.`
      : isShort(row, part)
        ? `Solo ${remain(row.available)} de ${subject} en ${row.branchName}, a ${price}.`
        : `Sí, ${remain(row.available)} de ${subject} en ${row.branchName}, a ${price}.`;
  const also = sayRival(part, item, others, at, results, format);
  const said = also === undefined ? opening : `${opening} ${also}`;
  const isQuote = part.intent === "quote_request";
  return {
    text: `${said} ${isQuote ? "¿Te preparo la cotización?" : isShort(row, part) ? "¿Te aparto todo lo que queda?" : offerToReserve(item.name, part.quantity)}`,
    item: remembered(item),
    pending: isQuote ? "quote" : "reserve",
    options: isQuote ? QUOTE_OPTIONS : RESERVE_OPTIONS,
  };
}

/** What else would have answered: another position before another brand, with its shelf or the truth that there is none. */
function sayRival(
  part: Part,
  item: FoundItem,
  others: readonly FoundItem[],
  at: number,
  results: ToolResults,
  { formatMoney }: Format,
): string | undefined {
  const all = [item, ...others];
  const own = ownWords(all);
  const ranked = others
    .map((other, place) => ({
      other,
      word: own[place + 1] === own[0] ? "" : (own[place + 1] ?? ""),
      row: bestRow(stockOf(results, `stock:${at}`, other.itemId), part),
    }))
    .sort((left, right) => Number(right.row !== undefined) - Number(left.row !== undefined));
  const differing = ranked.find(({ word }) => word !== "");
  const chosen =
    (differing?.row === undefined && differing?.word.includes(" ") ? undefined : differing) ??
    ranked.find(({ row }) => row !== undefined);
  if (chosen === undefined) return undefined;
  const { other, word, row } = chosen;
  const name = word === "" ? `También hay ${brandOf(other) || other.name}` : withArticle(word);
  const brand = word === "" ? "" : brandIn(other);
  if (row === undefined) return `${name} no nos ${/s$/.test(word) ? "quedan" : "queda"} ahora.`;
  return `${name}${brand}: ${amountOf(row.available)} en ${row.branchName}, a ${formatMoney(other.price)}.`;
}

type Stocked = { item: FoundItem; row: StockRow };

function stockedEquivalents(part: Part, at: number, results: ToolResults): readonly Stocked[] {
  const items = resultOf<SearchResult>(results, `equivalents:${at}`)?.items ?? [];
  const stocked = items.flatMap((item) => {
    const row = bestRow(stockOf(results, `equivalent_stock:${at}`, item.itemId), part);
    return row === undefined ? [] : [{ item, row }];
  });
  const isAway = ({ row }: Stocked) => Number(row.branchId !== part.branchId);
  return part.asksCheaper === true
    ? [...stocked].sort((left, right) => priceOf(left.item) - priceOf(right.item))
    : [...stocked].sort((left, right) => isAway(left) - isAway(right));
}

/** For comparing only; what is shown is the exact amount. */
const priceOf = ({ price }: FoundItem): number => Number(price.amount);

function sayOutOfStock(part: Part, item: FoundItem, at: number, results: ToolResults, { formatMoney }: Format): Said {
  const [other] = stockedEquivalents(part, at, results);
  if (other !== undefined) {
    const { row } = other;
    const brand = other.item.name === item.name ? brandIn(item) : "";
    return {
      text: `Ahora no nos queda *${item.name}*${brand}. Te puede servir *${other.item.name}*${brandIn(other.item)}: ${remain(row.available)} en ${row.branchName}, a ${formatMoney(other.item.price)}. ¿Te sirve?`,
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
  const all = stockedEquivalents(part, at, results);
  const cheaper = part.asksCheaper === true ? all.filter((one) => priceOf(one.item) < priceOf(item)) : all;
  const hasItself = stockOf(results, `stock:${at}`, item.itemId).length > 0;
  if (cheaper.length === 0 && all.length > 0 && hasItself) {
    return {
      text: `De las que tengo, *${item.name}*${brandIn(item)} es la más económica: ${formatMoney(item.price)}. ${offerToReserve(item.name, part.quantity)}`,
      item: remembered(item),
      pending: "reserve",
      options: RESERVE_OPTIONS,
    };
  }
  const others = (hasItself ? cheaper : all).slice(0, MOST_CHOICES);
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
      text: `Sí, tengo *${first.item.name}*${brandIn(first.item)} a ${formatMoney(first.item.price)}: ${remain(first.row.available)} en ${first.row.branchName}. ¿Te sirve?`,
      item: remembered(first.item),
      pending: "reserve",
      options: [{ id: "yes", title: "Sí, apartar", choice: { kind: "yes" } }, NO_OPTION, HUMAN_OPTION],
    };
  }
  const rows = others.map(
    ({ item: one, row }, index) =>
      `${index + 1}. *${one.name}*${brandIn(one)}, a ${formatMoney(one.price)}: ${remain(row.available)} en ${row.branchName}`,
  );
  return {
    text: `Sí, también tengo:\n${rows.join("\n")}\n¿Cuál prefieres?`,
    kind: "ask",
    item: remembered(item),
    candidates: others.map((one) => remembered(one.item)),
    options: itemOptions(
      others.map((one) => remembered(one.item)),
      others.map((one) => brandOf(one.item) || one.item.name),
    ),
  };
}

/** Says yes only when the shop's own name for the part covers the car; a wrong part costs more than a question. */
function sayFitment(part: Part, item: FoundItem, at: number, results: ToolResults, format: Format): Said {
  if (item.fits !== true && !coversVehicle(item.name, part)) {
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
