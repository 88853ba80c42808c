import type { ServiceContext } from "@/server/platform/context";
import { contactInvariants } from "./repository";

/** Broken promises, in words; empty when all hold. */
export async function verifyInvariants(ctx: ServiceContext): Promise<string[]> {
  ctx.require("audit:read");
  const check = contactInvariants(ctx.read);
  const broken: string[] = [];
  const unnamed = await check.countContactsWithoutAlias();
  if (unnamed > 0) broken.push(`customers: ${unnamed} contact points that nothing identifies`);
  const loops = await check.countMergeChains();
  if (loops > 0) broken.push(`customers: ${loops} customers merged into themselves`);
  return broken;
}
