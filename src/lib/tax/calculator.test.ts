import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocate, money } from "../money";
import { calculate, cumulativeShare, type TaxableDocument, type TaxableLine, taxModes } from "./calculator";

const line = (over: Partial<TaxableLine> = {}): TaxableLine => ({
  qtyMilli: 1_000n,
  unitPriceMinor: 100n,
  taxCode: "IVA",
  taxRatePpm: 160_000,
  ...over,
});
const document = (over: Partial<TaxableDocument>): TaxableDocument => ({
  currency: "USD",
  mode: "added",
  rounding: "document",
  lines: [line()],
  ...over,
});

describe("worked numbers", () => {
  const uruguay = [
    line({ qtyMilli: 16_000n, unitPriceMinor: 34_835n, discount: { kind: "rate", ppm: 40_000 }, taxRatePpm: 220_000 }),
  ];
  test("[QI-19] 348.35 × 16, −4 %, 22 % per line is 6,527.81", () => {
    const totals = calculate(document({ lines: uruguay, rounding: "line" }));
    expect(totals).toMatchObject({ totalMinor: 652_781n, taxMinor: 117_715n });
  });
  test("[QI-19] per document it is 6,527.80: the base stays unrounded until the tax is taken", () => {
    const totals = calculate(document({ lines: uruguay }));
    expect(totals.taxes).toEqual([{ code: "IVA", ratePpm: 220_000, baseMinor: 535_066n, taxMinor: 117_714n }]);
    expect(totals.totalMinor).toBe(652_780n);
  });
  test("[QI-19] 9.99 with 16 % included is 8.61 + 1.38", () => {
    const totals = calculate(document({ mode: "included", lines: [line({ unitPriceMinor: 999n })] }));
    expect(totals).toMatchObject({ subtotalMinor: 861n, taxMinor: 138n, totalMinor: 999n });
  });
  test("[QI-19] Bolivia takes 13 % of the price itself", () => {
    const totals = calculate(
      document({ mode: "inside", lines: [line({ unitPriceMinor: 10_000n, taxRatePpm: 130_000 })] }),
    );
    expect(totals).toMatchObject({ subtotalMinor: 8_700n, taxMinor: 1_300n, totalMinor: 10_000n });
  });
  test("[OR-33] 5.00 over 19.90, 7.50 and 2.60 is 3.32 + 1.25 + 0.43", () => {
    const lines = [1_990n, 750n, 260n].map((unitPriceMinor) => line({ unitPriceMinor }));
    const totals = calculate(document({ lines, discount: { kind: "amount", minor: 500n } }));
    expect(totals.lines.map((one) => one.discountMinor)).toEqual([332n, 125n, 43n]);
  });
  test("[OR-34] 100.00 in three ways is 33.34 + 33.33 + 33.33", () => {
    expect(allocate(money(10_000n, "USD"), [1n, 1n, 1n]).map((part) => part.minor)).toEqual([3_334n, 3_333n, 3_333n]);
  });
  test("[QI-21] 10.00 with 16 % inside credited in thirds has bases 2.87, 2.88, 2.87", () => {
    const { subtotalMinor } = calculate(document({ mode: "included", lines: [line({ unitPriceMinor: 1_000n })] }));
    expect(subtotalMinor).toBe(862n);
    expect([0n, 1n, 2n].map((third) => cumulativeShare(subtotalMinor, third, third + 1n, 3n))).toEqual([
      287n,
      288n,
      287n,
    ]);
  });
  test("[S5] the quote of the wireframe: 2 × 48.00 and 9.50, −5 %, IVA 16 % is 116.26", () => {
    const lines = [line({ qtyMilli: 2_000n, unitPriceMinor: 4_800n }), line({ unitPriceMinor: 950n })];
    expect(calculate(document({ lines, discount: { kind: "rate", ppm: 50_000 } }))).toMatchObject({
      subtotalMinor: 10_550n,
      discountMinor: 528n,
      taxMinor: 1_604n,
      totalMinor: 11_626n,
    });
  });
  test("[QI-18] the discount is spread per rate before tax, and rates stay apart", () => {
    const lines = [line({ unitPriceMinor: 10_000n }), line({ unitPriceMinor: 10_000n, taxCode: "EX", taxRatePpm: 0 })];
    const totals = calculate(document({ lines, discount: { kind: "amount", minor: 1_000n } }));
    expect(totals.taxes).toEqual([
      { code: "IVA", ratePpm: 160_000, baseMinor: 9_500n, taxMinor: 1_520n },
      { code: "EX", ratePpm: 0, baseMinor: 9_500n, taxMinor: 0n },
    ]);
  });
  test("[OR-33] a courtesy is a 100 % discount", () => {
    const totals = calculate(document({ lines: [line()], discount: { kind: "rate", ppm: 1_000_000 } }));
    expect(totals).toMatchObject({ subtotalMinor: 100n, discountMinor: 100n, taxMinor: 0n, totalMinor: 0n });
  });
});

