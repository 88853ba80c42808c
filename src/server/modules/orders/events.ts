import { z } from "zod";
import { defineEvent } from "@/server/platform/outbox";

const money = z.object({ amount: z.string(), currency: z.string() });
const rooms = (payload: { branchId: string }) => ["tenant", `branch:${payload.branchId}`];

export const orderPlaced = defineEvent({
  type: "orders/order.placed",
  schema: z.object({
    orderId: z.string(),
    branchId: z.string(),
    number: z.number().int(),
    channel: z.string(),
    customerId: z.string().nullable(),
    conversationId: z.string().nullable(),
    total: money,
  }),
  subject: ({ orderId }) => orderId,
  rooms,
});

/** What a sale was, line by line and with its cost: it outlives the order's own row in the sales series. */
export const orderCompleted = defineEvent({
  type: "orders/order.completed",
  schema: z.object({
    orderId: z.string(),
    branchId: z.string(),
    number: z.number().int(),
    channel: z.string(),
    customerId: z.string().nullable(),
    conversationId: z.string().nullable(),
    sellerId: z.string().nullable(),
    businessDate: z.string(),
    occurredAt: z.string(),
    currency: z.string(),
    netMinor: z.string(),
    taxMinor: z.string(),
    totalMinor: z.string(),
    lines: z.array(
      z.object({
        lineNo: z.number().int(),
        itemId: z.string().nullable(),
        name: z.string(),
        qtyMilli: z.string(),
        /** Without tax, after discounts. */
        netMinor: z.string(),
        taxMinor: z.string(),
        /** Of the whole line; null when the line is not stock. */
        costMicro: z.string().nullable(),
      }),
    ),
  }),
  subject: ({ orderId }) => orderId,
  rooms,
  jobs: true,
});

export const orderCancelled = defineEvent({
  type: "orders/order.cancelled",
  schema: z.object({ orderId: z.string(), branchId: z.string(), number: z.number().int(), reason: z.string() }),
  subject: ({ orderId }) => orderId,
  rooms,
  jobs: true,
});

/** What is paid of it moved; listeners read the order for the figures. */
export const orderPaid = defineEvent({
  type: "orders/order.paid",
  schema: z.object({ orderId: z.string(), branchId: z.string(), paid: money, due: money }),
  subject: ({ orderId }) => orderId,
  rooms,
});
