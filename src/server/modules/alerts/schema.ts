import { z } from "zod";
import { idPattern } from "@/lib/ids";

const id = z.string().regex(idPattern);
const money = z.object({ amount: z.string(), currency: z.string() });
const key = z.string().min(8).max(200).optional();

export const listAlertsInput = z.strictObject({
  branchId: id.optional(),
  state: z.enum(["open", "closed"]).default("open"),
  limit: z.number().int().min(1).max(100).default(50),
  cursor: z.string().max(600).nullish(),
});
export type ListAlerts = z.input<typeof listAlertsInput>;

export const proposalOutput = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  sentence: z.string(),
  gain: money,
  fromBranch: z.string().nullable(),
  toBranch: z.string().nullable(),
  quantity: z.string(),
  resultId: z.string().nullable(),
});
export const alertOutput = z.object({
  id: z.string(),
  kind: z.enum(["stock_out", "low_stock"]),
  status: z.string(),
  severity: z.enum(["critical", "warning"]),
  itemId: z.string(),
  name: z.string(),
  sku: z.string(),
  branchId: z.string(),
  branchName: z.string(),
  risk: money,
  available: z.string(),
  incoming: z.string(),
  soldPerDay: z.string(),
  /** Over the window that demand is the mean of. */
  sold: z.string(),
  runsOutOn: z.string().nullable(),
  suggestedPurchase: z.string(),
  sentence: z.string(),
  openedAt: z.string(),
  proposal: proposalOutput.nullable(),
});
export type AlertWire = z.infer<typeof alertOutput>;
export const alertPage = z.object({ items: z.array(alertOutput), nextCursor: z.string().nullable() });

export const alertCounts = z.object({ open: z.number().int(), critical: z.number().int() });

export const decideAlertInput = z.strictObject({
  alertId: id,
  action: z.enum(["acknowledge", "resolve", "ignore", "snooze"]),
  reason: z.string().trim().min(2).max(200).optional(),
  snoozeHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 30)
    .optional(),
  idempotencyKey: key,
});
export type DecideAlert = z.infer<typeof decideAlertInput>;

export const decideProposalInput = z.strictObject({
  proposalId: id,
  via: z.enum(["screen", "whatsapp", "api"]).default("screen"),
  idempotencyKey: key,
});
export type DecideProposal = z.input<typeof decideProposalInput>;
export const decisionOutput = z.object({
  proposalId: z.string(),
  status: z.string(),
  transferId: z.string().nullable(),
  sentence: z.string(),
});
export type Decision = z.infer<typeof decisionOutput>;

/** What is stored beside an alert: the figures it was decided on. */
export const evidenceSchema = z.object({
  availableMilli: z.string(),
  incomingMilli: z.string(),
  soldMilli: z.string(),
  minMilli: z.string().nullable(),
  runsOutOn: z.string().nullable(),
  suggestedMilli: z.string(),
  sentence: z.string(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const planSchema = z.object({
  fromBranchId: z.string(),
  toBranchId: z.string(),
  itemId: z.string(),
  qtyMilli: z.string(),
});