describe("refusals", () => {
  test.each<[string, Partial<TaxableDocument>]>([
    ["a quantity of zero", { lines: [line({ qtyMilli: 0n })] }],
    ["a negative price", { lines: [line({ unitPriceMinor: -1n })] }],
    ["a discount above the price", { lines: [line({ discount: { kind: "amount", minor: 101n } })] }],
    ["a rate above 100 %", { lines: [line({ taxRatePpm: 1_000_001 })] }],
    ["a negative document discount", { discount: { kind: "amount", minor: -1n } }],
  ])("[QI-27] %s is a defect", (_label, over) => {
    expect(() => calculate(document(over))).toThrow(RangeError);
  });
});

const discountArbitrary = fc.oneof(
  fc.record({ kind: fc.constant("rate" as const), ppm: fc.integer({ min: 0, max: 1_000_000 }) }),
  fc.record({ kind: fc.constant("amount" as const), minor: fc.bigInt({ min: 0n, max: 90_000n }) }),
);
const lineArbitrary = fc
  .record({
    qtyMilli: fc.bigInt({ min: 1n, max: 1_000_000n }),
    unitPriceMinor: fc.bigInt({ min: 0n, max: 5_000_000n }),
    discount: fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: undefined }),
    taxRatePpm: fc.constantFrom(0, 80_000, 160_000, 190_000, 220_000, 105_000),
  })
  .map(({ discount, ...rest }) =>
    line({ ...rest, discount: discount === undefined ? undefined : { kind: "rate", ppm: discount } }),
  );
const documentArbitrary: fc.Arbitrary<TaxableDocument> = fc.record({
  currency: fc.constantFrom("USD" as const, "COP" as const, "CLP" as const),
  mode: fc.constantFrom(...taxModes),
  rounding: fc.constantFrom("line" as const, "document" as const),
  lines: fc.array(lineArbitrary, { minLength: 1, maxLength: 12 }),
  discount: fc.option(discountArbitrary, { nil: undefined }),
});

/** Exact totals as fractions over one denominator, without the calculator's own steps. */
function modelTotal({ lines, discount, mode }: TaxableDocument): { numerator: bigint; denominator: bigint } | null {
  if (discount) return null;
  const D = 1_000_000_000_000_000n;
  const numerator = lines.reduce((all, one) => {
    const keep = BigInt(1_000_000 - (one.discount?.kind === "rate" ? one.discount.ppm : 0));
    const net = one.unitPriceMinor * one.qtyMilli * keep;
    return all + (mode === "added" ? net * BigInt(1_000_000 + one.taxRatePpm) : net * 1_000_000n);
  }, 0n);
  return { numerator, denominator: D };
}

describe("properties", () => {
  test("[QI-29] Σ lines = Σ rates = total, in every mode", () => {
    fc.assert(
      fc.property(documentArbitrary, (input) => {
        const totals = calculate(input);
        const sum = (values: readonly bigint[]) => values.reduce((all, value) => all + value, 0n);
        expect(sum(totals.lines.map((one) => one.totalMinor))).toBe(totals.totalMinor);
        expect(sum(totals.taxes.map((one) => one.baseMinor + one.taxMinor))).toBe(totals.totalMinor);
        expect(sum(totals.lines.map((one) => one.taxMinor))).toBe(totals.taxMinor);
        expect(totals.subtotalMinor - totals.discountMinor + totals.taxMinor).toBe(totals.totalMinor);
        for (const one of totals.lines) expect(one.baseMinor >= 0n && one.taxMinor >= 0n).toBe(true);
        expect(totals.discountMinor >= 0n).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
  test("[QI-29] per document the total is within one cent per rate of the exact rational", () => {
    fc.assert(
      fc.property(documentArbitrary, (input) => {
        const model = modelTotal(input);
        if (!model || input.rounding === "line") return;
        const totals = calculate(input);
        const off = totals.totalMinor * model.denominator - model.numerator;
        const bound = BigInt(totals.taxes.length) * model.denominator;
        expect(off <= bound && -off <= bound).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
  test("[QI-18] a document without discount has no discount, whatever the order of its lines", () => {
    fc.assert(
      fc.property(documentArbitrary, (input) => {
        const plain = { ...input, discount: undefined, lines: input.lines.map(({ discount: _, ...rest }) => rest) };
        const forward = calculate(plain);
        const backward = calculate({ ...plain, lines: [...plain.lines].reverse() });
        expect(forward.discountMinor).toBe(0n);
        expect(backward.totalMinor).toBe(forward.totalMinor);
      }),
      { numRuns: 500 },
    );
  });
});
