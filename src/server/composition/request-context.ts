import { raise } from "@/lib/errors";
import type { MemberId, TenantId } from "@/lib/ids";
import type { PermissionSet } from "@/lib/permissions";
import type { CallContext } from "@/server/http/trpc/init";
import {
  type MemberRow,
  membersOf,
  permissionSetOf,
  readSession,
  type SessionRow,
} from "@/server/modules/access/public";
import type { ServiceContext } from "@/server/platform/context";
import { registerMemberContext } from "@/server/platform/context/member";
import { tenantReader } from "@/server/platform/db";
import { cookieFrom, openSessionCookie, sessionCookieName } from "@/server/platform/session-cookie";
import { runtime } from "./runtime";
import { contextOf, systemContext, tenantById } from "./tenants";

/** A verified session and member are trusted this long, so a revocation is felt within it. */
const trustMs = 2_000;
const maxCached = 10_000;

interface Entry<T> {
  value: T;
  until: number;
}
const sessions = new Map<string, Entry<SessionRow | null>>();
const members = new Map<string, Entry<{ member: MemberRow; permissions: PermissionSet } | null>>();

async function trusted<T>(cache: Map<string, Entry<T>>, key: string, load: () => Promise<T>): Promise<T> {
  const now = performance.now();
  const hit = cache.get(key);
  if (hit && hit.until > now) return hit.value;
  const value = await load();
  if (cache.size >= maxCached) cache.clear();
  cache.set(key, { value, until: now + trustMs });
  return value;
}

/** Forget what was verified: after sign-out, a switch of tenant or a revocation in this process. */
export function forgetVerified(): void {
  sessions.clear();
  members.clear();
}

export async function sessionOf(cookieHeader: string | null | undefined): Promise<SessionRow | null> {
  const token = openSessionCookie(cookieFrom(cookieHeader, sessionCookieName()));
  return token ? trusted(sessions, token, () => readSession(systemContext(), token)) : null;
}

async function memberOf(schema: string, memberId: MemberId) {
  return trusted(members, `${schema}:${memberId}`, async () => {
    const repository = membersOf(tenantReader(schema));
    const [member, roles] = await Promise.all([repository.find(memberId), repository.roles()]);
    const ended = member?.endsAt != null && member.endsAt <= runtime().clock.now();
    return member && member.status === "active" && !ended
      ? { member, permissions: permissionSetOf(roles, member) }
      : null;
  });
}

const actorOf = (member: MemberRow) =>
  ({ kind: "member", id: member.id, accountId: member.accountId, name: member.displayName }) as const;

/** The tenant comes from the session; a header or path only says which one the page believes it is in. */
export async function serviceContextFor(
  session: SessionRow | null,
  believedSlug: string | null,
  requestId: string,
): Promise<ServiceContext> {
  if (!session) raise("unauthenticated");
  const active =
    session.memberships.find((membership) => membership.tenantId === session.activeTenantId) ??
    raise("tenant_not_found");
  if (believedSlug && believedSlug !== active.slug) {
    const isMine = session.memberships.some((membership) => membership.slug === believedSlug);
    raise(isMine ? "tenant_mismatch" : "tenant_not_found");
  }
  const tenant = (await tenantById(active.tenantId as TenantId)) ?? raise("tenant_not_found");
  const acting = (await memberOf(tenant.schema, active.memberId)) ?? raise("tenant_not_found");
  return contextOf(tenant, actorOf(acting.member), acting.permissions, requestId);
}

registerMemberContext(async (ctx, memberId) => {
  const acting = await memberOf(ctx.tenant.schema, memberId);
  return acting && ctx.as(actorOf(acting.member), acting.permissions);
});

/** The whole context of a call, from its headers; nothing is read until a procedure needs it. */
export async function callContext(
  headers: Headers,
  parts: { requestId: string; address: string; setCookie(header: string): void },
): Promise<CallContext> {
  const session = await sessionOf(headers.get("cookie"));
  const english = (
    cookieFrom(headers.get("cookie"), "mostrador.locale") ??
    headers.get("accept-language") ??
    "es"
  ).startsWith("en");
  return {
    ...parts,
    locale: english ? "en" : "es",
    userAgent: headers.get("user-agent")?.slice(0, 200) ?? null,
    system: systemContext(parts.requestId),
    session: session && {
      id: session.sessionId,
      accountId: session.accountId,
      name: session.accountName,
      email: session.email,
      memberships: session.memberships.map(({ slug, name }) => ({ slug, name })),
    },
    reopen: async () => {
      await serviceContextFor(
        await sessionOf(headers.get("cookie")),
        headers.get("x-mostrador-tenant"),
        parts.requestId,
      );
    },
    service: () => serviceContextFor(session, headers.get("x-mostrador-tenant"), parts.requestId),
  };
}
