import { raise } from "@/lib/errors";
import type { TenantId } from "@/lib/ids";
import type { CallContext } from "@/server/http/trpc/init";
import { readSession, type SessionRow } from "@/server/modules/access/public";
import type { ServiceContext } from "@/server/platform/context";
import { cookieFrom, openSessionCookie, sessionCookieName } from "@/server/platform/session-cookie";
import { actorOf, memberOf, verifiedMembers } from "./members";
import { contextOf, systemContext, tenantById } from "./tenants";
import { trustedCache } from "./trusted";

const verifiedSessions = trustedCache<SessionRow | null>();

/** Forget what was verified: after sign-out, a switch of tenant or a revocation in this process. */
export function forgetVerified(): void {
  verifiedSessions.clear();
  verifiedMembers.clear();
}

export async function sessionOf(cookieHeader: string | null | undefined): Promise<SessionRow | null> {
  const token = openSessionCookie(cookieFrom(cookieHeader, sessionCookieName()));
  return token ? verifiedSessions.read(token, () => readSession(systemContext(), token)) : null;
}

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

/** The whole context of a call, from its headers: the session is read now, the business when a procedure needs it. */
export async function callContext(
  headers: Headers,
  parts: { requestId: string; address: string; setCookie(header: string): void },
): Promise<CallContext> {
  const session = await sessionOf(headers.get("cookie"));
  const believedSlug = headers.get("x-mostrador-tenant");
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
    reopen: async () => serviceContextFor(await sessionOf(headers.get("cookie")), believedSlug, parts.requestId),
    service: () => serviceContextFor(session, believedSlug, parts.requestId),
  };
}
