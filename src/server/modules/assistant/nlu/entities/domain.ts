import type { LocalDate } from "@/lib/time";
import { findMoment, type Moment } from "@/server/modules/assistant/nlu/moments/domain";
import { allowedDistance, editDistance, soundOf } from "@/server/modules/assistant/nlu/spelling/domain";
import { type Country, fold, type Normalised, type Token } from "@/server/modules/assistant/nlu/text/domain";
import { findVehicle, type VehicleMention } from "@/server/modules/assistant/nlu/vehicles/domain";

export type Span = { start: number; end: number };
export type BranchName = { id: string; name: string; aliases?: readonly string[] };
export type BranchMention = { branchId: string; name: string; score: number; span: Span };
/** An order of nothing or of a million is asked again, never trimmed. */
export type QuantityMention = { value: number; problem?: "not_positive" | "too_large"; span: Span };
export type MoneyMention = { amount: string; currency?: string; span: Span };
export type DocumentMention = { kind: "order" | "quote" | "invoice" | "ticket" | "any"; number: string; span: Span };
export type CodeMention = { value: string; span: Span };

export type Entities = {
  vehicle?: VehicleMention;
  branch?: BranchMention;
  quantity?: QuantityMention;
  money?: MoneyMention;
  moment?: Moment;
  document?: DocumentMention;
  vin?: CodeMention & { isWhole: boolean };
  plate?: CodeMention;
  phone?: CodeMention;
  email?: CodeMention;
};

export type EntityContext = { today: LocalDate; country?: Country; branches?: readonly BranchName[] };

export function extractEntities(message: Normalised, { today, country, branches = [] }: EntityContext): Entities {
  const raw = message.source.slice(0, 2_000);
  return {
    vehicle: findVehicle(message),
    branch: findBranch(message, branches),
    quantity: findQuantity(message),
    money: findMoney(message, country),
    moment: findMoment(message, today),
    document: findDocument(raw),
    vin: findVin(raw),
    plate: findPlate(raw),
    phone: findPhone(raw),
    email: match(raw, /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,3}/),
  };
}

function match(raw: string, pattern: RegExp): CodeMention | undefined {
  const found = pattern.exec(raw);
  if (found === null) return undefined;
  return { value: found[0], span: { start: found.index, end: found.index + found[0].length } };
}

const spanOf = (tokens: readonly Token[]): Span => ({ start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 });

const GENERIC_PLACE = new Set(
  "sucursal tienda local sede sucursales punto casa matriz la el de los las del principal san santa".split(" "),
);

/** Every distinctive word of a name, misspelt at most as its length allows. */
export function findBranch({ tokens }: Normalised, branches: readonly BranchName[]): BranchMention | undefined {
  let best: BranchMention | undefined;
  for (const branch of branches) {
    for (const name of [branch.name, ...(branch.aliases ?? [])]) {
      const wanted = fold(name)
        .split(/[^a-zñ0-9]+/)
        .filter((word) => word !== "" && !GENERIC_PLACE.has(word));
      const hits = wanted.map((word) => ({ word, token: tokens.find((token) => sameWord(token.text, word)) }));
      const found = hits.flatMap(({ token }) => (token === undefined ? [] : [token]));
      if (found.length === 0 || wanted.length === 0) continue;
      const exact = hits.filter(({ word, token }) => token?.text === word).length;
      const score = (found.length + exact) / (2 * wanted.length);
      if (score >= 0.4 && score > (best?.score ?? 0))
        best = { branchId: branch.id, name: branch.name, score, span: spanOf(found) };
    }
  }
  return best;
}

function sameWord(written: string, wanted: string): boolean {
  if (written === wanted) return true;
  if (written.length < 4 || wanted.length < 4) return false;
  return (
    soundOf(written) === soundOf(wanted) ||
    editDistance(written, wanted, 1) <= Math.min(allowedDistance(wanted.length), wanted.length < 6 ? 0 : 1)
  );
}

const MOST = 10_000;
/** Words after a number that make it something else than a count of things. */
const NOT_A_COUNT =
  /^(?:%|por|bs|bolivares|dolares|dolar|usd|pesos|peso|soles|lucas?|palos?|verdes|bolos|mangos|varos|mil|am|pm|horas?|minutos|dias?|semanas?|meses|años?|amp|amperes|amperios|ah|pulgadas|cilindros|v|w|hp|cc|valvulas|km|cuotas|cv|puertas|de)$/;
