import { moneyToMicro } from "@/lib/micro";
import { type Currency, currencyDigits } from "@/lib/money";
import { columnKey, detectDecimalMark, readDecimal, type TableFile } from "@/lib/table-file";
import { type Fitment, nameKey, skuKey } from "../domain";

export const importFields = [
  "sku",
  "name",
  "brand",
  "category",
  "price",
  "cost",
  "barcode",
  "tax",
  "oemCodes",
  "aliases",
  "equivalents",
  "fitment",
] as const;
export type ImportField = (typeof importFields)[number];

const synonyms: Record<ImportField, string> = {
  sku: "sku codigo cod codigointerno referencia ref clave code itemcode",
  name: "nombre name producto descripcion articulo titulo title description item product",
  brand: "marca brand fabricante manufacturer",
  category: "categoria category rubro linea familia grupo department",
  price: "precio price pvp precioventa preciodeventa venta saleprice preciounitario",
  cost: "costo cost preciocosto preciodecosto costounitario compra preciocompra coste unitcost",
  barcode: "codigobarras codigodebarras barcode ean ean13 gtin upc",
  tax: "impuesto iva tax tasa alicuota vat",
  oemCodes: "oem codigooem codigosoem numerodeparte numeroparte partnumber oemcodes original codigooriginal",
  aliases: "alias sinonimos aliases otrosnombres palabrasclave keywords",
  equivalents: "equivalentes equivalencias equivalents compatiblescon cruces intercambio reemplazos",
  fitment: "vehiculos aplicacion aplicaciones fitment vehiculo modelos compatibilidad",
};
const fieldOf = new Map(
  importFields.flatMap((field) => synonyms[field].split(" ").map((name) => [name, field] as const)),
);

/** Which column of the file holds each field, and how its numbers are written. */
export interface ImportMapping {
  readonly header: readonly string[];
  readonly columns: Partial<Record<ImportField, number>>;
  readonly decimal: "." | ",";
}

/** By name, first column wins. */
export function detectMapping(file: TableFile): ImportMapping {
  const columns: Partial<Record<ImportField, number>> = {};
  file.header.forEach((name, index) => {
    const field = fieldOf.get(columnKey(name));
    if (field !== undefined && columns[field] === undefined) columns[field] = index;
  });
  const amounts = (["price", "cost"] as const).flatMap((field) => {
    const index = columns[field];
    return index === undefined ? [] : file.rows.slice(0, 500).map((row) => (row.cells[index] ?? "").trim());
  });
  return { header: file.header, columns, decimal: detectDecimalMark(amounts) };
}

/** A row as it is stored until it is applied. `repeats` names the line that has the same code already. */
export interface StoredRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly repeats?: number;
  readonly repeatsBarcode?: number;
}

export function markRepeats(file: TableFile, { columns }: ImportMapping): StoredRow[] {
  const firstWith = (index: number | undefined, keyOf: (text: string) => string) => {
    const seen = new Map<string, number>();
    return (row: TableFile["rows"][number]): number | undefined => {
      const key = index === undefined ? "" : keyOf(row.cells[index] ?? "");
      if (key === "") return undefined;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, row.line);
      return first;
    };
  };
  const bySku = firstWith(columns.sku, skuKey);
  const byBarcode = firstWith(columns.barcode, (text) => text.trim());
  return file.rows.map((row) => {
    const repeats = bySku(row);
    const repeatsBarcode = byBarcode(row);
    return {
      ...row,
      ...(repeats === undefined ? {} : { repeats }),
      ...(repeatsBarcode === undefined ? {} : { repeatsBarcode }),
    };
  });
}

/** Only what the file says: a field without a column, or an empty cell, leaves the product as it is. */
export interface ImportRow {
  readonly line: number;
  readonly sku: string;
  readonly name?: string;
  readonly brand?: string;
  readonly category?: string;
  readonly priceMinor?: bigint;
  readonly costMicro?: bigint;
  readonly barcode?: string;
  readonly taxId?: string;
  readonly oemCodes?: readonly string[];
  readonly aliases?: readonly string[];
  readonly equivalents?: readonly string[];
  readonly fitments?: readonly Fitment[];
}

