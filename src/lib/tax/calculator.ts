import { allocate, type Currency, divideRounded, money } from "../money";

/**
 * `added`: tax on top of the price. `included`: the price holds it, base = price ÷ (1 + rate). `inside`: the price holds it and the
 * law takes the rate of the price itself (Bolivia).
 */
export const taxModes = ["added", "included", "inside"] as const;
export type TaxMode = (typeof taxModes)[number];
/** Where cents are rounded: each line, or once on the sum of a (tax, rate). */
export type TaxRounding = "line" | "document";
export type Discount = { kind: "rate"; ppm: number } | { kind: "amount"; minor: bigint };

export interface TaxableLine {
  readonly qtyMilli: bigint;
  readonly unitPriceMinor: bigint;
  readonly discount?: Discount;
  readonly taxCode: string;
  readonly taxRatePpm: number;
}

export interface TaxableDocument {
  readonly currency: Currency;
  readonly mode: TaxMode;
  readonly rounding: TaxRounding;
  readonly lines: readonly TaxableLine[];
  readonly discount?: Discount;
}

export interface LineTotals {
  /** Quantity × price as the shelf says it, before any discount. */
  readonly grossMinor: bigint;
  /** Own discount plus the share of the document's, in shelf money. */
  readonly discountMinor: bigint;
  readonly baseMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
}

export interface TaxTotal {
  readonly code: string;
  readonly ratePpm: number;
  readonly baseMinor: bigint;
  readonly taxMinor: bigint;
}

export interface DocumentTotals {
  readonly lines: readonly LineTotals[];
  readonly taxes: readonly TaxTotal[];
  /** Without tax and before discounts, in every mode: total = subtotal − discount + tax. */
  readonly subtotalMinor: bigint;
  readonly discountMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
}

/** A thousandth of quantity times a millionth of rate: line amounts stay exact until their one rounding. */
const scale = 1_000_000_000n;
const million = 1_000_000n;

const rounded = (exact: bigint): bigint => divideRounded(exact, scale);
const grossOf = (line: TaxableLine): bigint => line.unitPriceMinor * line.qtyMilli * million;

function lineDiscount(line: TaxableLine, gross: bigint): bigint {
  if (!line.discount) return 0n;
  if (line.discount.kind === "rate") return (gross / million) * BigInt(line.discount.ppm);
  return line.discount.minor * scale;
}

function check({ lines, discount }: TaxableDocument): void {
  const rate = (ppm: number) => Number.isSafeInteger(ppm) && ppm >= 0 && ppm <= 1_000_000;
  for (const line of lines) {
    if (line.qtyMilli <= 0n) throw new RangeError("a quantity is positive");
    if (line.unitPriceMinor < 0n) throw new RangeError("a price is not negative");
    if (!rate(line.taxRatePpm)) throw new RangeError("a tax rate lies between 0 and 100 %");
    const gross = grossOf(line);
    const off = lineDiscount(line, gross);
    if (off < 0n || off > gross || (line.discount?.kind === "rate" && !rate(line.discount.ppm))) {
      throw new RangeError("a discount lies between nothing and the price");
    }
  }
  if (discount?.kind === "rate" && !rate(discount.ppm)) throw new RangeError("a discount lies between 0 and 100 %");
  if (discount?.kind === "amount" && discount.minor < 0n) throw new RangeError("a discount is not negative");
}

/** Base and tax of an amount that was rounded to shelf money, or (in `added`) of the exact sum. */
function taxed(exact: bigint, ratePpm: number, mode: TaxMode): { base: bigint; tax: bigint } {
  const rate = BigInt(ratePpm);
  if (mode === "added") {
    return { base: rounded(exact), tax: divideRounded(exact * rate, scale * million) };
  }
  const gross = rounded(exact);
  const base =
    mode === "included" ? divideRounded(gross * million, million + rate) : gross - divideRounded(gross * rate, million);
  return { base, tax: gross - base };
}

const shares = (whole: bigint, weights: readonly bigint[], currency: Currency): bigint[] =>
  weights.length === 0 ? [] : allocate(money(whole, currency), weights).map((part) => part.minor);

/** The document's discount in whole minor units, never more than what is left to discount. */
function documentDiscount({ discount }: TaxableDocument, nets: readonly bigint[]): bigint {
  if (!discount) return 0n;
  const left = rounded(nets.reduce((all, net) => all + net, 0n));
  const wanted = discount.kind === "amount" ? discount.minor : divideRounded(left * BigInt(discount.ppm), million);
  if (wanted > left) return left;
  return wanted;
}

