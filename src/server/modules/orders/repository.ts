import type { BranchId, ConversationId, CustomerId, ItemId, MemberId, OrderId, QuoteId } from "@/lib/ids";
import type { Currency } from "@/lib/money";
import { dateColumn, fromDate, fromDateColumn, type Instant, type LocalDate, toDate } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { NewOrder, Order, OrderChannel, OrderStatus } from "./domain";

const withLines = { lines: { orderBy: { lineNo: "asc" } } } as const;
type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>;
const findRow = (db: TenantReader | TenantTx, where: { id: string } | { clientId: string }) =>
  db.salesOrder.findUnique({ where, include: withLines });

const toOrder = (row: Row): Order => ({
  id: row.id as OrderId,
  branchId: row.branchId as BranchId,
  channel: row.channel as OrderChannel,
  businessDate: fromDateColumn(row.businessDate),
  number: row.number,
  clientId: row.clientId,
  customerId: row.customerId as CustomerId | null,
  conversationId: row.conversationId as ConversationId | null,
  sellerId: row.sellerId as MemberId | null,
  quoteId: row.quoteId as QuoteId | null,
  status: row.status as OrderStatus,
  currency: row.currency as Currency,
  subtotalMinor: row.subtotalMinor,
  discountMinor: row.discountMinor,
  taxMinor: row.taxMinor,
  totalMinor: row.totalMinor,
  paidMinor: row.paidMinor,
  completesOnPaid: row.completesOnPaid,
  version: row.version,
  acceptedAt: fromDate(row.acceptedAt),
  completedAt: row.completedAt && fromDate(row.completedAt),
  cancelledAt: row.cancelledAt && fromDate(row.cancelledAt),
  cancelReason: row.cancelReason,
  lines: row.lines.map((line) => ({
    lineNo: line.lineNo,
    itemId: line.itemId as ItemId | null,
    name: line.name,
    sku: line.sku,
    qtyMilli: line.qtyMilli,
    unitPriceMinor: line.unitPriceMinor,
    discountMinor: line.discountMinor,
    taxRatePpm: line.taxRatePpm,
    taxMinor: line.taxMinor,
    totalMinor: line.totalMinor,
  })),
});

export interface OrderEvent {
  seq: number;
  kind: string;
  fromStatus: string | null;
  toStatus: string;
  actor: string;
  note: string | null;
  at: Instant;
}

export interface OrderFilter {
  status?: OrderStatus;
  branches: "all" | readonly string[];
  sellerId?: string;
  customerId?: string;
  conversationId?: string;
}

export const orderRepository = (db: TenantReader | TenantTx) => ({
  async find(id: OrderId): Promise<Order | null> {
    const row = await findRow(db, { id });
    return row && toOrder(row);
  },
  async findByClientId(clientId: string): Promise<Order | null> {
    const row = await findRow(db, { clientId });
    return row && toOrder(row);
  },
  /** Newest first, after (acceptedAt, id); `take` rows and their number of lines. */
  async list(filter: OrderFilter, after: { at: Instant; id: string } | null, take: number) {
    const rows = await db.salesOrder.findMany({
      where: {
        ...(filter.status ? { status: filter.status } : {}),
        ...(filter.branches === "all" ? {} : { branchId: { in: [...filter.branches] } }),
        ...(filter.sellerId ? { sellerId: filter.sellerId } : {}),
        ...(filter.customerId ? { customerId: filter.customerId } : {}),
        ...(filter.conversationId ? { conversationId: filter.conversationId } : {}),
        ...(after
          ? {
              OR: [
                { acceptedAt: { lt: toDate(after.at) } },
                { acceptedAt: { equals: toDate(after.at) }, id: { lt: after.id } },
              ],
            }
          : {}),
      },
      orderBy: [{ acceptedAt: "desc" }, { id: "desc" }],
      include: { ...withLines, _count: { select: { lines: true } } },
      take,
    });
    return rows.map((row) => ({ order: toOrder(row), lineCount: row._count.lines }));
  },
  async events(id: OrderId): Promise<OrderEvent[]> {
    const rows = await db.orderEvent.findMany({ where: { orderId: id }, orderBy: { seq: "asc" }, take: 500 });
    return rows.map((row) => ({ ...row, at: fromDate(row.at) }));
  },
  /** Rows that break an invariant: a gap or repeat in a day's numbers, lines that do not add up, a paid sum nobody paid. */
  async violations(): Promise<{ rule: string; subject: string }[]> {
    return sql<{ rule: string; subject: string }>(db)`
      select 'order_numbers_gapless' as rule, branch_id || ' ' || business_date as subject from sales_order
        group by branch_id, business_date having max(number) <> count(*) or min(number) <> 1
      union all
      select 'order_lines_add_up', o.id from sales_order o join order_line l on l.order_id = o.id
        group by o.id, o.total_minor having sum(l.total_minor) <> o.total_minor
      union all
      select 'order_final_has_time', id from sales_order
        where (status = 'completed') <> (completed_at is not null) or (status = 'cancelled') <> (cancelled_at is not null)
      limit 100`;
  },
});