const NOT_BEFORE_COUNT =
  /^(?:a|tipo|rin|aro|año|modelo|mod|numero|nro|pedido|orden|folio|ticket|del|el|los|r|serie|mazda|clase|dot|calle|motor|turno|factura|cotizacion|h|\$|alerta)$/;

export function findQuantity({ tokens, source }: Normalised): QuantityMention | undefined {
  const word = (at: number) => tokens[at]?.text ?? "";
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const text = token.text;
    const of = (value: number, length: number) => judgeQuantity(value, tokens.slice(at, at + length));
    if (text === "media" && /^docenas?$/.test(word(at + 1))) return of(6, 2);
    if (text === "un" && word(at + 1) === "par") return of(2, 2);
    if (text === "par" && word(at + 1) === "de") return of(2, 1);
    if (/^unas?$/.test(text) && word(at + 1) === "docena") return of(12, 2);
    if (token.kind === "number" && /^docenas?$/.test(word(at + 1))) return of(Number(text) * 12, 2);
    if (text === "docena") return of(12, 1);
    const times = /^x(\d{1,9})$/.exec(text) ?? /^(\d{1,9})x$/.exec(text);
    if (times !== null) return of(Number(times[1]), 1);
    if (
      text === "por" &&
      token.end - token.start === 1 &&
      tokens[at + 1]?.kind === "number" &&
      !/^\d/.test(word(at - 1))
    )
      return of(Number(word(at + 1)), 2);
    if (token.kind !== "number" || !isCount(tokens, at, source)) continue;
    const isNegative = source.charAt(token.start - 1) === "-" && !/\w/.test(source.charAt(token.start - 2));
    return of(isNegative ? -Number(text) : Number(text), 1);
  }
  return undefined;
}

function isCount(tokens: readonly Token[], at: number, source: string): boolean {
  const token = tokens[at];
  const text = token?.text ?? "";
  if (!/^\d+$/.test(text) || /^(?:19[6-9]\d|20[0-3]\d)$/.test(text)) return false;
  if (source.charAt((token?.start ?? 0) - 1) === "#") return false;
  if (NOT_A_COUNT.test(tokens[at + 1]?.text ?? "") || NOT_BEFORE_COUNT.test(tokens[at - 1]?.text ?? "")) return false;
  if (
    /^las?$/.test(tokens[at - 1]?.text ?? "") &&
    /^(?:a|para|desde|hasta|de|tipo|sobre|mejor|hoy|mañana)?$/.test(tokens[at - 2]?.text ?? "")
  )
    return false;
  return (
    /[a-zñ]/.test(tokens[at + 1]?.text ?? "") ||
    tokens.length <= 2 ||
    /^(?:y|quiero|dame|necesito|llevo|mejor|sean|son|serian|solo|unos|unas|como)$/.test(tokens[at - 1]?.text ?? "")
  );
}

function judgeQuantity(value: number, tokens: readonly Token[]): QuantityMention {
  const span = spanOf(tokens);
  if (value <= 0) return { value, span, problem: "not_positive" };
  return value > MOST ? { value, span, problem: "too_large" } : { value, span };
}

/** Street names of money. «Luca» is a thousand and «palo» a million of whatever the country counts in. */
const LOCAL_CURRENCY: Partial<Record<Country, string>> = {
  VE: "VES",
  CO: "COP",
  MX: "MXN",
  AR: "ARS",
  CL: "CLP",
  PE: "PEN",
  UY: "UYU",
  BO: "BOB",
  PY: "PYG",
  DO: "DOP",
};

export function findMoney({ tokens }: Normalised, country: Country = "VE"): MoneyMention | undefined {
  const local = LOCAL_CURRENCY[country];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const isOne = /^una?$/.test(token.text);
    if (token.kind !== "number" && !isOne) continue;
    const before = tokens[at - 1]?.text;
    const after = tokens[at + 1]?.text ?? "";
    const unit = moneyUnit(after, local);
    if (unit === undefined && (before !== "$" || isOne)) continue;
    const amount = times(isOne ? "1" : token.text, unit?.factor ?? 1);
    const span = spanOf(tokens.slice(before === "$" ? at - 1 : at, unit === undefined ? at + 1 : at + 2));
    return { amount, currency: unit === undefined ? (country === "VE" ? "USD" : local) : unit.currency, span };
  }
  return undefined;
}

