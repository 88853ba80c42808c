import type { BranchId, ChargeId, CustomerId, PaymentId } from "@/lib/ids";
import type { Currency } from "@/lib/money";
import { dateColumn, fromDate, type Instant, type LocalDate, toDate } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { Charge, ChargeStatus, EntryLine, Payment, PaymentMethod, PaymentStatus } from "./domain";

type ChargeRow = NonNullable<Awaited<ReturnType<TenantReader["charge"]["findUnique"]>>>;
type PaymentRow = NonNullable<Awaited<ReturnType<TenantReader["payment"]["findUnique"]>>>;

const toCharge = (row: ChargeRow): Charge => ({
  id: row.id as ChargeId,
  subject: { kind: row.subjectKind as "order", id: row.subjectId },
  customerId: row.customerId as CustomerId | null,
  branchId: row.branchId as BranchId,
  currency: row.currency as Currency,
  amountMinor: row.amountMinor,
  paidMinor: row.paidMinor,
  status: row.status as ChargeStatus,
  version: row.version,
});

const toPayment = (row: PaymentRow): Payment => ({
  id: row.id as PaymentId,
  chargeId: row.chargeId as ChargeId,
  method: row.method as PaymentMethod,
  provider: row.provider,
  providerId: row.providerId,
  providerUrl: row.providerUrl,
  currency: row.currency as Currency,
  amountMinor: row.amountMinor,
  status: row.status as PaymentStatus,
  failure: row.failure,
  reference: row.reference,
  version: row.version,
  createdAt: fromDate(row.createdAt),
  capturedAt: row.capturedAt && fromDate(row.capturedAt),
  expiresAt: row.expiresAt && fromDate(row.expiresAt),
});

export const paymentRepository = (db: TenantReader | TenantTx) => ({
  async findCharge(id: ChargeId): Promise<Charge | null> {
    const row = await db.charge.findUnique({ where: { id } });
    return row && toCharge(row);
  },
  async findChargeOf(subject: { kind: string; id: string }): Promise<Charge | null> {
    const where = { subjectKind_subjectId: { subjectKind: subject.kind, subjectId: subject.id } };
    const row = await db.charge.findUnique({ where });
    return row && toCharge(row);
  },
  async find(id: PaymentId): Promise<Payment | null> {
    const row = await db.payment.findUnique({ where: { id } });
    return row && toPayment(row);
  },
  /** Newest first. */
  async list(chargeId: ChargeId): Promise<Payment[]> {
    const rows = await db.payment.findMany({
      where: { chargeId },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: 100,
    });
    return rows.map(toPayment);
  },
  /** Links whose end we have not been told, oldest first, not older than a provider keeps them. */
  async listUnsettled(before: Instant, take: number): Promise<PaymentId[]> {
    const rows = await db.payment.findMany({
      where: { status: { in: ["pending", "unknown", "authorized"] }, createdAt: { lt: toDate(before) } },
      orderBy: [{ createdAt: "asc" }],
      select: { id: true },
      take,
    });
    return rows.map(({ id }) => id as PaymentId);
  },
  /** Balance of an account in a currency: the fold of its lines. */
  async balance(account: string, currency: Currency): Promise<bigint> {
    const rows = await sql<{ minor: bigint }>(db)`
      select coalesce(sum(minor), 0)::bigint as minor from money_line where account = ${account} and currency = ${currency}`;
    return rows[0]?.minor ?? 0n;
  },
  async violations(): Promise<{ rule: string; subject: string }[]> {
    return sql<{ rule: string; subject: string }>(db)`
      select 'entry_balances' as rule, entry_id as subject from money_line group by entry_id, currency having sum(minor) <> 0
      union all
      select 'charge_paid_is_allocations', c.id from charge c
        where c.paid_minor <> coalesce((select sum(a.amount_minor) from allocation a where a.charge_id = c.id), 0)
      union all
      select 'allocation_within_payment', p.id from payment p join allocation a on a.payment_id = p.id
        group by p.id, p.amount_minor having sum(a.amount_minor) > p.amount_minor
      union all
      select 'captured_has_entry', p.id from payment p
        where p.status = 'captured' and not exists (select 1 from money_entry e where e.effect_key = 'payment:' || p.id || ':captured')
      union all
      select 'clearing_is_captures', p.currency from payment p where p.status = 'captured' and p.method = 'link' group by p.currency
        having sum(p.amount_minor) <> coalesce((select sum(l.minor) from money_line l where l.account = 'provider_clearing' and l.currency = p.currency), 0)
      union all
      select 'charge_not_overpaid', id from charge where paid_minor > amount_minor
      union all
      select 'charge_status_is_derived', id from charge where status in ('open', 'partial', 'paid')
        and status <> case when paid_minor >= amount_minor then 'paid' when paid_minor > 0 then 'partial' else 'open' end
      union all
      select 'order_paid_is_charge_paid', o.id from sales_order o join charge c on c.subject_kind = 'order' and c.subject_id = o.id
        where o.paid_minor <> c.paid_minor
      limit 100`;
  },
});

