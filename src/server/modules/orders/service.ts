import { decodeCursor, encodeCursor } from "@/lib/cursor";
import { raise } from "@/lib/errors";
import type { BranchId, ConversationId, CustomerId, MemberId, OrderId, QuoteId } from "@/lib/ids";
import { divideRounded, money, toWire } from "@/lib/money";
import { branchScope } from "@/lib/permissions";
import { milliToText } from "@/lib/quantity";
import { unwrap } from "@/lib/result";
import { parseInstant, toIso } from "@/lib/time";
import { getCustomers } from "@/server/modules/customers/public";
import { issueForSale, moveReservations, releaseReservations, reserveStock } from "@/server/modules/inventory/public";
import { recordAudit } from "@/server/platform/audit";
import { actorRef, type ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import { publish } from "@/server/platform/outbox";
import {
  checkOrder,
  cancelOrder as decideCancel,
  completeOrder as decideComplete,
  type NewOrder,
  type Order,
  type OrderChannel,
  type OrderLine,
  type OrderTotals,
  paymentState,
} from "./domain";
import { orderCancelled, orderCompleted, orderPaid, orderPlaced } from "./events";
import { orderRepository, orderWriter } from "./repository";
import type { CancelOrder, CompleteOrder, GetOrder, ListOrders, OrderPage, OrderRow, OrderView } from "./schema";

export interface PlaceOrder {
  /** The caller's own key for this sale: the same one again answers the order it already made. */
  clientId: string;
  branchId: BranchId;
  channel: OrderChannel;
  customerId: CustomerId | null;
  conversationId: ConversationId | null;
  sellerId: MemberId | null;
  quoteId: QuoteId | null;
  lines: readonly OrderLine[];
  totals: OrderTotals;
  completesOnPaid: boolean;
  /** Whose holds become this order's; without it the stock is reserved now. */
  reservationsFrom?: { kind: string; id: string };
}

const subjectOf = (id: OrderId) => ({ kind: "order", id });
const wire = (minor: bigint, { currency }: OrderTotals) => toWire(money(minor, currency));

/** Takes part in the caller's transaction. Stock first, then the number: its counter is the last row anybody locks. */
export async function placeOrder(tx: TenantTx, ctx: ServiceContext, input: PlaceOrder): Promise<Order> {
  const known = await orderRepository(tx).findByClientId(input.clientId);
  if (known) return known;
  unwrap(checkOrder(input.lines, input.totals));
  const { totals, reservationsFrom, ...rest } = input;
  const { currency, subtotalMinor, discountMinor, taxMinor, totalMinor } = totals;
  const at = ctx.clock.now();
  const order: NewOrder = {
    ...rest,
    currency,
    subtotalMinor,
    discountMinor,
    taxMinor,
    totalMinor,
    id: ctx.ids.next<OrderId>(),
    businessDate: ctx.today(),
    acceptedAt: at,
  };
  const goods = order.lines.flatMap(({ itemId, lineNo, qtyMilli }) =>
    itemId ? [{ lineKey: `${lineNo}`, itemId, qtyMilli }] : [],
  );
  // Holds that still live change hands; whatever ran out is reserved again, or refused, here.
  if (reservationsFrom) await moveReservations(tx, ctx, reservationsFrom, subjectOf(order.id));
  if (goods.length > 0) {
    await reserveStock(tx, ctx, {
      subject: subjectOf(order.id),
      branchId: order.branchId,
      expiresAt: null,
      lines: goods,
    });
  }
  const writer = orderWriter(tx);
  const number = await writer.takeNumber(order.branchId, order.businessDate);
  await writer.insert(order, number);
  await writer.appendEvent(order.id, { kind: "accepted", from: null, to: "accepted", actor: actorRef(ctx), at });
  await recordAudit(tx, ctx, {
    action: "order.place",
    subject: order.id,
    branchId: order.branchId,
    after: { number, channel: order.channel, totalMinor: order.totalMinor, currency: order.currency },
  });
  await publish(tx, ctx, orderPlaced, {
    orderId: order.id,
    branchId: order.branchId,
    number,
    channel: order.channel,
    customerId: order.customerId,
    conversationId: order.conversationId,
    total: wire(order.totalMinor, order),
  });
  return (await orderRepository(tx).find(order.id)) ?? raise("order_not_found");
}

/** Holds the order until the end of the caller's transaction: the first lock of any payment. */
export async function lockForPayment(tx: TenantTx, _ctx: ServiceContext, orderId: OrderId): Promise<Order> {
  return (await orderWriter(tx).lock(orderId)) ?? raise("order_not_found");
}

/**
 * Writes what is paid in all, in the payment's transaction. A fully paid order that completes on payment is handed over here, unless
 * `completes` is false: money that arrived is recorded even when the goods cannot leave.
 */
export async function applyPayment(
  tx: TenantTx,
  ctx: ServiceContext,
  input: { orderId: OrderId; paidMinor: bigint; completes?: boolean },
): Promise<Order> {
  const order = await lockForPayment(tx, ctx, input.orderId);
  if (order.paidMinor === input.paidMinor) return order;
  if (!(await orderWriter(tx).setPaid(order, input.paidMinor))) raise("order_state_conflict");
  const paid: Order = { ...order, paidMinor: input.paidMinor, version: order.version + 1 };
  await publish(tx, ctx, orderPaid, {
    orderId: paid.id,
    branchId: paid.branchId,
    paid: wire(paid.paidMinor, paid),
    due: wire(paid.totalMinor - paid.paidMinor, paid),
  });
  const mayComplete = paid.completesOnPaid && input.completes !== false && decideComplete(paid).ok;
  return mayComplete ? complete(tx, ctx, paid) : paid;
}

async function complete(tx: TenantTx, ctx: ServiceContext, order: Order): Promise<Order> {
  unwrap(decideComplete(order));
  const at = ctx.clock.now();
  const goods = order.lines.flatMap(({ itemId, lineNo, qtyMilli }) =>
    itemId ? [{ lineKey: `${lineNo}`, itemId, qtyMilli }] : [],
  );
  const issued =
    goods.length === 0
      ? []
      : await issueForSale(tx, ctx, { orderId: order.id, branchId: order.branchId, lines: goods });
  const costs = new Map(issued.map(({ lineKey, costMicro }) => [lineKey, costMicro]));
  const writer = orderWriter(tx);
  if (!(await writer.move(order, "completed", { at }))) raise("order_state_conflict");
  await writer.appendEvent(order.id, {
    kind: "completed",
    from: order.status,
    to: "completed",
    actor: actorRef(ctx),
    at,
  });
  await recordAudit(tx, ctx, {
    action: "order.complete",
    subject: order.id,
    branchId: order.branchId,
    before: { status: order.status },
    after: { status: "completed" },
  });
  await publish(tx, ctx, orderCompleted, {
    orderId: order.id,
    branchId: order.branchId,
    number: order.number,
    channel: order.channel,
    customerId: order.customerId,
    conversationId: order.conversationId,
    sellerId: order.sellerId,
    businessDate: order.businessDate,
    occurredAt: toIso(at),
    currency: order.currency,
    netMinor: `${order.totalMinor - order.taxMinor}`,
    taxMinor: `${order.taxMinor}`,
    totalMinor: `${order.totalMinor}`,
    lines: order.lines.map((line) => ({
      lineNo: line.lineNo,
      itemId: line.itemId,
      name: line.name,
      qtyMilli: `${line.qtyMilli}`,
      netMinor: `${line.totalMinor - line.taxMinor}`,
      taxMinor: `${line.taxMinor}`,
      costMicro: costs.get(`${line.lineNo}`)?.toString() ?? null,
    })),
  });
  return { ...order, status: "completed", version: order.version + 1, completedAt: at };
}

/** Loads under lock and refuses a version the caller did not see. */
async function lockSeen(
  tx: TenantTx,
  ctx: ServiceContext,
  input: { orderId: string; version: number },
): Promise<Order> {
  const order = await lockForPayment(tx, ctx, input.orderId as OrderId);
  if (order.version !== input.version) raise("version_conflict", { version: order.version, status: order.status });
  return order;
}

export async function completeOrder(ctx: ServiceContext, input: CompleteOrder): Promise<{ status: string }> {
  ctx.require("order:create");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "orders.complete", key: input.idempotencyKey, input }, async () => {
      const order = await lockSeen(tx, ctx, input);
      ctx.require("order:create", order.branchId, "order_not_found");
      return { status: (await complete(tx, ctx, order)).status };
    }),
  );
}

