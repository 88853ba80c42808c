import { z } from "zod";
import { defineEvent } from "@/server/platform/outbox";

const customer = z.object({ customerId: z.string() });

export const customerCreated = defineEvent({
  type: "customers/customer.created",
  schema: customer,
  subject: ({ customerId }) => `customer:${customerId}`,
});
export const customerUpdated = defineEvent({
  type: "customers/customer.updated",
  schema: customer,
  subject: ({ customerId }) => `customer:${customerId}`,
  rooms: ({ customerId }) => ["tenant", `customer:${customerId}`],
});
export const customerMerged = defineEvent({
  type: "customers/customer.merged",
  schema: z.object({ winnerId: z.string(), loserId: z.string() }),
  subject: ({ winnerId }) => `customer:${winnerId}`,
});
