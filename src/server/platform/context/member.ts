import type { MemberId } from "@/lib/ids";
import type { ServiceContext } from "./index";

type Build = (ctx: ServiceContext, memberId: MemberId) => Promise<ServiceContext | null>;
let build: Build | undefined;

/** Called once by composition, the only place that reads roles. */
export function registerMemberContext(how: Build): void {
  build = how;
}

/** The context of a member of the same tenant, with that member's present permissions; null when they may not act any more. */
export async function memberContext(ctx: ServiceContext, memberId: MemberId): Promise<ServiceContext | null> {
  if (!build) throw new Error("memberContext is registered by composition");
  return build(ctx, memberId);
}
