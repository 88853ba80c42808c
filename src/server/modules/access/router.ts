import { z } from "zod";
import { raise } from "@/lib/errors";
import type { SessionId } from "@/lib/ids";
import { fromDate, toIso } from "@/lib/time";
import { forgetVerified } from "@/server/composition/request-context";
import { type CallContext, publicProcedure, router, tenantProcedure } from "@/server/http/trpc/init";
import { sessionCookieHeader } from "@/server/platform/session-cookie";
import { memberView, meOutput, revokeSessionInput, sessionView, switchTenantInput } from "./schema";
import { describeMe, listMembers, listSessions, revokeSession, switchTenant } from "./service";

const signedIn = (ctx: Pick<CallContext, "session">) => ctx.session ?? raise("unauthenticated");

export const accessRouter = router({
  me: tenantProcedure.output(meOutput).query(({ ctx }) => describeMe(ctx.service, signedIn(ctx))),
  memberships: publicProcedure
    .output(z.array(z.object({ slug: z.string(), name: z.string() })))
    .query(({ ctx }) => ctx.session?.memberships ?? []),
  members: tenantProcedure.output(z.array(memberView)).query(({ ctx }) => listMembers(ctx.service)),
  sessions: publicProcedure.output(z.array(sessionView)).query(async ({ ctx }) => {
    const session = signedIn(ctx);
    const rows = await listSessions(ctx.system, session.accountId);
    return rows.map((row) => ({
      id: row.id,
      userAgent: row.userAgent,
      createdAt: toIso(fromDate(row.createdAt)),
      lastSeenAt: toIso(fromDate(row.lastSeenAt)),
      isCurrent: row.id === session.id,
    }));
  }),
  revokeSession: publicProcedure.input(revokeSessionInput).mutation(async ({ ctx, input }) => {
    const revoked = await revokeSession(ctx.system, {
      accountId: signedIn(ctx).accountId,
      sessionId: input.sessionId as SessionId,
    });
    forgetVerified();
    return { revoked };
  }),
  signOut: publicProcedure.mutation(async ({ ctx }) => {
    const session = signedIn(ctx);
    await revokeSession(ctx.system, { accountId: session.accountId, sessionId: session.id });
    forgetVerified();
    ctx.setCookie(sessionCookieHeader("", 0));
    return { signedOut: true };
  }),
  switchTenant: publicProcedure.input(switchTenantInput).mutation(async ({ ctx, input }) => {
    await switchTenant(signedIn(ctx), input.slug);
    forgetVerified();
    return { slug: input.slug };
  }),
});
