import { z } from "zod";
import type { BranchId, ChargeId, ConversationId, CustomerId, ItemId, MemberId, OrderId, QuoteId } from "@/lib/ids";
import type { Currency } from "@/lib/money";
import type { TaxMode } from "@/lib/tax";
import { days, fromDate, type Instant, plus, toDate } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { Quote, QuoteLine, QuoteStatus } from "./domain";

const withLines = { lines: { orderBy: { lineNo: "asc" } } } as const;
const findRow = (db: TenantReader | TenantTx, id: string) => db.quote.findUnique({ where: { id }, include: withLines });
type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>;

const taxesColumn = z.array(
  z.object({ code: z.string(), ratePpm: z.number(), baseMinor: z.string(), taxMinor: z.string() }),
);
const taxesToJson = (quote: Pick<Quote, "taxes">) =>
  quote.taxes.map((tax) => ({ ...tax, baseMinor: `${tax.baseMinor}`, taxMinor: `${tax.taxMinor}` }));

const toQuote = (row: Row): Quote => ({
  id: row.id as QuoteId,
  number: row.number,
  branchId: row.branchId as BranchId,
  customerId: row.customerId as CustomerId,
  conversationId: row.conversationId as ConversationId | null,
  sellerId: row.sellerId as MemberId | null,
  status: row.status as QuoteStatus,
  currency: row.currency as Currency,
  taxMode: row.taxMode as TaxMode,
  discountPpm: row.discountPpm,
  subtotalMinor: row.subtotalMinor,
  discountMinor: row.discountMinor,
  taxMinor: row.taxMinor,
  totalMinor: row.totalMinor,
  taxes: taxesColumn.parse(row.taxes).map((tax) => ({
    ...tax,
    baseMinor: BigInt(tax.baseMinor),
    taxMinor: BigInt(tax.taxMinor),
  })),
  note: row.note,
  validUntil: fromDate(row.validUntil),
  createdAt: fromDate(row.createdAt),
  sentAt: row.sentAt && fromDate(row.sentAt),
  viewedAt: row.viewedAt && fromDate(row.viewedAt),
  acceptedAt: row.acceptedAt && fromDate(row.acceptedAt),
  closedAt: row.closedAt && fromDate(row.closedAt),
  orderId: row.orderId as OrderId | null,
  chargeId: row.chargeId as ChargeId | null,
  linkToken: row.linkToken,
  version: row.version,
  lines: row.lines.map(
    (line): QuoteLine => ({
      lineNo: line.lineNo,
      itemId: line.itemId as ItemId | null,
      name: line.name,
      sku: line.sku,
      qtyMilli: line.qtyMilli,
      unitPriceMinor: line.unitPriceMinor,
      discountMinor: line.discountMinor,
      taxCode: line.taxCode,
      taxRatePpm: line.taxRatePpm,
      taxMinor: line.taxMinor,
      totalMinor: line.totalMinor,
    }),
  ),
});

export interface QuoteFilter {
  status?: QuoteStatus;
  branches: "all" | readonly string[];
  sellerId?: string;
  customerId?: string;
  conversationId?: string;
}
const pipelineSpanMs = days(90);
const liveStates = ["draft", "sent"];

/** A status as people see it at `now`: what has run out is not shown as sent. */
const statusWhere = (status: QuoteStatus | undefined, now: Instant) => {
  if (!status) return {};
  if (status === "expired") {
    return { OR: [{ status }, { status: { in: liveStates }, validUntil: { lte: toDate(now) } }] };
  }
  return liveStates.includes(status) ? { status, validUntil: { gt: toDate(now) } } : { status };
};
const scopeWhere = (filter: QuoteFilter) => ({
  ...(filter.branches === "all" ? {} : { branchId: { in: [...filter.branches] } }),
  ...(filter.sellerId ? { sellerId: filter.sellerId } : {}),
  ...(filter.customerId ? { customerId: filter.customerId } : {}),
  ...(filter.conversationId ? { conversationId: filter.conversationId } : {}),
});