interface Group {
  readonly code: string;
  readonly ratePpm: number;
  readonly members: number[];
}

/** Lines of one (tax, rate), in order of first appearance. */
function groupsOf(lines: readonly TaxableLine[]): Group[] {
  const groups = new Map<string, Group>();
  lines.forEach((line, index) => {
    const key = `${line.taxCode}:${line.taxRatePpm}`;
    const group = groups.get(key) ?? { code: line.taxCode, ratePpm: line.taxRatePpm, members: [] };
    group.members.push(index);
    groups.set(key, group);
  });
  return [...groups.values()];
}

/**
 * The only arithmetic of a document: quantity × price → line discount → document discount spread over the lines by largest remainder →
 * tax on the sum per (tax, rate) → totals. The same function serves editor, list, page, message and report, so they cannot disagree.
 */
export function calculate(document: TaxableDocument): DocumentTotals {
  check(document);
  const { lines, mode, rounding, currency } = document;
  const gross = lines.map(grossOf);
  const ownDiscount = lines.map((line, index) => lineDiscount(line, gross[index] ?? 0n));
  const nets = gross.map((amount, index) => amount - (ownDiscount[index] ?? 0n));
  const spread = shares(documentDiscount(document, nets), nets, currency);
  // A share of cents may exceed a line's exact fraction of a cent; it then goes as far as the line does.
  const exact = nets.map((net, index) => {
    const left = net - (spread[index] ?? 0n) * scale;
    return left < 0n ? 0n : left;
  });

  const base = lines.map(() => 0n);
  const tax = lines.map(() => 0n);
  const taxes: TaxTotal[] = [];
  let undiscounted = 0n;
  for (const { code, ratePpm, members } of groupsOf(lines)) {
    const amounts = members.map((index) => exact[index] ?? 0n);
    const full = members.map((index) => gross[index] ?? 0n);
    const sum = (parts: readonly bigint[]) => parts.reduce((all, part) => all + part, 0n);
    if (rounding === "document") {
      const group = taxed(sum(amounts), ratePpm, mode);
      shares(group.base, amounts, currency).forEach((part, at) => {
        base[members[at] ?? 0] = part;
      });
      shares(group.tax, amounts, currency).forEach((part, at) => {
        tax[members[at] ?? 0] = part;
      });
      undiscounted += taxed(sum(full), ratePpm, mode).base;
      taxes.push({ code, ratePpm, baseMinor: group.base, taxMinor: group.tax });
      continue;
    }
    members.forEach((index, at) => {
      const line = taxed(rounded(amounts[at] ?? 0n) * scale, ratePpm, mode);
      base[index] = line.base;
      tax[index] = line.tax;
      undiscounted += taxed(rounded(full[at] ?? 0n) * scale, ratePpm, mode).base;
    });
    const of = (column: readonly bigint[]) => sum(members.map((index) => column[index] ?? 0n));
    taxes.push({ code, ratePpm, baseMinor: of(base), taxMinor: of(tax) });
  }

  const baseMinor = taxes.reduce((all, group) => all + group.baseMinor, 0n);
  const taxMinor = taxes.reduce((all, group) => all + group.taxMinor, 0n);
  return {
    lines: lines.map((_, index) => ({
      grossMinor: rounded(gross[index] ?? 0n),
      discountMinor: rounded((gross[index] ?? 0n) - (exact[index] ?? 0n)),
      baseMinor: base[index] ?? 0n,
      taxMinor: tax[index] ?? 0n,
      totalMinor: (base[index] ?? 0n) + (tax[index] ?? 0n),
    })),
    taxes,
    subtotalMinor: undiscounted,
    discountMinor: undiscounted - baseMinor,
    taxMinor,
    totalMinor: baseMinor + taxMinor,
  };
}

/**
 * What a part of something already rounded is worth when parts are taken one after another: the last one takes what is left, and no
 * order of parts loses a cent. `before` and `after` are how much of `whole` was taken.
 */
export function cumulativeShare(minor: bigint, before: bigint, after: bigint, whole: bigint): bigint {
  if (before < 0n || after < before || after > whole) throw new RangeError("parts grow up to the whole");
  return divideRounded(minor * after, whole) - divideRounded(minor * before, whole);
}