export async function cancelOrder(ctx: ServiceContext, input: CancelOrder): Promise<{ status: string }> {
  ctx.require("order:cancel");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "orders.cancel", key: input.idempotencyKey, input }, async () => {
      const order = await lockSeen(tx, ctx, input);
      ctx.require("order:cancel", order.branchId, "order_not_found");
      const status = unwrap(decideCancel(order));
      const at = ctx.clock.now();
      await releaseReservations(tx, ctx, subjectOf(order.id), "order_cancelled");
      const writer = orderWriter(tx);
      if (!(await writer.move(order, status, { at, cancelReason: input.reason }))) raise("order_state_conflict");
      await writer.appendEvent(order.id, {
        kind: "cancelled",
        from: order.status,
        to: status,
        actor: actorRef(ctx),
        note: input.reason,
        at,
      });
      await recordAudit(tx, ctx, {
        action: "order.cancel",
        subject: order.id,
        branchId: order.branchId,
        before: { status: order.status },
        after: { status },
        reason: input.reason,
      });
      const { id, branchId, number } = order;
      await publish(tx, ctx, orderCancelled, { orderId: id, branchId, number, reason: input.reason });
      return { status };
    }),
  );
}

const toRow = (order: Order, lineCount: number, names: ReadonlyMap<string, string>): OrderRow => ({
  id: order.id,
  number: order.number,
  businessDate: order.businessDate,
  branchId: order.branchId,
  channel: order.channel,
  status: order.status,
  payment: paymentState(order),
  customerId: order.customerId,
  customerName: order.customerId ? (names.get(order.customerId) ?? null) : null,
  total: wire(order.totalMinor, order),
  paid: wire(order.paidMinor, order),
  lineCount,
  acceptedAt: toIso(order.acceptedAt),
});

