import type { BranchId, ConversationId, CustomerId, ItemId, MemberId, OrderId, QuoteId } from "@/lib/ids";
import type { Currency } from "@/lib/money";
import { err, ok, type Result } from "@/lib/result";
import type { Instant, LocalDate } from "@/lib/time";

export const orderStatuses = [
  "draft",
  "awaiting_confirmation",
  "accepted",
  "preparing",
  "ready",
  "completed",
  "cancelled",
  "rejected",
  "expired",
] as const;
export type OrderStatus = (typeof orderStatuses)[number];
export const orderChannels = ["counter", "table", "phone", "whatsapp", "qr", "web", "api"] as const;
export type OrderChannel = (typeof orderChannels)[number];

/** Every legal move; what is not here is refused by code. The last four are final. */
export const orderMoves: Record<OrderStatus, readonly OrderStatus[]> = {
  draft: ["accepted", "cancelled", "expired"],
  awaiting_confirmation: ["accepted", "rejected", "expired"],
  accepted: ["preparing", "ready", "completed", "cancelled"],
  preparing: ["ready", "completed", "cancelled"],
  ready: ["completed", "cancelled"],
  completed: [],
  cancelled: [],
  rejected: [],
  expired: [],
};

export const moveOrder = (from: OrderStatus, to: OrderStatus): Result<OrderStatus, "order_state_conflict"> =>
  orderMoves[from].includes(to) ? ok(to) : err("order_state_conflict", { status: from, wanted: to });

export interface OrderLine {
  lineNo: number;
  itemId: ItemId | null;
  name: string;
  sku: string;
  qtyMilli: bigint;
  unitPriceMinor: bigint;
  discountMinor: bigint;
  taxRatePpm: number;
  taxMinor: bigint;
  totalMinor: bigint;
}

export interface OrderTotals {
  currency: Currency;
  subtotalMinor: bigint;
  discountMinor: bigint;
  taxMinor: bigint;
  totalMinor: bigint;
}

export interface Order extends OrderTotals {
  id: OrderId;
  branchId: BranchId;
  channel: OrderChannel;
  businessDate: LocalDate;
  number: number;
  clientId: string;
  customerId: CustomerId | null;
  conversationId: ConversationId | null;
  sellerId: MemberId | null;
  quoteId: QuoteId | null;
  status: OrderStatus;
  paidMinor: bigint;
  completesOnPaid: boolean;
  version: number;
  acceptedAt: Instant;
  completedAt: Instant | null;
  cancelledAt: Instant | null;
  cancelReason: string | null;
  lines: readonly OrderLine[];
}

export type NewOrder = Omit<
  Order,
  "number" | "status" | "paidMinor" | "version" | "completedAt" | "cancelledAt" | "cancelReason"
>;

export type PaymentState = "unpaid" | "partial" | "paid";
/** Derived, never a status of the order. */
export const paymentState = ({ paidMinor, totalMinor }: Pick<Order, "paidMinor" | "totalMinor">): PaymentState =>
  paidMinor >= totalMinor ? "paid" : paidMinor > 0n ? "partial" : "unpaid";

export const maxLines = 200;
export const maxQuantityMilli = 1_000_000_000n;

/** Lines 1–200, quantities positive, and the sums that the document itself claims. */
export function checkOrder(
  lines: readonly OrderLine[],
  totals: OrderTotals,
): Result<true, "order_empty" | "quantity_invalid" | "amount_invalid"> {
  if (lines.length === 0 || lines.length > maxLines) return err("order_empty", { lines: lines.length });
  const off = lines.find(({ qtyMilli }) => qtyMilli <= 0n || qtyMilli > maxQuantityMilli);
  if (off) return err("quantity_invalid", { line: off.lineNo });
  const total = lines.reduce((all, line) => all + line.totalMinor, 0n);
  const isWhole = totals.subtotalMinor - totals.discountMinor + totals.taxMinor === totals.totalMinor;
  if (total !== totals.totalMinor || !isWhole || totals.totalMinor < 0n) return err("amount_invalid");
  return ok(true);
}

/** What is left to hand over must be paid: selling on credit is a permission of its own. */
export function completeOrder(order: Order): Result<"completed", "order_state_conflict"> {
  const moved = moveOrder(order.status, "completed");
  if (!moved.ok) return moved;
  return paymentState(order) === "paid"
    ? ok("completed")
    : err("order_state_conflict", { status: order.status, wanted: "completed", payment: paymentState(order) });
}

/** Money that came in goes back by a refund first; a paid order is not silently dropped. */
export function cancelOrder(order: Order): Result<"cancelled", "order_state_conflict"> {
  const moved = moveOrder(order.status, "cancelled");
  if (!moved.ok) return moved;
  return order.paidMinor === 0n
    ? ok("cancelled")
    : err("order_state_conflict", { status: order.status, wanted: "cancelled", payment: paymentState(order) });
}
