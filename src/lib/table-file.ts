import { type Options, parse } from "csv-parse/sync";
import { foldCode } from "./text";

/** A file of rows, as a spreadsheet saves it. Lines count from 1 and the header is line 1, as the person sees them. */
export interface TableFile {
  readonly format: "csv" | "json";
  readonly header: readonly string[];
  readonly rows: readonly { line: number; cells: readonly string[] }[];
}

/** What Windows-1252 puts where Latin-1 has control characters; Node's own decoder leaves them as controls. */
const windowsOnly = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** UTF-8 with or without its mark; what is not valid UTF-8 was saved by an older spreadsheet. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const latin = new TextDecoder("latin1").decode(bytes);
    return latin.replace(/[\u0080-\u009f]/g, (char) => windowsOnly.charAt(char.charCodeAt(0) - 0x80));
  }
}

const delimiters = [";", ",", "\t", "|"] as const;

/** The delimiter that splits the first lines most often and most evenly. */
export function detectDelimiter(text: string): string {
  const lines = text.split(/\r?\n/, 6).filter((line) => line.trim() !== "");
  const count = (line: string, delimiter: string) => line.replace(/"[^"]*"/g, "").split(delimiter).length - 1;
  const scored = delimiters.map((delimiter) => {
    const counts = lines.map((line) => count(line, delimiter));
    return { delimiter, least: Math.min(...counts), first: counts[0] ?? 0 };
  });
  scored.sort((a, b) => b.least - a.least || b.first - a.first);
  return scored[0] && scored[0].first > 0 ? scored[0].delimiter : ",";
}

export function readCsv(text: string): TableFile {
  const options: Options = {
    bom: true,
    delimiter: detectDelimiter(text),
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
  };
  const records = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
  const [first, ...rest] = records;
  const header = (first?.record ?? []).map((name) => name.trim());
  return {
    format: "csv",
    header,
    rows: rest.map(({ record, info }) => ({
      line: info.lines,
      cells: header.map((_, index) => (record[index] ?? "").trim()),
    })),
  };
}

const cellOf = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(cellOf).filter(Boolean).join("|");
  if (typeof value === "object") return JSON.stringify(value);
  return String(value).trim();
};

/** An array of objects, or an object with one array inside; null when it is neither. */
export function readJson(text: string): TableFile | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  const list = Array.isArray(parsed)
    ? parsed
    : typeof parsed === "object" && parsed !== null
      ? Object.values(parsed).find((value): value is unknown[] => Array.isArray(value))
      : undefined;
  if (!list) return null;
  const objects = list.map((row) => (typeof row === "object" && row !== null ? (row as Record<string, unknown>) : {}));
  const header = [...new Set(objects.flatMap((row) => Object.keys(row)))];
  return {
    format: "json",
    header,
    rows: objects.map((row, index) => ({ line: index + 2, cells: header.map((name) => cellOf(row[name])) })),
  };
}

/** A comma is decimal when most amounts end in «,d» or «,dd»; a file without decimals keeps the point. */
export function detectDecimalMark(samples: readonly string[]): "." | "," {
  let comma = 0;
  let point = 0;
  for (const sample of samples) {
    if (/,\d{1,2}$/.test(sample) || /\.\d{3},/.test(sample)) comma += 1;
    else if (/\.\d{1,2}$/.test(sample) || /,\d{3}\./.test(sample)) point += 1;
  }
  return comma > point ? "," : ".";
}

/** `"$ 1.234,50"` with a decimal comma is `"1234.50"`; null when it is no amount. */
export function readDecimal(text: string, mark: "." | ","): string | null {
  const bare = text.replace(/[^\d.,-]/g, "");
  const group = mark === "," ? "." : ",";
  const plain = bare.replaceAll(group, "").replace(mark, ".");
  return /^-?\d{1,12}(\.\d+)?$/.test(plain) ? plain : null;
}

/** A cell that a spreadsheet would run as a formula is written as text. */
const safeCell = (cell: string): string => {
  const text = /^[=+\-@\t\r]/.test(cell) && !/^-?\d+([.,]\d+)?$/.test(cell) ? `'${cell}` : cell;
  return /[";\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** With the mark that makes spreadsheets read UTF-8, and the separator they expect in Latin America. */
export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map((row) => row.map(safeCell).join(";")).join("\r\n")}\r\n`;

export const columnKey = (name: string): string => foldCode(name).replace(/[^a-z0-9]/g, "");
