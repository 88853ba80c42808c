import { z } from "zod";
import { defineEvent } from "@/server/platform/outbox";

const money = z.object({ amount: z.string(), currency: z.string() });
const rooms = (payload: { branchId: string }) => ["tenant", `branch:${payload.branchId}`];

export const paymentCaptured = defineEvent({
  type: "payments/payment.captured",
  schema: z.object({
    paymentId: z.string(),
    chargeId: z.string(),
    branchId: z.string(),
    method: z.string(),
    amount: money,
    /** What exceeded the debt and now belongs to the customer. */
    credit: money,
  }),
  subject: ({ chargeId }) => chargeId,
  rooms,
});

/** A debt came to nothing: receipts, thanks and deliveries start here. */
export const chargePaid = defineEvent({
  type: "payments/charge.paid",
  schema: z.object({
    chargeId: z.string(),
    subjectKind: z.string(),
    subjectId: z.string(),
    branchId: z.string(),
    customerId: z.string().nullable(),
    conversationId: z.string().nullable(),
    orderNumber: z.number().int().nullable(),
    paid: money,
  }),
  subject: ({ chargeId }) => chargeId,
  rooms,
  jobs: true,
});

/** A link died without money: expired, declined for good or closed. */
export const paymentFailed = defineEvent({
  type: "payments/payment.failed",
  schema: z.object({ paymentId: z.string(), chargeId: z.string(), branchId: z.string(), status: z.string() }),
  subject: ({ chargeId }) => chargeId,
  rooms,
});
