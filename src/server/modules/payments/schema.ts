import { z } from "zod";
import { idPattern } from "@/lib/ids";
import { chargeStatuses, counterMethods, paymentStatuses } from "./domain";

const id = z.string().regex(idPattern);
const money = z.object({ amount: z.string(), currency: z.string() });

export const chargeOfInput = z.strictObject({ subjectKind: z.enum(["order"]), subjectId: id });
export type ChargeOf = z.infer<typeof chargeOfInput>;

export const paymentView = z.object({
  id: z.string(),
  method: z.string(),
  amount: money,
  status: z.enum(paymentStatuses),
  reference: z.string().nullable(),
  createdAt: z.string(),
  capturedAt: z.string().nullable(),
});

export const chargeView = z.object({
  id: z.string(),
  status: z.enum(chargeStatuses),
  amount: money,
  paid: money,
  due: money,
  payments: z.array(paymentView),
});
export type ChargeView = z.infer<typeof chargeView>;

export const recordPaymentInput = z.strictObject({
  chargeId: id,
  method: z.enum(counterMethods),
  amount: z.string().max(30),
  reference: z.string().trim().min(3).max(60).optional(),
  idempotencyKey: z.string().min(8).max(100).optional(),
});
export type RecordPayment = z.infer<typeof recordPaymentInput>;
