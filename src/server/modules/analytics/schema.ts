import { z } from "zod";
import { idPattern } from "@/lib/ids";

const moneyWire = z.object({ amount: z.string(), currency: z.string() });
const branchId = z.string().length(26);

export const summaryInput = z.strictObject({
  branchId: branchId.optional(),
  days: z.number().int().min(1).max(366).default(30),
});
export type SummaryQuery = z.infer<typeof summaryInput>;

export const summaryOutput = z.object({
  from: z.string(),
  to: z.string(),
  sales: moneyWire,
  salesBefore: moneyWire,
  changePerThousand: z.number().nullable(),
  marginPerThousand: z.number().nullable(),
  pieces: z.string(),
  perDay: z.array(z.object({ date: z.string(), sales: z.string(), before: z.string() })),
  perBranch: z.array(
    z.object({ branchId: z.string(), name: z.string(), sales: moneyWire, changePerThousand: z.number().nullable() }),
  ),
});
export type SalesSummary = z.infer<typeof summaryOutput>;

export const topProductsInput = z.strictObject({
  branchId: branchId.optional(),
  days: z.number().int().min(1).max(366).default(30),
  limit: z.number().int().min(1).max(50).default(10),
});
export type TopProductsQuery = z.infer<typeof topProductsInput>;
export const topProductsOutput = z.array(
  z.object({ itemId: z.string(), name: z.string(), sku: z.string(), pieces: z.string(), sales: moneyWire }),
);

export const paceInput = z.strictObject({ itemIds: z.array(z.string().regex(idPattern)).max(100) });
export const paceOutput = z.object({
  days: z.number().int(),
  rows: z.array(z.object({ itemId: z.string(), branchId: z.string(), sold: z.string() })),
});
