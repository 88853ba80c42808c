import type { BranchId, ItemId } from "@/lib/ids";
import { ensureBranchLocations, postOpening } from "@/server/modules/inventory/public";
import type { ServiceContext } from "@/server/platform/context";
import { sql } from "@/server/platform/db";
import { type SeedItem, storySku } from "./auto-parts";
import { seededRandom } from "./random";
import type { Demand } from "./sales";

const linesPerPosting = 250;
const share: Record<string, number> = { chacao: 1, valencia: 0.8, maracay: 0.45 };

export interface StockPlan {
  sku: string;
  branchCode: string;
  pieces: number;
  costMicro: bigint;
}

/** What sells in which branch, and what is on its shelves: the popular third is stocked, the rest is ordered when asked for. */
export function planStock(items: readonly SeedItem[]): { stock: StockPlan[]; demands: Demand[] } {
  const random = seededRandom(414);
  const stock: StockPlan[] = [];
  const demands: Demand[] = [];
  for (const item of items) {
    const isStocked = item.popularity >= 10 || random.next() < 0.01 + item.popularity * 0.018;
    if (!isStocked) continue;
    const perDay: Record<string, number> = {};
    for (const [branchCode, factor] of Object.entries(share)) {
      if (item.sku !== storySku && item.popularity < 10 && random.chance(0.25)) continue;
      const mean =
        item.sku === storySku
          ? branchCode === "chacao"
            ? 1.9
            : 0.7
          : Math.max(0.12, item.popularity * 0.045 * factor * (0.5 + random.next()));
      perDay[branchCode] = mean;
      // Most shelves hold three to eight weeks; a few are about to run out, and the owner should hear of those.
      const cover = random.chance(0.02) ? random.int(2, 6) : random.int(22, 60);
      const usual = Math.max(2, Math.round(mean * cover));
      const pieces =
        item.sku === storySku
          ? branchCode === "chacao"
            ? 15
            : branchCode === "valencia"
              ? 48
              : 12
          : random.chance(0.004)
            ? 0
            : usual;
      if (pieces > 0) stock.push({ sku: item.sku, branchCode, pieces, costMicro: BigInt(item.costMinor) * 10_000n });
    }
    demands.push({ sku: item.sku, perDay });
  }
  return { stock, demands };
}

/** Opening balances, in postings that each commit; what was posted before a crash is not posted again. */
export async function seedStock(
  ctx: ServiceContext,
  plan: readonly StockPlan[],
  ids: ReadonlyMap<string, ItemId>,
  branches: ReadonlyMap<string, BranchId>,
): Promise<void> {
  for (const [code, branchId] of branches) {
    await ctx.transaction((tx) => ensureBranchLocations(tx, ctx, branchId));
    const [{ count } = { count: 0 }] = await sql<{ count: number }>(
      ctx.read,
    )`select count(*)::int as count from stock_level where branch_id = ${branchId}`;
    const rows = plan.filter(({ branchCode }) => branchCode === code);
    for (let at = 0; at < rows.length; at += linesPerPosting) {
      if (at < count) continue;
      const lines = rows.slice(at, at + linesPerPosting).flatMap(({ sku, pieces, costMicro }) => {
        const itemId = ids.get(sku);
        return itemId ? [{ itemId, qtyMilli: BigInt(pieces) * 1_000n, unitCostMicro: costMicro }] : [];
      });
      await ctx.transaction((tx) => postOpening(tx, ctx, { sourceId: `opening-${code}-${at}`, branchId, lines }));
    }
  }
}
