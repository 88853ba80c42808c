import { z } from "zod";
import { defineEvent } from "@/server/platform/outbox";

const money = z.object({ amount: z.string(), currency: z.string() });
const base = z.object({
  quoteId: z.string(),
  number: z.number().int().nullable(),
  branchId: z.string(),
  customerId: z.string(),
  conversationId: z.string().nullable(),
});
type Base = z.infer<typeof base>;
const rooms = ({ branchId, conversationId }: Base) => [
  "tenant",
  `branch:${branchId}`,
  ...(conversationId ? [`conversation:${conversationId}`] : []),
];
const subject = ({ quoteId }: Base) => quoteId;

/** `text` is the message for the customer with the same cents as every other rendering; it ends with the link. */
export const quoteSent = defineEvent({
  type: "invoicing/quote.sent",
  schema: base.extend({
    version: z.number().int(),
    url: z.string(),
    total: money,
    validUntil: z.string(),
    text: z.string(),
  }),
  subject,
  rooms,
  jobs: true,
});
export const quoteViewed = defineEvent({
  type: "invoicing/quote.viewed",
  schema: base,
  subject,
  rooms,
});
export const quoteAccepted = defineEvent({
  type: "invoicing/quote.accepted",
  schema: base.extend({
    orderId: z.string(),
    orderNumber: z.number().int(),
    chargeId: z.string(),
    payUrl: z.string(),
    total: money,
  }),
  subject,
  rooms,
});
export const quoteDeclined = defineEvent({
  type: "invoicing/quote.declined",
  schema: base.extend({ reason: z.string().nullable() }),
  subject,
  rooms,
});
export const quoteExpired = defineEvent({
  type: "invoicing/quote.expired",
  schema: base,
  subject,
  rooms,
});