function moneyUnit(word: string, local: string | undefined): { factor: number; currency?: string } | undefined {
  if (/^(?:usd|dolares|dolar|verdes|divisas)$/.test(word)) return { factor: 1, currency: "USD" };
  if (/^(?:bs|bolivares|bolivar|bolos)$/.test(word)) return { factor: 1, currency: "VES" };
  if (/^euros?$/.test(word)) return { factor: 1, currency: "EUR" };
  if (/^(?:pesos?|mangos|varos|soles|guaranies|\$)$/.test(word)) return { factor: 1, currency: local };
  if (/^lucas?$/.test(word)) return { factor: 1_000, currency: local };
  if (/^(?:palos?|millon|millones)$/.test(word)) return { factor: 1_000_000, currency: local };
  return undefined;
}

/** Decimal text times a power of ten, without floats. */
function times(text: string, factor: number): string {
  const [whole = "0", fraction = ""] = text.split(".");
  const places = String(factor).length - 1;
  if (places === 0) return text;
  const padded = fraction.padEnd(places, "0");
  const rest = padded.slice(places).replace(/0+$/, "");
  const digits = `${whole}${padded.slice(0, places)}`.replace(/^0+(?=\d)/, "");
  return rest === "" ? digits : `${digits}.${rest}`;
}

const DOCUMENTS: readonly (readonly [DocumentMention["kind"], string])[] = [
  ["order", "pedido|orden|compra|folio|encargo"],
  ["quote", "cotizaci[oó]n|presupuesto|proforma"],
  ["invoice", "factura|boleta"],
  ["ticket", "turno|ticket|ficha|ficho"],
];

function findDocument(raw: string): DocumentMention | undefined {
  for (const [kind, words] of DOCUMENTS) {
    const found = new RegExp(
      `\\b(?:${words})\\s{0,3}(?:n(?:[uú]mero|ro|[°ºo])\\.?\\s{0,2})?#?\\s{0,2}([A-Z]{0,4}-?\\d{1,8})\\b(?!\\s*(?:x|de|pesos|bs))`,
      "iu",
    ).exec(raw);
    if (found?.[1] !== undefined)
      return { kind, number: found[1].toUpperCase(), span: { start: found.index, end: found.index + found[0].length } };
  }
  const bare = /#\s?(\d{1,8})\b/.exec(raw);
  return bare?.[1] === undefined
    ? undefined
    : { kind: "any", number: bare[1], span: { start: bare.index, end: bare.index + bare[0].length } };
}

function findVin(raw: string): Entities["vin"] {
  for (const found of raw.matchAll(/\b[A-Z0-9]{16,18}\b/gi)) {
    const value = found[0].toUpperCase();
    if ((value.match(/\d/g)?.length ?? 0) < 4 || !/[A-Z].*[A-Z]/.test(value)) continue;
    return {
      value,
      isWhole: /^[A-HJ-NPR-Z0-9]{17}$/.test(value),
      span: { start: found.index, end: found.index + value.length },
    };
  }
  return undefined;
}

const PLATE_SHAPES =
  "[A-Z]{2}[\\s-]?\\d{3}[\\s-]?[A-Z]{2}|[A-Z]{3}[\\s-]?\\d{2}[\\s-]?\\d{1,2}|[A-Z]{3}[\\s-]?\\d{2}[A-Z]|[A-Z]{4}[\\s-]?\\d{2}|[A-Z]{2}[\\s-]?[A-Z]{2}[\\s-]?\\d{2}";

/** Said to be a plate, or written in capitals like one. */
function findPlate(raw: string): CodeMention | undefined {
  const said = new RegExp(`\\b(?:placas?|patente|matr[ií]cula)\\b[^\\n]{0,12}?\\b(${PLATE_SHAPES})\\b`, "iu").exec(raw);
  if (said?.[1] !== undefined) {
    const start = said.index + said[0].length - said[1].length;
    return { value: said[1].toUpperCase().replace(/[\s-]/g, ""), span: { start, end: start + said[1].length } };
  }
  const shown = match(raw, /\b(?:[A-Z]{2}\d{3}[A-Z]{2}|[A-Z]{4}\d{2})\b/);
  return shown;
}

function findPhone(raw: string): CodeMention | undefined {
  for (const found of raw.matchAll(/(?<![\w.,$#-])\+?\d[\d\s().-]{6,17}\d(?![\w])/g)) {
    const digits = found[0].replace(/\D/g, "");
    if (digits.length < 8 || digits.length > 15) continue;
    return {
      value: found[0].startsWith("+") ? `+${digits}` : digits,
      span: { start: found.index, end: found.index + found[0].length },
    };
  }
  return undefined;
}
