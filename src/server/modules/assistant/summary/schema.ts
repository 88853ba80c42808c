import { z } from "zod";
import { idPattern } from "@/lib/ids";

const id = z.string().regex(idPattern);
export const summaryInput = z.strictObject({ conversationId: id });
export const productsInput = z.strictObject({ text: z.string().trim().min(1).max(200), branchId: id });

const money = z.object({ amount: z.string(), currency: z.string() });
/** What other modules' tools answer, as far as a panel shows it. */
export const foundItems = z.object({
  items: z.array(
    z.object({
      itemId: z.string(),
      name: z.string(),
      sku: z.string(),
      brand: z.string().optional(),
      price: money.nullish(),
    }),
  ),
});
export const stockRows = z.object({
  rows: z.array(z.object({ itemId: z.string(), branchId: z.string(), available: z.string() })),
});
