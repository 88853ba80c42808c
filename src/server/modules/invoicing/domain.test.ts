import { describe, expect, test } from "vitest";
import type { ItemId } from "@/lib/ids";
import { instant, plus } from "@/lib/time";
import {
  checkDiscount,
  holdUntil,
  type LineDraft,
  longestHoldMs,
  moveQuote,
  priceQuote,
  quoteCode,
  quoteMoves,
  quoteStatuses,
  sellerDiscountPpm,
  statusAt,
} from "./domain";
import { percentText } from "./message/domain";

const now = instant(1_000_000);
const later = plus(now, 1);
const line = (over: Partial<LineDraft> = {}): LineDraft => ({
  itemId: "item" as ItemId,
  name: "Pastillas",
  sku: "BP-0412",
  qtyMilli: 1_000n,
  unitPriceMinor: 4_800n,
  discountMinor: 0n,
  taxCode: "iva",
  taxRatePpm: 160_000,
  ...over,
});
const terms = { currency: "USD", taxMode: "added", discountPpm: 0 } as const;

describe("[QI-6] [QI-7] [QI-8] the state chart, walked exhaustively", () => {
  const pairs = quoteStatuses.flatMap((from) => quoteStatuses.map((to) => [from, to] as const));
  test.each(pairs)("%s → %s is answered by the table", (from, to) => {
    const moved = moveQuote({ status: from, validUntil: later }, to, now);
    if (quoteMoves[from].includes(to)) expect(moved).toEqual({ ok: true, value: to });
    else expect(moved).toMatchObject({ ok: false });
  });
  test("[QI-9] only drafts and sent offers can expire", () => {
    expect(quoteStatuses.filter((from) => quoteMoves[from].includes("expired"))).toEqual(["draft", "sent"]);
  });
});

describe("[QI-9] judged when read", () => {
  test.each(quoteStatuses)("%s at its last instant", (status) => {
    const live = status === "draft" || status === "sent";
    expect(statusAt({ status, validUntil: now }, now)).toBe(live ? "expired" : status);
    expect(statusAt({ status, validUntil: later }, now)).toBe(status);
  });
  test("what has run out can only expire", () => {
    expect(moveQuote({ status: "sent", validUntil: now }, "accepted", now)).toMatchObject({ reason: "quote_expired" });
    expect(moveQuote({ status: "sent", validUntil: now }, "expired", now).ok).toBe(true);
  });
});

describe("[QI-27] refused", () => {
  test.each<[string, Partial<LineDraft>, string]>([
    ["a quantity of nothing", { qtyMilli: 0n }, "quantity_invalid"],
    ["a quantity beyond a million", { qtyMilli: 1_000_000_001n }, "quantity_invalid"],
    ["a discount above the price", { discountMinor: 4_801n }, "amount_invalid"],
    ["a discount above a fraction's price", { qtyMilli: 1n, unitPriceMinor: 1n, discountMinor: 1n }, "amount_invalid"],
    ["a negative price", { unitPriceMinor: -1n }, "amount_invalid"],
  ])("%s", (_label, over, reason) => {
    expect(priceQuote([line(over)], terms)).toMatchObject({ ok: false, reason });
  });
  test("more than 200 lines", () => {
    expect(
      priceQuote(
        Array.from({ length: 201 }, () => line()),
        terms,
      ),
    ).toMatchObject({ reason: "quote_empty" });
  });
});

test.each<[bigint, bigint, number, boolean]>([
  [10_550n, 528n, 50_000, true],
  [10_550n, 529n, 50_000, false],
  [10_550n, 0n, 50_001, false],
  [10_550n, 0n, 0, true],
])("[OR-33] a seller gives %s − %s at %s ppm: %s", (subtotalMinor, discountMinor, discountPpm, allowed) => {
  const result = checkDiscount({ subtotalMinor, discountMinor }, { discountPpm }, sellerDiscountPpm);
  expect(result.ok).toBe(allowed);
});

test("[QI-6] goods are promised until the offer ends, never beyond 72 hours", () => {
  expect(holdUntil(plus(now, longestHoldMs + 1), now)).toBe(plus(now, longestHoldMs));
  expect(holdUntil(later, now)).toBe(later);
});

test.each([
  [160_000, "16"],
  [99_750, "9,975"],
  [105_000, "10,5"],
  [0, "0"],
])("a rate of %s ppm is written %s", (ppm, text) => {
  expect(percentText(ppm)).toBe(text);
});

test("[QI-20] a code is five digits and a draft has none", () => {
  expect([quoteCode(214), quoteCode(null)]).toEqual(["C-00214", ""]);
});