async function namesOf(ctx: ServiceContext, orders: readonly Order[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(orders.flatMap(({ customerId }) => (customerId ? [customerId] : [])))];
  if (ids.length === 0) return new Map();
  return new Map((await getCustomers(ctx.read, ids)).map(({ customerId, name }) => [customerId as string, name]));
}

const isOwnOnly = (ctx: ServiceContext) => ctx.permissions.grants.get("order:read") === "own";

export async function listOrders(ctx: ServiceContext, input: ListOrders): Promise<OrderPage> {
  ctx.require("order:read", input.branchId);
  const [at, id] = input.cursor ? decodeCursor(input.cursor, 2) : [];
  const after = at && id ? { at: parseInstant(at) ?? raise("cursor_invalid"), id } : null;
  const branches = input.branchId ? [input.branchId] : branchScope(ctx.permissions, "order:read");
  const found = await orderRepository(ctx.read).list(
    { ...input, branches, ...(isOwnOnly(ctx) ? { sellerId: ctx.actor.id } : {}) },
    after,
    input.limit + 1,
  );
  const page = found.slice(0, input.limit);
  const last = page.at(-1)?.order;
  const names = await namesOf(
    ctx,
    page.map(({ order }) => order),
  );
  return {
    items: page.map(({ order, lineCount }) => toRow(order, lineCount, names)),
    nextCursor: found.length > input.limit && last ? encodeCursor(toIso(last.acceptedAt), last.id) : null,
  };
}

export async function getOrder(ctx: ServiceContext, input: GetOrder): Promise<OrderView> {
  ctx.require("order:read");
  const orders = orderRepository(ctx.read);
  const order = (await orders.find(input.orderId as OrderId)) ?? raise("order_not_found");
  ctx.require("order:read", order.branchId, "order_not_found");
  if (isOwnOnly(ctx) && order.sellerId !== ctx.actor.id) raise("order_not_found");
  const [timeline, names] = await Promise.all([orders.events(order.id), namesOf(ctx, [order])]);
  return {
    ...toRow(order, order.lines.length, names),
    version: order.version,
    quoteId: order.quoteId,
    conversationId: order.conversationId,
    sellerId: order.sellerId,
    subtotal: wire(order.subtotalMinor, order),
    discount: wire(order.discountMinor, order),
    tax: wire(order.taxMinor, order),
    due: wire(order.totalMinor - order.paidMinor, order),
    completedAt: order.completedAt && toIso(order.completedAt),
    cancelledAt: order.cancelledAt && toIso(order.cancelledAt),
    cancelReason: order.cancelReason,
    lines: order.lines.map((line) => ({
      lineNo: line.lineNo,
      itemId: line.itemId,
      name: line.name,
      sku: line.sku,
      quantity: milliToText(line.qtyMilli),
      unitPrice: wire(line.unitPriceMinor, order),
      amount: wire(divideRounded(line.unitPriceMinor * line.qtyMilli, 1_000n), order),
      discount: wire(line.discountMinor, order),
      tax: wire(line.taxMinor, order),
      total: wire(line.totalMinor, order),
    })),
    timeline: timeline.map(({ seq, kind, toStatus, actor, note, at }) => ({
      seq,
      kind,
      toStatus,
      actor,
      note,
      at: toIso(at),
    })),
  };
}

/** Broken promises, in words; empty when all hold. */
export async function verifyInvariants(ctx: ServiceContext): Promise<string[]> {
  // no permission: the collector of every module runs it, and it answers rule names only
  const rows = await orderRepository(ctx.read).violations();
  return rows.map(({ rule, subject }) => `orders: ${rule} ${subject}`);
}