/** Writes, and the reads that hold their row until the end of the transaction. Locks go order → charge → payment. */
export const paymentWriter = (tx: TenantTx) => ({
  async lockCharge(id: ChargeId): Promise<Charge | null> {
    await sql<{ id: string }>(tx)`select id from charge where id = ${id} for update`;
    return paymentRepository(tx).findCharge(id);
  },
  async lockPayment(id: PaymentId): Promise<Payment | null> {
    await sql<{ id: string }>(tx)`select id from payment where id = ${id} for update`;
    return paymentRepository(tx).find(id);
  },
  /** False when the subject already has its charge: one debt, one charge. */
  async insertCharge(charge: Charge, at: Instant): Promise<boolean> {
    const count = await sql.execute(tx)`
      insert into charge (id, subject_kind, subject_id, customer_id, branch_id, currency, amount_minor, created_at)
      values (${charge.id}, ${charge.subject.kind}, ${charge.subject.id}, ${charge.customerId}, ${charge.branchId}, ${charge.currency},
        ${charge.amountMinor}, ${toDate(at)})
      on conflict (subject_kind, subject_id) do nothing`;
    return count === 1;
  },
  async saveCharge(before: Charge, after: Charge): Promise<boolean> {
    const { count } = await tx.charge.updateMany({
      where: { id: before.id, version: before.version },
      data: { paidMinor: after.paidMinor, status: after.status, version: after.version },
    });
    return count === 1;
  },
  /** False when that reference of that method was used before. */
  async insert(payment: Payment, takenBy: string | null): Promise<boolean> {
    const nullable = (at: Instant | null) => (at === null ? null : toDate(at));
    const count = await sql.execute(tx)`
      insert into payment (id, charge_id, method, provider, provider_id, provider_url, currency, amount_minor, status, reference, taken_by,
        created_at, captured_at, expires_at)
      values (${payment.id}, ${payment.chargeId}, ${payment.method}, ${payment.provider}, ${payment.providerId}, ${payment.providerUrl},
        ${payment.currency}, ${payment.amountMinor}, ${payment.status}, ${payment.reference}, ${takenBy},
        ${toDate(payment.createdAt)}, ${nullable(payment.capturedAt)}, ${nullable(payment.expiresAt)})
      on conflict (method, reference) where reference is not null do nothing`;
    return count === 1;
  },
  async setCheckout(id: PaymentId, checkout: { externalId: string; url: string }): Promise<void> {
    await tx.payment.updateMany({
      where: { id, providerId: null },
      data: { providerId: checkout.externalId, providerUrl: checkout.url },
    });
    await tx.payment.updateMany({ where: { id, status: "unknown" }, data: { status: "pending" } });
  },
  /** Compare-and-set on status and version. */
  async move(
    payment: Payment,
    to: PaymentStatus,
    change: { at: Instant; failure?: string; providerId?: string },
  ): Promise<boolean> {
    const { count } = await tx.payment.updateMany({
      where: { id: payment.id, status: payment.status, version: payment.version },
      data: {
        status: to,
        version: payment.version + 1,
        ...(to === "captured" ? { capturedAt: toDate(change.at) } : {}),
        ...(change.failure ? { failure: change.failure.slice(0, 200) } : {}),
        ...(change.providerId && payment.providerId === null ? { providerId: change.providerId } : {}),
      },
    });
    return count === 1;
  },
  async insertAllocation(allocation: {
    id: string;
    paymentId: PaymentId;
    chargeId: ChargeId;
    amountMinor: bigint;
    at: Instant;
  }): Promise<void> {
    await tx.allocation.create({ data: { ...allocation, at: toDate(allocation.at) } });
  },
  /** False when this effect is already in the books. The lines must sum to zero: the database refuses the commit otherwise. */
  async post(entry: {
    id: string;
    sourceKind: string;
    sourceId: string;
    effectKey: string;
    businessDate: LocalDate;
    at: Instant;
    branchId: BranchId;
    currency: Currency;
    lines: readonly EntryLine[];
  }): Promise<boolean> {
    const { lines, branchId, currency, ...row } = entry;
    if (lines.length === 0) return true;
    const count = await sql.execute(tx)`
      insert into money_entry (id, source_kind, source_id, effect_key, business_date, at)
      values (${row.id}, ${row.sourceKind}, ${row.sourceId}, ${row.effectKey}, ${dateColumn(row.businessDate)}, ${toDate(row.at)})
      on conflict (effect_key) do nothing`;
    if (count !== 1) return false;
    await tx.moneyLine.createMany({
      data: lines.map((line, index) => ({ ...line, entryId: row.id, lineNo: index + 1, branchId, currency })),
    });
    return true;
  },
});