/** Writes, and the reads that hold the row until the end of the transaction. */
export const orderWriter = (tx: TenantTx) => ({
  async lock(id: OrderId): Promise<Order | null> {
    await sql<{ id: string }>(tx)`select id from sales_order where id = ${id} for update`;
    return orderRepository(tx).find(id);
  },
  /** The next number of the branch's day. The row stays locked until commit, so it is taken last and never leaves a gap. */
  async takeNumber(branchId: BranchId, date: LocalDate): Promise<number> {
    const rows = await sql<{ number: bigint }>(tx)`
      insert into counter (series, next) values (${`order:${branchId}:${date}`}, 2)
      on conflict (series) do update set next = counter.next + 1 returning next - 1 as number`;
    return Number(rows[0]?.number ?? 0n);
  },
  async insert(order: NewOrder, number: number): Promise<void> {
    const { lines, ...row } = order;
    await tx.salesOrder.create({
      data: {
        ...row,
        number,
        status: "accepted",
        businessDate: dateColumn(row.businessDate),
        acceptedAt: toDate(row.acceptedAt),
      },
    });
    await tx.orderLine.createMany({ data: lines.map((line) => ({ ...line, orderId: row.id, status: "pending" })) });
  },
  /** Compare-and-set on status and version: false means somebody else moved it after our read. */
  async move(
    order: Order,
    to: OrderStatus,
    change: { at: Instant; cancelReason?: string; paidMinor?: bigint },
  ): Promise<boolean> {
    const { count } = await tx.salesOrder.updateMany({
      where: { id: order.id, status: order.status, version: order.version },
      data: {
        status: to,
        version: order.version + 1,
        ...(change.paidMinor === undefined ? {} : { paidMinor: change.paidMinor }),
        ...(to === "completed" ? { completedAt: toDate(change.at) } : {}),
        ...(to === "cancelled" ? { cancelledAt: toDate(change.at), cancelReason: change.cancelReason ?? null } : {}),
      },
    });
    if (count !== 1) return false;
    if (to === "completed" || to === "cancelled") {
      await tx.orderLine.updateMany({
        where: { orderId: order.id },
        data: { status: to === "completed" ? "served" : "voided" },
      });
    }
    return true;
  },
  async setPaid(order: Order, paidMinor: bigint): Promise<boolean> {
    const { count } = await tx.salesOrder.updateMany({
      where: { id: order.id, version: order.version },
      data: { paidMinor, version: order.version + 1 },
    });
    return count === 1;
  },
  async appendEvent(
    orderId: OrderId,
    event: { kind: string; from: string | null; to: string; actor: string; note?: string; at: Instant },
  ): Promise<void> {
    await sql.execute(tx)`
      insert into order_event (order_id, seq, kind, from_status, to_status, actor, note, at)
      select ${orderId}, coalesce(max(seq), 0) + 1, ${event.kind}, ${event.from}, ${event.to}, ${event.actor}, ${event.note ?? null}, ${toDate(event.at)}
      from order_event where order_id = ${orderId}`;
  },
});
