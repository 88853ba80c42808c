import type { AccountId, BranchId, MemberId, TenantId } from "@/lib/ids";
import type { Currency } from "@/lib/money";
import type { TimeZone } from "@/lib/time";
import type { TenantInfo } from "@/server/platform/context";
import { type ControlReader, type ControlTx, sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { BranchView, SignUp } from "./schema";

interface TenantRow {
  id: string;
  schemaName: string;
  code6: string;
  slug: string;
  name: string;
  trade: string;
  country: string;
  currency: string;
  timeZone: string;
  dayStartMinutes: number;
  locale: string;
  plan: string;
  status: string;
}

export const toTenantInfo = (row: TenantRow): TenantInfo & { status: string } => ({
  id: row.id as TenantId,
  schema: row.schemaName,
  code6: row.code6,
  slug: row.slug,
  name: row.name,
  trade: row.trade,
  country: row.country,
  currency: row.currency as Currency,
  locale: row.locale,
  plan: row.plan,
  status: row.status,
  calendar: { timeZone: row.timeZone as TimeZone, dayStartMinutes: row.dayStartMinutes },
});

export const tenantRepository = (db: ControlReader | ControlTx) => ({
  async find(id: TenantId) {
    const row = await db.tenant.findUnique({ where: { id } });
    return row && toTenantInfo(row);
  },
  async findBySlug(slug: string) {
    const row = await db.tenant.findUnique({ where: { slug } });
    return row && toTenantInfo(row);
  },
  async findByCode(code6: string) {
    const row = await db.tenant.findUnique({ where: { code6 } });
    return row && toTenantInfo(row);
  },
  /** Live tenants in order of id, after a cursor. */
  async listActive(after: string, take: number) {
    const rows = await db.tenant.findMany({
      where: { status: { in: ["active", "read_only"] }, id: { gt: after } },
      orderBy: { id: "asc" },
      take,
    });
    return rows.map(toTenantInfo);
  },
  /** Null when the slug is taken; the caller tries the next one. */
  async insert(tx: ControlTx, tenant: TenantInfo & { status: string }): Promise<boolean> {
    const count = await sql.execute(tx)`
      insert into control.tenant (id, schema_name, code6, slug, name, trade, country, currency, time_zone, day_start_minutes, locale, plan, status)
      values (${tenant.id}, ${tenant.schema}, ${tenant.code6}, ${tenant.slug}, ${tenant.name}, ${tenant.trade}, ${tenant.country}, ${tenant.currency},
        ${tenant.calendar.timeZone}, ${tenant.calendar.dayStartMinutes}, ${tenant.locale}, ${tenant.plan}, ${tenant.status})
      on conflict (slug) do nothing`;
    return count === 1;
  },
  async setStatus(tx: ControlTx, id: TenantId, from: string, to: string): Promise<boolean> {
    const { count } = await tx.tenant.updateMany({ where: { id, status: from }, data: { status: to } });
    return count === 1;
  },
  async insertMembership(
    tx: ControlTx,
    membership: { tenantId: TenantId; accountId: AccountId; memberId: MemberId; isOwner: boolean },
  ) {
    await sql.execute(tx)`
      insert into control.membership (tenant_id, account_id, member_id, is_owner)
      values (${membership.tenantId}, ${membership.accountId}, ${membership.memberId}, ${membership.isOwner})
      on conflict do nothing`;
  },
});

export interface ProvisioningRow {
  requestHash: string;
  tenantId: TenantId;
  step: string;
  request: SignUp & { accountId: AccountId; memberId: MemberId; branchId: BranchId };
}

export const provisioningRepository = (db: ControlReader | ControlTx) => ({
  async find(requestHash: string): Promise<ProvisioningRow | null> {
    return (await db.provisioning.findUnique({ where: { requestHash } })) as ProvisioningRow | null;
  },
  async listUnfinished(limit: number): Promise<ProvisioningRow[]> {
    const rows = await sql<ProvisioningRow>(db)`
      select request_hash as "requestHash", tenant_id as "tenantId", step, request from control.provisioning
      where step <> 'done' and attempts < 5 and updated_at < now() - interval '30 seconds' order by created_at limit ${limit}`;
    return rows;
  },
  /** False when the same sign-up is already under way. */
  async insert(tx: ControlTx, row: ProvisioningRow): Promise<boolean> {
    const { password: _never, ...request } = row.request as ProvisioningRow["request"] & { password?: string };
    const count = await sql.execute(tx)`
      insert into control.provisioning (request_hash, tenant_id, step, request)
      values (${row.requestHash}, ${row.tenantId}, ${row.step}, ${JSON.stringify(request)}::jsonb)
      on conflict do nothing`;
    return count === 1;
  },
  async advance(tx: ControlTx, requestHash: string, step: string): Promise<void> {
    await sql.execute(
      tx,
    )`update control.provisioning set step = ${step}, attempts = 0, updated_at = now() where request_hash = ${requestHash}`;
  },
  async countAttempt(tx: ControlTx, requestHash: string, error: string): Promise<void> {
    await sql.execute(tx)`
      update control.provisioning set attempts = attempts + 1, error = ${error}, updated_at = now() where request_hash = ${requestHash}`;
  },
});

export const branchRepository = (db: TenantReader | TenantTx) => ({
  async list(): Promise<BranchView[]> {
    return db.branch.findMany({
      where: { status: "active" },
      orderBy: [{ position: "asc" }, { createdAt: "asc" }],
      select: { id: true, code: true, name: true, address: true, hours: true, status: true },
      take: 200,
    });
  },
  async find(id: BranchId): Promise<BranchView | null> {
    return db.branch.findUnique({
      where: { id },
      select: { id: true, code: true, name: true, address: true, hours: true, status: true },
    });
  },
  async save(tx: TenantTx, branch: BranchView): Promise<void> {
    const { id, ...data } = branch;
    await tx.branch.update({ where: { id }, data: { ...data, version: { increment: 1 } } });
  },
  /** False when the code is taken. */
  async insert(
    tx: TenantTx,
    branch: { id: BranchId; code: string; name: string; address: string | null; hours: string | null },
  ): Promise<boolean> {
    const count = await sql.execute(tx)`
      insert into branch (id, code, name, address, hours, position)
      values (${branch.id}, ${branch.code}, ${branch.name}, ${branch.address}, ${branch.hours}, (select count(*) from branch)::int)
      on conflict (code) do nothing`;
    return count === 1;
  },
});
