import { describe, expect, test } from "vitest";
import type { BranchId, ItemId, OrderId } from "@/lib/ids";
import { instant, localDate } from "@/lib/time";
import {
  cancelOrder,
  checkOrder,
  completeOrder,
  moveOrder,
  type Order,
  type OrderLine,
  orderMoves,
  orderStatuses,
  paymentState,
} from "./domain";

const line = (over: Partial<OrderLine> = {}): OrderLine => ({
  lineNo: 1,
  itemId: "01j0000000000000000000item" as ItemId,
  name: "Pastillas",
  sku: "BP-0412",
  qtyMilli: 2_000n,
  unitPriceMinor: 4_800n,
  discountMinor: 0n,
  taxRatePpm: 160_000,
  taxMinor: 1_536n,
  totalMinor: 11_136n,
  ...over,
});
const totals = {
  currency: "USD",
  subtotalMinor: 9_600n,
  discountMinor: 0n,
  taxMinor: 1_536n,
  totalMinor: 11_136n,
} as const;
const order = (over: Partial<Order> = {}): Order => ({
  ...totals,
  id: "01j00000000000000000000ord" as OrderId,
  branchId: "01j000000000000000000bran1" as BranchId,
  channel: "whatsapp",
  businessDate: localDate("2026-11-20"),
  number: 1,
  clientId: "quote:1:v1",
  customerId: null,
  conversationId: null,
  sellerId: null,
  quoteId: null,
  status: "accepted",
  paidMinor: 0n,
  completesOnPaid: true,
  version: 1,
  acceptedAt: instant(0),
  completedAt: null,
  cancelledAt: null,
  cancelReason: null,
  lines: [line()],
  ...over,
});

describe("[OR-46] the state chart, walked exhaustively", () => {
  const pairs = orderStatuses.flatMap((from) => orderStatuses.map((to) => [from, to] as const));
  test.each(pairs)("%s → %s is answered by the table", (from, to) => {
    const moved = moveOrder(from, to);
    if (orderMoves[from].includes(to)) expect(moved).toEqual({ ok: true, value: to });
    else expect(moved).toMatchObject({ ok: false, reason: "order_state_conflict" });
  });
  test.each(["completed", "cancelled", "rejected", "expired"] as const)("[OR-17] %s is final", (status) => {
    expect(orderMoves[status]).toEqual([]);
  });
});

describe("[OR-14] completing", () => {
  test("needs the money", () => {
    expect(completeOrder(order({ paidMinor: 11_135n }))).toMatchObject({ ok: false, data: { payment: "partial" } });
    expect(completeOrder(order({ paidMinor: 11_136n }))).toEqual({ ok: true, value: "completed" });
  });
  test("happens once", () => {
    expect(completeOrder(order({ status: "completed", paidMinor: 11_136n })).ok).toBe(false);
  });
});

test("[OR-15] a paid order is not dropped, an unpaid one may be", () => {
  expect(cancelOrder(order({ paidMinor: 1n }))).toMatchObject({ ok: false, reason: "order_state_conflict" });
  expect(cancelOrder(order())).toEqual({ ok: true, value: "cancelled" });
});

test.each([
  [0n, "unpaid"],
  [1n, "partial"],
  [11_136n, "paid"],
  [11_137n, "paid"],
] as const)("[OR-17] %s paid of 111.36 is %s", (paidMinor, state) => {
  expect(paymentState(order({ paidMinor }))).toBe(state);
});

describe("[OR-36] refused", () => {
  test.each<[string, OrderLine[], object]>([
    ["no lines", [], { reason: "order_empty" }],
    ["201 lines", Array.from({ length: 201 }, () => line()), { reason: "order_empty" }],
    ["a negative quantity", [line({ qtyMilli: -1n })], { reason: "quantity_invalid" }],
    ["a quantity beyond a million", [line({ qtyMilli: 1_000_000_001n })], { reason: "quantity_invalid" }],
    ["lines that are not the total", [line({ totalMinor: 1n })], { reason: "amount_invalid" }],
  ])("%s", (_label, lines, expected) => {
    expect(checkOrder(lines, totals)).toMatchObject({ ok: false, ...expected });
  });
  test("a total that is not its own sum", () => {
    expect(checkOrder([line()], { ...totals, taxMinor: 1_535n })).toMatchObject({ reason: "amount_invalid" });
  });
});