export const quoteRepository = (db: TenantReader | TenantTx) => ({
  async find(id: QuoteId): Promise<Quote | null> {
    const row = await findRow(db, id);
    return row && toQuote(row);
  },
  /** Newest first, after (createdAt, id). */
  async list(filter: QuoteFilter, now: Instant, after: { at: Instant; id: string } | null, take: number) {
    const rows = await db.quote.findMany({
      where: {
        AND: [
          scopeWhere(filter),
          statusWhere(filter.status, now),
          after
            ? {
                OR: [
                  { createdAt: { lt: toDate(after.at) } },
                  { createdAt: { equals: toDate(after.at) }, id: { lt: after.id } },
                ],
              }
            : {},
        ],
      },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      include: withLines,
      take,
    });
    return rows.map(toQuote);
  },
  async pipeline(filter: QuoteFilter, now: Instant) {
    const scope =
      filter.branches === "all" ? sql.empty : sql.fragment`and branch_id = any(${[...filter.branches]}::text[])`;
    const own = filter.sellerId ? sql.fragment`and seller_id = ${filter.sellerId}` : sql.empty;
    return sql<{ status: QuoteStatus; currency: Currency; count: number; totalMinor: bigint }>(db)`
      select case when status in ('draft', 'sent') and valid_until <= ${toDate(now)} then 'expired' else status end as status,
        currency, count(*)::int as count, sum(total_minor)::bigint as "totalMinor"
      from quote where created_at > ${toDate(plus(now, -pipelineSpanMs))} ${scope} ${own} group by 1, 2`;
  },
  /** Drafts and sent ones whose hour has passed, the longest overdue first. */
  async listOverdue(now: Instant, take: number): Promise<QuoteId[]> {
    const rows = await db.quote.findMany({
      where: { status: { in: liveStates }, validUntil: { lte: toDate(now) } },
      orderBy: [{ validUntil: "asc" }],
      select: { id: true },
      take,
    });
    return rows.map(({ id }) => id as QuoteId);
  },
  /** What a secret opens; null when nobody ever gave it out, or it was withdrawn. */
  async findLink(tokenHash: string): Promise<{ purpose: string; subjectId: string; expiresAt: Instant | null } | null> {
    const row = await db.publicLink.findUnique({ where: { tokenHash } });
    return row && !row.revokedAt
      ? { purpose: row.purpose, subjectId: row.subjectId, expiresAt: row.expiresAt && fromDate(row.expiresAt) }
      : null;
  },
  async violations(): Promise<{ rule: string; subject: string }[]> {
    return sql<{ rule: string; subject: string }>(db)`
      select 'quote_numbers_gapless' as rule, 'all' as subject from quote where number is not null
        having count(*) > 0 and (max(number) <> count(*) or min(number) <> 1)
      union all
      select 'quote_lines_add_up', q.id from quote q join quote_line l on l.quote_id = q.id
        group by q.id, q.total_minor having sum(l.total_minor) <> q.total_minor
      union all
      select 'quote_converted_once', coalesce(q.id, o.id) from quote q full join sales_order o on o.quote_id = q.id
        where (q.id is not null and (q.status = 'converted') <> (o.id is not null))
      union all
      select 'quote_converted_has_charge', id from quote where status = 'converted' and (order_id is null or charge_id is null)
      union all
      select 'quote_closed_holds_nothing', q.id from quote q
        join reservation r on r.subject_kind = 'quote' and r.subject_id = q.id and r.consumed_at is null and r.released_at is null
        where q.status not in ('sent')
      limit 100`;
  },
});

/** Writes, and the read that holds the row until the end of the transaction. */
export const quoteWriter = (tx: TenantTx) => ({
  async lock(id: QuoteId): Promise<Quote | null> {
    await sql<{ id: string }>(tx)`select id from quote where id = ${id} for update`;
    return quoteRepository(tx).find(id);
  },
  /** Its row stays locked until commit: taken last, it never leaves a gap. */
  async takeNumber(): Promise<number> {
    const rows = await sql<{ number: bigint }>(tx)`
      insert into counter (series, next) values ('quote', 2)
      on conflict (series) do update set next = counter.next + 1 returning next - 1 as number`;
    return Number(rows[0]?.number ?? 0n);
  },
  async insert(quote: Quote): Promise<void> {
    const { lines, taxes, ...row } = quote;
    await tx.quote.create({
      data: {
        ...row,
        taxes: taxesToJson(quote),
        validUntil: toDate(row.validUntil),
        createdAt: toDate(row.createdAt),
        sentAt: null,
        viewedAt: null,
        acceptedAt: null,
        closedAt: null,
      },
    });
    await tx.quoteLine.createMany({ data: lines.map((line) => ({ ...line, quoteId: row.id })) });
  },
  /** Compare-and-set on status and version; everything of the quote but its lines. */
  async save(before: Quote, after: Quote): Promise<boolean> {
    const { count } = await tx.quote.updateMany({
      where: { id: before.id, status: before.status, version: before.version },
      data: {
        status: after.status,
        number: after.number,
        discountPpm: after.discountPpm,
        subtotalMinor: after.subtotalMinor,
        discountMinor: after.discountMinor,
        taxMinor: after.taxMinor,
        totalMinor: after.totalMinor,
        taxes: taxesToJson(after),
        note: after.note,
        validUntil: toDate(after.validUntil),
        sentAt: after.sentAt && toDate(after.sentAt),
        acceptedAt: after.acceptedAt && toDate(after.acceptedAt),
        closedAt: after.closedAt && toDate(after.closedAt),
        orderId: after.orderId,
        chargeId: after.chargeId,
        linkToken: after.linkToken,
        version: after.version,
      },
    });
    return count === 1;
  },
  async replaceLines(id: QuoteId, lines: readonly QuoteLine[]): Promise<void> {
    await tx.quoteLine.deleteMany({ where: { quoteId: id } });
    await tx.quoteLine.createMany({ data: lines.map((line) => ({ ...line, quoteId: id })) });
  },
  /** True the first time only. */
  async markViewed(id: QuoteId, at: Instant): Promise<boolean> {
    const { count } = await tx.quote.updateMany({ where: { id, viewedAt: null }, data: { viewedAt: toDate(at) } });
    return count === 1;
  },
  async insertLink(link: {
    tokenHash: string;
    subjectId: QuoteId;
    expiresAt: Instant | null;
    at: Instant;
  }): Promise<void> {
    await tx.publicLink.create({
      data: {
        tokenHash: link.tokenHash,
        purpose: "quote",
        subjectId: link.subjectId,
        expiresAt: link.expiresAt && toDate(link.expiresAt),
        createdAt: toDate(link.at),
      },
    });
  },
});
