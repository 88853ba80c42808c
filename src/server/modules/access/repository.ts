import type { AccountId, MemberId, SessionId, TenantId } from "@/lib/ids";
import { systemRoles } from "@/lib/permissions";
import { fromDate, type Instant, toDate } from "@/lib/time";
import { type ControlReader, type ControlTx, sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { Ids } from "@/server/platform/ids";
import type { RoleNode } from "./domain";

export interface AccountRow {
  id: AccountId;
  email: string;
  name: string;
  passwordHash: string | null;
}

export const accountRepository = (db: ControlReader | ControlTx) => ({
  async findByEmail(email: string): Promise<AccountRow | null> {
    const row = await db.account.findUnique({ where: { emailNorm: email } });
    return row && { id: row.id as AccountId, email: row.emailNorm, name: row.name, passwordHash: row.passwordHash };
  },
  async insert(account: {
    id: AccountId;
    email: string;
    name: string;
    passwordHash: string;
    locale: string;
  }): Promise<void> {
    await db.account.create({
      data: {
        id: account.id,
        emailNorm: account.email,
        name: account.name,
        passwordHash: account.passwordHash,
        locale: account.locale,
      },
    });
  },
});

/** What one request needs to know before it becomes a tenant's: one round trip. */
export interface SessionRow {
  sessionId: SessionId;
  accountId: AccountId;
  email: string;
  accountName: string;
  expiresAt: Instant;
  revokedAt: Instant | null;
  lastSeenAt: Instant;
  activeTenantId: TenantId | null;
  memberships: { tenantId: TenantId; memberId: MemberId; slug: string; name: string }[];
}

export const sessionRepository = (db: ControlReader | ControlTx) => ({
  async insert(session: {
    id: SessionId;
    tokenHash: string;
    accountId: AccountId;
    tenantId: TenantId | null;
    userAgent: string | null;
    createdAt: Instant;
    expiresAt: Instant;
  }): Promise<void> {
    await db.session.create({
      data: {
        ...session,
        createdAt: toDate(session.createdAt),
        lastSeenAt: toDate(session.createdAt),
        expiresAt: toDate(session.expiresAt),
      },
    });
  },
  async findByTokenHash(tokenHash: string): Promise<SessionRow | null> {
    const rows = await sql<{
      sessionId: SessionId;
      accountId: AccountId;
      email: string;
      accountName: string;
      expiresAt: Date;
      revokedAt: Date | null;
      lastSeenAt: Date;
      activeTenantId: TenantId | null;
      memberships: SessionRow["memberships"] | null;
    }>(db)`
      select s.id as "sessionId", s.account_id as "accountId", a.email_norm as email, a.name as "accountName",
        s.expires_at as "expiresAt", s.revoked_at as "revokedAt", s.last_seen_at as "lastSeenAt", s.tenant_id as "activeTenantId",
        (select json_agg(json_build_object('tenantId', t.id, 'memberId', m.member_id, 'slug', t.slug, 'name', t.name) order by m.created_at)
           from control.membership m join control.tenant t on t.id = m.tenant_id
          where m.account_id = s.account_id and m.status = 'active') as memberships
      from control.session s join control.account a on a.id = s.account_id
      where s.token_hash = ${tokenHash}`;
    const row = rows[0];
    return row
      ? {
          ...row,
          expiresAt: fromDate(row.expiresAt),
          revokedAt: row.revokedAt && fromDate(row.revokedAt),
          lastSeenAt: fromDate(row.lastSeenAt),
          memberships: row.memberships ?? [],
        }
      : null;
  },
  async list(accountId: AccountId, now: Instant) {
    return db.session.findMany({
      where: { accountId, revokedAt: null, expiresAt: { gt: toDate(now) } },
      orderBy: { lastSeenAt: "desc" },
      take: 50,
    });
  },
  /** Compare-and-set: false when it was revoked already or is not this account's. */
  async revoke(sessionId: SessionId, accountId: AccountId, at: Instant): Promise<boolean> {
    const { count } = await db.session.updateMany({
      where: { id: sessionId, accountId, revokedAt: null },
      data: { revokedAt: toDate(at) },
    });
    return count === 1;
  },
  async findMembership(accountId: AccountId, slug: string): Promise<TenantId | null> {
    const row = await db.membership.findFirst({
      where: { accountId, status: "active", tenant: { slug } },
      select: { tenantId: true },
    });
    return row && (row.tenantId as TenantId);
  },
  /** The business a sign-in lands in: the first joined. */
  async firstTenant(accountId: AccountId): Promise<TenantId | null> {
    const row = await db.membership.findFirst({
      where: { accountId, status: "active" },
      orderBy: { createdAt: "asc" },
      select: { tenantId: true },
    });
    return row && (row.tenantId as TenantId);
  },
  async setActiveTenant(sessionId: SessionId, tenantId: TenantId): Promise<void> {
    await db.session.update({ where: { id: sessionId }, data: { tenantId } });
  },
  async touch(sessionId: SessionId, at: Instant): Promise<void> {
    await db.session.update({ where: { id: sessionId }, data: { lastSeenAt: toDate(at) } });
  },
});

export interface MemberRow {
  id: MemberId;
  accountId: AccountId;
  displayName: string;
  email: string;
  phone: string | null;
  status: string;
  allBranches: boolean;
  branchIds: string[];
  roleKeys: string[];
  endsAt: Instant | null;
}

export const memberRepository = (db: TenantReader | TenantTx) => ({
  async find(id: MemberId): Promise<MemberRow | null> {
    const row = await db.member.findUnique({ where: { id }, include: { roles: { include: { role: true } } } });
    return (
      row && {
        id: row.id as MemberId,
        accountId: row.accountId as AccountId,
        displayName: row.displayName,
        email: row.email,
        phone: row.phone,
        status: row.status,
        allBranches: row.allBranches,
        branchIds: row.branchIds,
        roleKeys: row.roles.map(({ role }) => role.key),
        endsAt: row.endsAt && fromDate(row.endsAt),
      }
    );
  },
  async list(): Promise<
    {
      id: MemberId;
      displayName: string;
      phone: string | null;
      roles: { key: string; name: string }[];
      roleKeys: string[];
      allBranches: boolean;
      branchIds: string[];
    }[]
  > {
    const rows = await db.member.findMany({
      where: { status: "active" },
      include: { roles: { include: { role: true } } },
      orderBy: { createdAt: "asc" },
      take: 500,
    });
    return rows.map((row) => ({
      id: row.id as MemberId,
      displayName: row.displayName,
      phone: row.phone,
      allBranches: row.allBranches,
      branchIds: row.branchIds,
      roles: row.roles.map(({ role }) => ({ key: role.key, name: role.name })),
      roleKeys: row.roles.map(({ role }) => role.key),
    }));
  },
  async branches(): Promise<{ id: string; code: string; name: string }[]> {
    return db.branch.findMany({
      where: { status: "active" },
      orderBy: { position: "asc" },
      select: { id: true, code: true, name: true },
      take: 200,
    });
  },
  async roles(): Promise<RoleNode[]> {
    const rows = await db.role.findMany({ include: { grants: true } });
    return rows.map((row) => ({ key: row.key, parents: row.parents, grants: row.grants }));
  },
  async insert(
    tx: TenantTx,
    member: Omit<MemberRow, "roleKeys" | "status" | "endsAt"> & { roleKeys: readonly string[] },
  ): Promise<void> {
    const roles = await tx.role.findMany({ where: { key: { in: [...member.roleKeys] } }, select: { id: true } });
    await tx.member.create({
      data: {
        id: member.id,
        accountId: member.accountId,
        displayName: member.displayName,
        email: member.email,
        phone: member.phone,
        allBranches: member.allBranches,
        branchIds: member.branchIds,
        roles: { create: roles.map(({ id }) => ({ roleId: id })) },
      },
    });
  },
});

/** The shipped roles; running it again adds what is missing and changes nothing else. */
export async function insertSystemRoles(tx: TenantTx, ids: Ids, locale: "es" | "en"): Promise<void> {
  const known = new Set((await tx.role.findMany({ select: { key: true } })).map(({ key }) => key));
  for (const [key, role] of Object.entries(systemRoles)) {
    if (known.has(key)) continue;
    await tx.role.create({
      data: {
        id: ids.next(),
        key,
        name: role.name[locale],
        isSystem: true,
        parents: [...role.parents],
        grants: {
          create: Object.entries(role.grants).map(([permission, scope]) => ({ permission, scope: scope ?? "branch" })),
        },
      },
    });
  }
}

/** Everything derived from roles is cached under this number and never invalidated, only outgrown. */
export async function bumpAccessVersion(tx: TenantTx): Promise<void> {
  await tx.tenantState.update({ where: { id: 1 }, data: { accessVersion: { increment: 1 } } });
}
