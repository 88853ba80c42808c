import { shelfPairs } from "@/server/modules/inventory/public";
import type { ServiceContext } from "@/server/platform/context";
import { evaluateItems } from "./evaluation/service";

/** The shelf of one item changed. */
export async function evaluateAfterMove(ctx: ServiceContext, fact: { itemId: string }): Promise<{ looked: number }> {
  return evaluateItems(ctx, [fact.itemId]);
}

const page = 2_000;

/** Every stocked item, for what a lost event or the passing of days would hide. */
export async function evaluateEverything(ctx: ServiceContext): Promise<{ looked: number }> {
  let looked = 0;
  let after: { itemId: string; branchId: string } | null = null;
  for (;;) {
    const pairs: { itemId: string; branchId: string }[] = await shelfPairs(ctx.read, after, page);
    looked += (await evaluateItems(ctx, [...new Set(pairs.map(({ itemId }) => itemId))])).looked;
    after = pairs.at(-1) ?? null;
    if (pairs.length < page) return { looked };
  }
}
