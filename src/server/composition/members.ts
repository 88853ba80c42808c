import type { MemberId } from "@/lib/ids";
import type { PermissionSet } from "@/lib/permissions";
import { type MemberRow, membersOf, permissionSetOf } from "@/server/modules/access/public";
import { registerMemberContext } from "@/server/platform/context/member";
import { tenantReader } from "@/server/platform/db";
import { runtime } from "./runtime";
import { trustedCache } from "./trusted";

export const verifiedMembers = trustedCache<{ member: MemberRow; permissions: PermissionSet } | null>();

/** The member with the permissions they hold now; null when they may not act any more. */
export function memberOf(schema: string, memberId: MemberId) {
  return verifiedMembers.read(`${schema}:${memberId}`, async () => {
    const repository = membersOf(tenantReader(schema));
    const [member, roles] = await Promise.all([repository.find(memberId), repository.roles()]);
    const ended = member?.endsAt != null && member.endsAt <= runtime().clock.now();
    return member && member.status === "active" && !ended
      ? { member, permissions: permissionSetOf(roles, member) }
      : null;
  });
}

export const actorOf = (member: MemberRow) =>
  ({ kind: "member", id: member.id, accountId: member.accountId, name: member.displayName }) as const;

/** Every way of making a context imports this module, so a member's context can be had from any. */
registerMemberContext(async (ctx, memberId) => {
  const acting = await memberOf(ctx.tenant.schema, memberId);
  return acting && ctx.as(actorOf(acting.member), acting.permissions);
});
