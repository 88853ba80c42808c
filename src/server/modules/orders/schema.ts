import { z } from "zod";
import { idPattern } from "@/lib/ids";
import { orderStatuses } from "./domain";

const id = z.string().regex(idPattern);
const money = z.object({ amount: z.string(), currency: z.string() });
const idempotencyKey = z.string().min(8).max(100).optional();

export const listOrdersInput = z.strictObject({
  status: z.enum(orderStatuses).optional(),
  branchId: id.optional(),
  customerId: id.optional(),
  conversationId: id.optional(),
  cursor: z.string().max(400).optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListOrders = z.infer<typeof listOrdersInput>;

export const orderRow = z.object({
  id: z.string(),
  number: z.number().int(),
  businessDate: z.string(),
  branchId: z.string(),
  channel: z.string(),
  status: z.enum(orderStatuses),
  payment: z.enum(["unpaid", "partial", "paid"]),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  total: money,
  paid: money,
  lineCount: z.number().int(),
  acceptedAt: z.string(),
});
export type OrderRow = z.infer<typeof orderRow>;
export const orderPage = z.object({ items: z.array(orderRow), nextCursor: z.string().nullable() });
export type OrderPage = z.infer<typeof orderPage>;

export const orderView = orderRow.extend({
  version: z.number().int(),
  quoteId: z.string().nullable(),
  conversationId: z.string().nullable(),
  sellerId: z.string().nullable(),
  subtotal: money,
  discount: money,
  tax: money,
  due: money,
  completedAt: z.string().nullable(),
  cancelledAt: z.string().nullable(),
  cancelReason: z.string().nullable(),
  lines: z.array(
    z.object({
      lineNo: z.number().int(),
      itemId: z.string().nullable(),
      name: z.string(),
      sku: z.string(),
      quantity: z.string(),
      unitPrice: money,
      /** Quantity × price, before discount and tax. */
      amount: money,
      discount: money,
      tax: money,
      total: money,
    }),
  ),
  timeline: z.array(
    z.object({
      seq: z.number().int(),
      kind: z.string(),
      toStatus: z.string(),
      actor: z.string(),
      note: z.string().nullable(),
      at: z.string(),
    }),
  ),
});
export type OrderView = z.infer<typeof orderView>;

export const getOrderInput = z.strictObject({ orderId: id });
export type GetOrder = z.infer<typeof getOrderInput>;
export const completeOrderInput = z.strictObject({ orderId: id, version: z.number().int().positive(), idempotencyKey });
export type CompleteOrder = z.infer<typeof completeOrderInput>;
export const cancelOrderInput = z.strictObject({
  orderId: id,
  version: z.number().int().positive(),
  reason: z.string().trim().min(3).max(300),
  idempotencyKey,
});
export type CancelOrder = z.infer<typeof cancelOrderInput>;
