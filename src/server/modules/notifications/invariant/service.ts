import type { ServiceContext } from "@/server/platform/context";
import { notificationInvariants } from "./repository";

/** Broken promises, in words; empty when all hold. */
export async function verifyInvariants(ctx: ServiceContext): Promise<string[]> {
  ctx.require("audit:read");
  const count = await notificationInvariants(ctx.read).countSentWithoutMessage();
  return count > 0 ? [`notifications: ${count} deliveries called sent without a message`] : [];
}
