import { CONVENTIONS, type CountryCode, MINUS } from "./country";

const DECIMAL = /^([-\u2212])?(\d+)(?:\.(\d+))?$/;

/** A decimal string taken apart; anything else is a defect of the caller, not a user's error. */
export function splitDecimal(value: string): { negative: boolean; whole: string; fraction: string } {
  const match = DECIMAL.exec(value);
  if (!match) throw new TypeError(`not a decimal string: ${value}`);
  const whole = (match[2] ?? "0").replace(/^0+(?=\d)/, "");
  const fraction = match[3] ?? "";
  const isZero = /^0*$/.test(whole + fraction);
  return { negative: match[1] !== undefined && !isZero, whole, fraction };
}

/** Half away from zero on digits alone, so that a long amount never passes through a float. */
export function roundDecimal(value: string, decimals: number): { negative: boolean; whole: string; fraction: string } {
  const { negative, whole, fraction } = splitDecimal(value);
  if (fraction.length <= decimals) return { negative, whole, fraction: fraction.padEnd(decimals, "0") };
  const kept = BigInt(whole + fraction.slice(0, decimals));
  const digits = (fraction.charCodeAt(decimals) >= 53 ? kept + 1n : kept).toString().padStart(decimals + 1, "0");
  const cut = digits.length - decimals;
  return { negative: negative && !/^0*$/.test(digits), whole: digits.slice(0, cut), fraction: digits.slice(cut) };
}

export function groupDigits(whole: string, separator: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, separator);
}

export type NumberOptions = {
  /** Digits after the separator; without it the value's own are kept. */
  decimals?: number;
  /** Writes a plus before what grew. */
  signed?: boolean;
};

function asDecimalString(value: string | number | bigint): string {
  if (typeof value !== "number") return value.toString();
  // A float reaches us only from measurements (seconds, ratios); six digits are more than a screen shows.
  return Number.isInteger(value) ? value.toString() : value.toFixed(6).replace(/0+$/, "");
}

export function formatNumber(
  value: string | number | bigint,
  country: CountryCode,
  options: NumberOptions = {},
): string {
  const { decimal, group } = CONVENTIONS[country];
  const text = asDecimalString(value);
  const parts = options.decimals === undefined ? splitDecimal(text) : roundDecimal(text, options.decimals);
  const sign = parts.negative ? MINUS : options.signed && !/^0*$/.test(parts.whole + parts.fraction) ? "+" : "";
  return `${sign}${groupDigits(parts.whole, group)}${parts.fraction ? decimal + parts.fraction : ""}`;
}

/** Takes parts per million, the unit of every rate: 125_000 is 12,5 %. */
export function formatPercent(ppm: number | bigint, country: CountryCode, options: NumberOptions = {}): string {
  const negative = ppm < 0;
  const digits = (negative ? -BigInt(ppm) : BigInt(ppm)).toString().padStart(5, "0");
  const fraction = digits.slice(-4).replace(/0+$/, "");
  const text = `${negative ? "-" : ""}${digits.slice(0, -4)}${fraction ? `.${fraction}` : ""}`;
  return formatNumber(text, country, options) + CONVENTIONS[country].percent;
}
