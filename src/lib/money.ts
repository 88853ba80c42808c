import type { Brand } from "./brand";

/** ISO 4217 codes the product knows, with the digits after the point. */
export const currencyDigits = {
  ARS: 2,
  BOB: 2,
  BRL: 2,
  CLP: 0,
  COP: 2,
  CRC: 2,
  DOP: 2,
  EUR: 2,
  GTQ: 2,
  HNL: 2,
  MXN: 2,
  NIO: 2,
  PAB: 2,
  PEN: 2,
  PYG: 0,
  USD: 2,
  UYU: 2,
  VES: 2,
} as const;
export type Currency = keyof typeof currencyDigits;
export const isCurrency = (code: string): code is Currency => Object.hasOwn(currencyDigits, code);

/** Integer minor units with a currency. A bigint cannot meet a float by accident. */
export interface Money {
  readonly minor: bigint;
  readonly currency: Currency;
}
/** What travels: decimal text, never a number. */
export interface MoneyWire {
  readonly amount: string;
  readonly currency: Currency;
}

/** Parts per million: 16 % is 160_000. */
export type Ppm = Brand<number, "Ppm">;
export const ppm = (value: number): Ppm => {
  if (!Number.isSafeInteger(value)) throw new RangeError("ppm must be an integer");
  return value as Ppm;
};

export type Rounding = "half_away" | "half_even" | "up" | "down" | "floor" | "ceil";

export const money = (minor: bigint, currency: Currency): Money => ({ minor, currency });
export const zero = (currency: Currency): Money => ({ minor: 0n, currency });

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new TypeError(`currencies differ: ${a.currency} and ${b.currency}`);
}
export function add(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor + b.minor, a.currency);
}
export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor - b.minor, a.currency);
}
export const negate = (a: Money): Money => money(-a.minor, a.currency);
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  sameCurrency(a, b);
  return a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : 0;
}
export const equals = (a: Money, b: Money): boolean => a.currency === b.currency && a.minor === b.minor;
export const isZero = (a: Money): boolean => a.minor === 0n;
export const sum = (parts: readonly Money[], currency: Currency): Money => parts.reduce(add, zero(currency));

/** The only division of money: numerator ÷ denominator with a named rounding. */
export function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding = "half_away"): bigint {
  if (denominator === 0n) throw new RangeError("division by zero");
  const [n, d] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  const quotient = n / d;
  const remainder = n % d;
  if (remainder === 0n) return quotient;
  const away = n < 0n ? quotient - 1n : quotient + 1n;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  switch (rounding) {
    case "down":
      return quotient;
    case "up":
      return away;
    case "floor":
      return n < 0n ? away : quotient;
    case "ceil":
      return n < 0n ? quotient : away;
    case "half_away":
      return twice >= d ? away : quotient;
    case "half_even":
      if (twice === d) return quotient % 2n === 0n ? quotient : away;
      return twice > d ? away : quotient;
  }
}

/** A share of an amount at a rate in parts per million. */
export const atRate = (amount: Money, rate: Ppm, rounding: Rounding = "half_away"): Money =>
  money(divideRounded(amount.minor * BigInt(rate), 1_000_000n, rounding), amount.currency);

/** Price of one unit × quantity in thousandths, rounded once. */
export const timesQuantity = (unit: Money, milli: bigint, rounding: Rounding = "half_away"): Money =>
  money(divideRounded(unit.minor * milli, 1_000n, rounding), unit.currency);

/**
 * Splits an amount by weights so that the parts sum to the whole: largest remainder, ties to the lower index.
 * All weights zero puts everything on the first part.
 */
export function allocate(amount: Money, weights: readonly bigint[]): Money[] {
  if (weights.length === 0) throw new RangeError("nothing to allocate to");
  if (weights.some((weight) => weight < 0n)) throw new RangeError("weights are not negative");
  const total = weights.reduce((all, weight) => all + weight, 0n);
  if (total === 0n) return weights.map((_, index) => money(index === 0 ? amount.minor : 0n, amount.currency));
  const sign = amount.minor < 0n ? -1n : 1n;
  const magnitude = amount.minor * sign;
  const shares = weights.map((weight, index) => {
    const exact = magnitude * weight;
    return { index, floor: exact / total, rest: exact % total };
  });
  let left = magnitude - shares.reduce((all, share) => all + share.floor, 0n);
  const order = [...shares].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const share of order) {
    if (left === 0n) break;
    share.floor += 1n;
    left -= 1n;
  }
  return shares.map((share) => money(share.floor * sign, amount.currency));
}

/** Decimal text with exactly the currency's digits: `{minor: 123450n, USD}` → `"1234.50"`. */
export function toWire(amount: Money): MoneyWire {
  const digits = currencyDigits[amount.currency];
  const sign = amount.minor < 0n ? "-" : "";
  const text = (amount.minor < 0n ? -amount.minor : amount.minor).toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  return {
    amount: digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(-digits)}`,
    currency: amount.currency,
  };
}

/** Parses decimal text; null when it is not a number or has more digits than the currency. */
export function parseAmount(text: string, currency: Currency): Money | null {
  const match = /^(-?)(\d{1,16})(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return null;
  const digits = currencyDigits[currency];
  const fraction = match[3] ?? "";
  if (fraction.length > digits && /[1-9]/.test(fraction.slice(digits))) return null;
  const minor = BigInt(`${match[2]}${fraction.slice(0, digits).padEnd(digits, "0")}`);
  return money(match[1] ? -minor : minor, currency);
}

export function fromWire(wire: MoneyWire): Money {
  const parsed = parseAmount(wire.amount, wire.currency);
  if (!parsed) throw new TypeError("not an amount");
  return parsed;
}
