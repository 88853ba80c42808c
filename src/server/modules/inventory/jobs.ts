import type { ServiceContext } from "@/server/platform/context";
import { ensureBranchLocations } from "./ledger/service";
import { expireReservations } from "./reservation/service";

/** Holds that ran out are judged when read; the sweep keeps the counters close to the truth. */
export const sweepReservations = (ctx: ServiceContext): Promise<{ places: number }> => expireReservations(ctx);

/** A new branch has a shelf before its first delivery; made already, it stays. */
export async function openShelf(ctx: ServiceContext, fact: { branchId: string }): Promise<{ branchId: string }> {
  await ctx.transaction((tx) => ensureBranchLocations(tx, ctx, fact.branchId));
  return { branchId: fact.branchId };
}
