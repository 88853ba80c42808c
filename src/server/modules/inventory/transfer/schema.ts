import { z } from "zod";
import { idPattern } from "@/lib/ids";
import { transferStatuses } from "./domain";

const id = z.string().regex(idPattern);
const key = z.string().min(8).max(200).optional();
export const quantityText = z.string().regex(/^\d{1,9}(\.\d{1,3})?$/);
const mostLines = 500;

export const requestTransferInput = z.strictObject({
  fromBranchId: id,
  toBranchId: id,
  reason: z.string().trim().max(300).optional(),
  lines: z
    .array(z.strictObject({ itemId: id, quantity: quantityText }))
    .min(1)
    .max(mostLines),
  idempotencyKey: key,
});
export type RequestTransfer = z.input<typeof requestTransferInput>;

export const transferInput = z.strictObject({ transferId: id, idempotencyKey: key });
export type TransferStep = z.input<typeof transferInput>;
export const stopTransferInput = z.strictObject({
  transferId: id,
  reason: z.string().trim().min(1).max(300),
  idempotencyKey: key,
});
export type StopTransfer = z.input<typeof stopTransferInput>;
/** Lines that are not named move in full. */
export const moveTransferInput = z.strictObject({
  transferId: id,
  lines: z
    .array(z.strictObject({ lineNo: z.number().int().min(1), quantity: quantityText }))
    .max(mostLines)
    .default([]),
  idempotencyKey: key,
});
export type MoveTransfer = z.input<typeof moveTransferInput>;

export const listTransfersInput = z.strictObject({
  state: z.enum(["open", "done", "all"]).default("open"),
  limit: z.number().int().min(1).max(100).default(25),
  cursor: z.string().max(200).nullish(),
});
export type ListTransfers = z.input<typeof listTransfersInput>;

export const transferOutput = z.object({
  transferId: z.string(),
  number: z.number().int(),
  status: z.enum(transferStatuses),
  from: z.object({ branchId: z.string(), name: z.string() }),
  to: z.object({ branchId: z.string(), name: z.string() }),
  reason: z.string().nullable(),
  proposalId: z.string().nullable(),
  requestedAt: z.string(),
  shippedAt: z.string().nullable(),
  receivedAt: z.string().nullable(),
  version: z.number().int(),
  lines: z.array(
    z.object({
      lineNo: z.number().int(),
      itemId: z.string(),
      name: z.string(),
      sku: z.string(),
      requested: z.string(),
      approved: z.string(),
      shipped: z.string(),
      received: z.string(),
    }),
  ),
});
export type TransferWire = z.output<typeof transferOutput>;
export const transferPageOutput = z.object({ items: z.array(transferOutput), nextCursor: z.string().nullable() });
