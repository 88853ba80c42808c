import { z } from "zod";
import { toWire } from "@/lib/money";
import { milliToText } from "@/lib/quantity";
import { searchItems } from "@/server/modules/catalog/public";
import { defineTool } from "@/server/platform/context/tools";
import { listBranches, listShelfStock } from "./repository";

const mostItems = 5;
const money = z.object({ amount: z.string(), currency: z.string() });

export const inventoryTools = [
  defineTool({
    name: "check_stock",
    title: { es: "Ver existencias", en: "Check stock" },
    kind: "read",
    permission: "stock:read",
    input: z.object({ itemIds: z.array(z.string()).max(20), branchId: z.string().optional() }),
    output: z.object({
      rows: z.array(
        z.object({ itemId: z.string(), branchId: z.string(), branchName: z.string(), available: z.string() }),
      ),
    }),
    /** Every branch answers for every item: a branch that never had it says zero instead of nothing. */
    run: async (ctx, { itemIds, branchId }) => {
      const branches = (await listBranches(ctx.read)).filter(
        (branch) => branchId === undefined || branch.id === branchId,
      );
      const stock = await listShelfStock(ctx.read, { itemIds, now: ctx.clock.now() });
      const held = new Map(stock.map((row) => [`${row.itemId}:${row.branchId}`, row.availableMilli]));
      const free = (milli: bigint) => milliToText(milli > 0n ? milli : 0n);
      return {
        rows: itemIds.flatMap((itemId) =>
          branches.map(({ id, name }) => ({
            itemId,
            branchId: id,
            branchName: name,
            available: free(held.get(`${itemId}:${id}`) ?? 0n),
          })),
        ),
      };
    },
  }),
  defineTool({
    name: "inventory_query",
    title: { es: "Preguntar por existencias", en: "Ask about stock" },
    kind: "read",
    permission: "stock:read",
    input: z.object({ text: z.string().max(300), branchId: z.string().optional() }),
    output: z.object({
      rows: z.array(
        z.object({
          itemId: z.string(),
          name: z.string(),
          sku: z.string(),
          branchId: z.string(),
          branchName: z.string(),
          available: z.string(),
          price: money.optional(),
        }),
      ),
    }),
    run: async (ctx, { text, branchId }) => {
      const items = await searchItems(ctx, { text, limit: mostItems });
      const branches = (await listBranches(ctx.read)).filter(
        (branch) => branchId === undefined || branch.id === branchId,
      );
      const itemIds = items.map((item) => item.itemId);
      const stock = await listShelfStock(ctx.read, { itemIds, now: ctx.clock.now() });
      const held = new Map(stock.map((row) => [`${row.itemId}:${row.branchId}`, row.availableMilli]));
      return {
        rows: items.flatMap((item) =>
          branches.map((branch) => ({
            itemId: item.itemId,
            name: item.name,
            sku: item.sku,
            branchId: branch.id,
            branchName: branch.name,
            available: milliToText(held.get(`${item.itemId}:${branch.id}`) ?? 0n),
            ...(item.price ? { price: toWire(item.price) } : {}),
          })),
        ),
      };
    },
  }),
];
