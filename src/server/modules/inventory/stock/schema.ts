import { z } from "zod";
import { idPattern } from "@/lib/ids";
import { currencyDigits } from "@/lib/money";

const id = z.string().regex(idPattern);
const key = z.string().min(8).max(200).optional();
export const positiveQuantity = z.string().regex(/^\d{1,9}(\.\d{1,3})?$/);
const signedQuantity = z.string().regex(/^-?\d{1,9}(\.\d{1,3})?$/);
const amount = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/);
const mostLines = 500;

export const receiveStockInput = z.strictObject({
  branchId: id,
  lines: z
    .array(z.strictObject({ itemId: id, quantity: positiveQuantity, unitCost: amount }))
    .min(1)
    .max(mostLines),
  reference: z.string().trim().max(100).optional(),
  idempotencyKey: key,
});
export type ReceiveStock = z.input<typeof receiveStockInput>;

export const adjustReasons = ["count", "damage", "loss", "found", "correction"] as const;
export const adjustStockInput = z.strictObject({
  itemId: id,
  branchId: id,
  /** What was counted, or by how much it differs: exactly one. */
  counted: positiveQuantity.optional(),
  delta: signedQuantity.optional(),
  reason: z.enum(adjustReasons),
  note: z.string().trim().max(300).optional(),
  idempotencyKey: key,
});
export type AdjustStock = z.input<typeof adjustStockInput>;

export const setLimitsInput = z.strictObject({
  itemId: id,
  branchId: id,
  min: positiveQuantity.nullable(),
  max: positiveQuantity.nullable(),
  idempotencyKey: key,
});
export type SetLimits = z.input<typeof setLimitsInput>;

const currencies = Object.keys(currencyDigits) as (keyof typeof currencyDigits)[];
const moneyWire = z.object({ amount: z.string(), currency: z.enum(currencies) });

export const stockRowOutput = z.object({
  itemId: z.string(),
  branchId: z.string(),
  branchName: z.string(),
  onHand: z.string(),
  reserved: z.string(),
  available: z.string(),
  min: z.string().nullable(),
  max: z.string().nullable(),
  /** Null for those who may not see costs. */
  averageCost: moneyWire.nullable(),
  value: moneyWire.nullable(),
  updatedAt: z.string().nullable(),
});
export type StockRow = z.output<typeof stockRowOutput>;

export const stockOfInput = z.strictObject({ itemIds: z.array(id).max(100), branchId: id.optional() });
export type StockOf = z.input<typeof stockOfInput>;

export const branchOutput = z.object({ branchId: z.string(), code: z.string(), name: z.string() });
export const stockListOutput = z.object({ branches: z.array(branchOutput), rows: z.array(stockRowOutput) });

export const stockGridInput = z.strictObject({
  text: z.string().max(200).default(""),
  categoryId: id.optional(),
  limit: z.number().int().min(1).max(100).default(50),
  cursor: z.string().max(600).nullish(),
});
export type StockGrid = z.input<typeof stockGridInput>;
export const listEntriesInput = z.strictObject({
  itemId: id,
  branchId: id,
  limit: z.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).nullish(),
});
export type ListEntries = z.input<typeof listEntriesInput>;

export const entryOutput = z.object({
  seq: z.string(),
  delta: z.string(),
  balance: z.string(),
  value: moneyWire.nullable(),
  reason: z.string(),
  source: z.object({ kind: z.string(), id: z.string() }),
  actor: z.string(),
  at: z.string(),
});
export type EntryWire = z.output<typeof entryOutput>;
export const entryPageOutput = z.object({ items: z.array(entryOutput), nextCursor: z.string().nullable() });