export const problemCodes = [
  "required",
  "missing_name",
  "too_long",
  "control_characters",
  "not_a_number",
  "negative",
  "too_many_decimals",
  "repeated_in_file",
  "barcode_taken",
  "tax_unknown",
  "fitment_unreadable",
  "equivalent_unknown",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

export interface RowProblem {
  readonly line: number;
  readonly column: string;
  readonly code: ProblemCode;
  readonly value: string;
  /** What the code alone cannot say: the other line, the owner of a code. */
  readonly detail?: string;
}

export interface ReadingRules {
  readonly mapping: ImportMapping;
  readonly priceCurrency: Currency;
  readonly costCurrency: Currency;
  readonly taxes: readonly { taxId: string; code: string; ratePpm: number }[];
}

const list = (text: string): string[] => [
  ...new Set(
    text
      .split(/[|;,\n]/)
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];
const longest = { sku: 64, name: 200, brand: 100, category: 80, barcode: 64 } as const;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const controls = /[\u0000-\u001f\u007f]/;

/** «Toyota Corolla 2009-2014 1.8; Toyota Yaris 2006» → make, model, years, engine. Null when a part has no year. */
export function readFitments(text: string): Fitment[] | null {
  const parts = text
    .split(/[;|\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const fitments = parts.map((part): Fitment | null => {
    const found = /^(\S+)\s+(.+?)\s+((?:19|20)\d{2})(?:\s*(?:-|–|a|al)\s*((?:19|20)\d{2}))?(?:\s+(.+))?$/i.exec(part);
    if (!found) return null;
    const [, make = "", model = "", from = "", to = from, engine] = found;
    const [yearFrom, yearTo] = [Number(from), Number(to)];
    return yearFrom <= yearTo ? { make, model, yearFrom, yearTo, engine: engine?.trim() ?? null } : null;
  });
  return fitments.every((fitment) => fitment !== null) ? (fitments as Fitment[]) : null;
}

function findTax(text: string, { taxes, mapping }: ReadingRules): string | null {
  const byCode = taxes.find((tax) => columnKey(tax.code) === columnKey(text));
  if (byCode) return byCode.taxId;
  const percent = readDecimal(text, mapping.decimal);
  if (percent === null) return null;
  const rate = Math.round(Number(percent) * (Number(percent) > 0 && Number(percent) < 1 ? 1_000_000 : 10_000));
  return taxes.find((tax) => tax.ratePpm === rate)?.taxId ?? null;
}

/** A row either reads whole or is refused with every reason at once. */
export function readRow(stored: StoredRow, rules: ReadingRules): { row: ImportRow | null; problems: RowProblem[] } {
  const { columns, header, decimal } = rules.mapping;
  const problems: RowProblem[] = [];
  const cell = (field: ImportField): string => {
    const index = columns[field];
    return index === undefined ? "" : (stored.cells[index] ?? "").trim();
  };
  const wrong = (field: ImportField, code: ProblemCode, detail?: string): undefined => {
    const index = columns[field];
    const column = index === undefined ? field : (header[index] ?? field);
    problems.push({ line: stored.line, column, code, value: cell(field).slice(0, 100), ...(detail ? { detail } : {}) });
    return undefined;
  };
  const text = (field: keyof typeof longest): string | undefined => {
    const value = cell(field);
    if (value === "") return undefined;
    if (controls.test(value)) return wrong(field, "control_characters");
    return value.length > longest[field] ? wrong(field, "too_long", `${longest[field]}`) : value;
  };
  const amount = (field: "price" | "cost", currency: Currency): bigint | undefined => {
    if (cell(field) === "") return undefined;
    const plain = readDecimal(cell(field), decimal);
    if (plain === null) return wrong(field, "not_a_number");
    if (plain.startsWith("-")) return wrong(field, "negative");
    const [whole = "0", fraction = ""] = plain.split(".");
    const digits = currencyDigits[currency];
    if (/[1-9]/.test(fraction.slice(digits))) return wrong(field, "too_many_decimals", `${digits}`);
    return BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  };
  const several = (field: ImportField): string[] | undefined => (cell(field) === "" ? undefined : list(cell(field)));

  const sku = text("sku");
  if (sku === undefined && cell("sku") === "") wrong("sku", "required");
  if (stored.repeats !== undefined) wrong("sku", "repeated_in_file", `${stored.repeats}`);
  if (stored.repeatsBarcode !== undefined) wrong("barcode", "repeated_in_file", `${stored.repeatsBarcode}`);
  const costMinor = amount("cost", rules.costCurrency);
  const fitments = cell("fitment") === "" ? undefined : readFitments(cell("fitment"));
  if (fitments === null) wrong("fitment", "fitment_unreadable");
  const taxId = cell("tax") === "" ? undefined : findTax(cell("tax"), rules);
  if (taxId === null) wrong("tax", "tax_unknown");
  const row: ImportRow = {
    line: stored.line,
    sku: sku ?? "",
    name: text("name"),
    brand: text("brand"),
    category: text("category"),
    priceMinor: amount("price", rules.priceCurrency),
    costMicro: costMinor === undefined ? undefined : moneyToMicro({ minor: costMinor, currency: rules.costCurrency }),
    barcode: text("barcode"),
    taxId: taxId ?? undefined,
    oemCodes: several("oemCodes"),
    aliases: several("aliases"),
    equivalents: several("equivalents"),
    fitments: fitments ?? undefined,
  };
  return { row: problems.length === 0 ? row : null, problems };
}

/** The product a row is about, as it is now. */
export interface Existing {
  readonly itemId: string;
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  readonly brand: string | null;
  readonly category: string | null;
  readonly priceMinor: bigint | null;
  readonly costMicro: bigint;
  readonly barcode: string | null;
  readonly taxId: string | null;
  readonly oemCodes: readonly string[];
  readonly aliases: readonly string[];
  readonly fitments: readonly Fitment[];
}

export interface FieldChange {
  readonly field: ImportField;
  readonly before: string;
  readonly after: string;
}
export type RowPlan =
  | { readonly kind: "new"; readonly row: ImportRow }
  | {
      readonly kind: "changed";
      readonly row: ImportRow;
      readonly existing: Existing;
      readonly changes: readonly FieldChange[];
    }
  | { readonly kind: "equal"; readonly row: ImportRow; readonly existing: Existing };

const shown = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value))
    return value.map((part) => (typeof part === "object" ? Object.values(part).join(" ") : part)).join(", ");
  return `${value as string}`;
};

/** New, changed field by field, or equal. */
export function planRow(row: ImportRow, existing: Existing | undefined): RowPlan {
  if (!existing) return { kind: "new", row };
  const pairs: [ImportField, unknown, unknown][] = [
    ["name", existing.name, row.name],
    ["brand", existing.brand, row.brand],
    ["price", existing.priceMinor, row.priceMinor],
    ["cost", existing.costMicro, row.costMicro],
    ["barcode", existing.barcode, row.barcode],
    ["tax", existing.taxId, row.taxId],
    ["oemCodes", existing.oemCodes, row.oemCodes],
    ["aliases", existing.aliases, row.aliases],
    ["fitment", existing.fitments, row.fitments],
  ];
  const changes = pairs
    .filter(([, before, after]) => after !== undefined && shown(before) !== shown(after))
    .map(([field, before, after]) => ({ field, before: shown(before), after: shown(after) }));
  if (row.category !== undefined && nameKey(row.category) !== nameKey(existing.category ?? "")) {
    changes.push({ field: "category", before: existing.category ?? "", after: row.category });
  }
  return changes.length > 0 ? { kind: "changed", row, existing, changes } : { kind: "equal", row, existing };
}

/** A product that does not exist yet needs a name. */
export const missingName = (row: ImportRow, existing: Existing | undefined): boolean =>
  existing === undefined && row.name === undefined;

export const importStatuses = ["uploaded", "checking", "checked", "applying", "done", "failed"] as const;
export type ImportStatus = (typeof importStatuses)[number];
export const chunkRows = 500;

/** Equivalents may name products of later rows, so they are linked in a second pass over the chunks. */
export const stepsOf = (run: { mode: string; chunks: number; mapping: ImportMapping }): number =>
  run.mode === "apply" && run.mapping.columns.equivalents !== undefined ? run.chunks * 2 : run.chunks;
