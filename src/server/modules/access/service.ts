import { raise } from "@/lib/errors";
import type { AccountId, MemberId, SessionId, TenantId } from "@/lib/ids";
import { branchScope } from "@/lib/permissions";
import { unwrap } from "@/lib/result";
import { days, plus } from "@/lib/time";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext } from "@/server/platform/context";
import type { SystemContext } from "@/server/platform/context/system";
import { hashPassword, verifyPassword } from "@/server/platform/crypto";
import { type ControlTx, controlReader, type TenantTx, transactControl } from "@/server/platform/db";
import { hashToken, secretToken } from "@/server/platform/ids";
import { canonicalEmail, isSessionLive } from "./domain";
import {
  accountRepository,
  bumpAccessVersion,
  insertSystemRoles,
  memberRepository,
  type SessionRow,
  sessionRepository,
} from "./repository";
import type { MemberView } from "./schema";

const sessionDays = 30;
const touchEveryMs = 60_000;

/** Opens a session and returns its secret; only the hash is stored. */
async function openSession(
  tx: ControlTx,
  system: SystemContext,
  session: { accountId: AccountId; tenantId: TenantId | null; userAgent: string | null },
): Promise<string> {
  const token = secretToken();
  const now = system.clock.now();
  await sessionRepository(tx).insert({
    ...session,
    id: system.ids.next<SessionId>(),
    tokenHash: hashToken(token),
    createdAt: now,
    expiresAt: plus(now, days(sessionDays)),
  });
  return token;
}

/** Unknown, wrong and password-less accounts get the same answer after the same work. */
export async function signIn(
  system: SystemContext,
  input: { email: string; password: string; userAgent: string | null },
): Promise<{ accountId: AccountId; name: string; email: string; token: string }> {
  const email = canonicalEmail(input.email);
  const account = email.ok ? await accountRepository(controlReader()).findByEmail(email.value) : null;
  const matches = await verifyPassword(account?.passwordHash ?? null, input.password);
  if (matches === null) raise("rate_limited", { retryAfterSeconds: 5 });
  if (!matches || !account) raise("credentials_invalid");
  const token = await transactControl(async (tx) => {
    return openSession(tx, system, {
      accountId: account.id,
      tenantId: await sessionRepository(tx).firstTenant(account.id),
      userAgent: input.userAgent,
    });
  });
  return { accountId: account.id, name: account.name, email: account.email, token };
}

/** The live session behind a cookie's secret, or null. Last seen is written at most once a minute. */
export async function readSession(system: SystemContext, token: string): Promise<SessionRow | null> {
  const sessions = sessionRepository(controlReader());
  const row = await sessions.findByTokenHash(hashToken(token));
  const now = system.clock.now();
  if (!row || !isSessionLive(row, now)) return null;
  if (now - row.lastSeenAt > touchEveryMs) await sessions.touch(row.sessionId, now);
  return row;
}

export async function listSessions(system: SystemContext, accountId: AccountId) {
  return sessionRepository(controlReader()).list(accountId, system.clock.now());
}

export async function revokeSession(
  system: SystemContext,
  input: { accountId: AccountId; sessionId: SessionId },
): Promise<boolean> {
  return transactControl((tx) => sessionRepository(tx).revoke(input.sessionId, input.accountId, system.clock.now()));
}

/** The tenant must be one the account belongs to; otherwise it does not exist. */
export async function switchTenant(session: { id: SessionId; accountId: AccountId }, slug: string): Promise<void> {
  await transactControl(async (tx) => {
    const sessions = sessionRepository(tx);
    const tenantId = (await sessions.findMembership(session.accountId, slug)) ?? raise("tenant_not_found");
    await sessions.setActiveTenant(session.id, tenantId);
  });
}

/** Finds or makes the account of a sign-up. A known e-mail must prove its password: the answer is the sign-in one. */
export async function registerAccount(
  system: SystemContext,
  input: { email: string; name: string; password: string; locale: string },
): Promise<AccountId> {
  const email = unwrap(canonicalEmail(input.email));
  const known = await accountRepository(controlReader()).findByEmail(email);
  if (known) {
    const matches = await verifyPassword(known.passwordHash, input.password);
    if (matches === null) raise("rate_limited", { retryAfterSeconds: 5 });
    return matches ? known.id : raise("email_taken");
  }
  const passwordHash = (await hashPassword(input.password)) ?? raise("rate_limited", { retryAfterSeconds: 5 });
  const id = system.ids.next<AccountId>();
  await transactControl((tx) =>
    accountRepository(tx).insert({ id, email, name: input.name, passwordHash, locale: input.locale }),
  );
  return id;
}

export async function openSessionFor(
  system: SystemContext,
  session: { accountId: AccountId; tenantId: TenantId; userAgent: string | null },
): Promise<string> {
  return transactControl((tx) => openSession(tx, system, session));
}

/** Part of a tenant's provisioning, in its transaction. */
export async function seedRoles(tx: TenantTx, ctx: ServiceContext): Promise<void> {
  await insertSystemRoles(tx, ctx.ids, ctx.tenant.locale.startsWith("en") ? "en" : "es");
}

export interface NewMember {
  id: MemberId;
  accountId: AccountId;
  displayName: string;
  email: string;
  phone: string | null;
  roleKeys: readonly string[];
  branchIds: readonly string[] | "all";
}

/** Part of a tenant's provisioning or an accepted invitation, in its transaction. */
export async function addMember(tx: TenantTx, ctx: ServiceContext, member: NewMember): Promise<void> {
  const allBranches = member.branchIds === "all";
  await memberRepository(tx).insert(tx, {
    ...member,
    allBranches,
    branchIds: member.branchIds === "all" ? [] : [...member.branchIds],
  });
  await bumpAccessVersion(tx);
  await recordAudit(tx, ctx, {
    action: "member.add",
    subject: member.id,
    after: { displayName: member.displayName, roles: member.roleKeys, allBranches },
  });
}

/** Who works here and where. Whoever answers for some branches sees the people of those, and those who are in all. */
export async function listMembers(ctx: ServiceContext): Promise<MemberView[]> {
  ctx.require("member:read");
  const scope = branchScope(ctx.permissions, "member:read");
  const rows = await memberRepository(ctx.read).list();
  return rows
    .filter((row) => scope === "all" || row.allBranches || row.branchIds.some((id) => scope.includes(id)))
    .map(({ id, displayName, phone, roles, allBranches, branchIds }) => ({
      id,
      name: displayName,
      phone,
      roles,
      branchIds: allBranches ? null : branchIds,
    }));
}

/** Who I am here, what I may do and where: what a shell needs to draw itself. */
export async function describeMe(
  ctx: ServiceContext,
  account: { name: string; email: string; memberships: { slug: string; name: string }[] },
) {
  ctx.require("product:read");
  const [member, branches] = await Promise.all([
    ctx.actor.kind === "member" ? memberRepository(ctx.read).find(ctx.actor.id) : null,
    memberRepository(ctx.read).branches(),
  ]);
  if (!member) raise("member_not_found");
  const mine = member.allBranches ? branches : branches.filter((branch) => member.branchIds.includes(branch.id));
  const { slug, name, country, currency, locale, trade, calendar } = ctx.tenant;
  return {
    account: { name: account.name, email: account.email },
    member: { id: member.id, name: member.displayName, roles: member.roleKeys },
    tenant: { slug, name, country, currency, locale, timeZone: calendar.timeZone, trade },
    branches: mine,
    permissions: [...ctx.permissions.grants.keys()],
    tenants: account.memberships,
  };
}
