import { z } from "zod";
import { idPattern } from "@/lib/ids";
import { quoteStatuses } from "./domain";

const id = z.string().regex(idPattern);
const money = z.object({ amount: z.string(), currency: z.string() });
const idempotencyKey = z.string().min(8).max(100).optional();
const quantity = z.string().regex(/^\d{1,7}(\.\d{1,3})?$/);
const amount = z.string().regex(/^\d{1,13}(\.\d{1,2})?$/);
const plain = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}]*$/u);

const catalogLine = z.strictObject({ itemId: id, quantity, discount: amount.optional() });
/** Something the catalog does not have: marked «por confirmar» until somebody creates it. */
const freeLine = z.strictObject({
  name: plain(120).min(2),
  quantity,
  unitPrice: amount,
  discount: amount.optional(),
});
export const quoteLineInput = z.union([catalogLine, freeLine]);
export type QuoteLineInput = z.infer<typeof quoteLineInput>;

const lines = z.array(quoteLineInput).max(200);
const discountPpm = z.number().int().min(0).max(1_000_000);
const validHours = z.number().int().min(1).max(720);
const note = plain(500);
const version = z.number().int().positive();

export const createQuoteInput = z.strictObject({
  customerId: id,
  branchId: id,
  conversationId: id.optional(),
  lines: lines.min(1),
  discountPpm: discountPpm.default(0),
  note: note.optional(),
  validHours: validHours.default(48),
  idempotencyKey,
});
export type CreateQuote = z.input<typeof createQuoteInput>;

export const updateQuoteInput = z.strictObject({
  quoteId: id,
  version,
  lines: lines.min(1).optional(),
  discountPpm: discountPpm.optional(),
  note: note.nullable().optional(),
  validHours: validHours.optional(),
  idempotencyKey,
});
export type UpdateQuote = z.infer<typeof updateQuoteInput>;

export const previewQuoteInput = z.strictObject({ branchId: id, lines, discountPpm: discountPpm.default(0) });
export type PreviewQuote = z.input<typeof previewQuoteInput>;

export const quoteVersionInput = z.strictObject({ quoteId: id, version, idempotencyKey });
export type QuoteVersion = z.infer<typeof quoteVersionInput>;
export const closeQuoteInput = quoteVersionInput.extend({ reason: plain(300).optional() });
export type CloseQuote = z.infer<typeof closeQuoteInput>;
export const getQuoteInput = z.strictObject({ quoteId: id });
export type GetQuote = z.infer<typeof getQuoteInput>;

export const listQuotesInput = z.strictObject({
  status: z.enum(quoteStatuses).optional(),
  branchId: id.optional(),
  customerId: id.optional(),
  conversationId: id.optional(),
  cursor: z.string().max(400).optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListQuotes = z.infer<typeof listQuotesInput>;

const lineView = z.object({
  lineNo: z.number().int(),
  itemId: z.string().nullable(),
  name: z.string(),
  sku: z.string(),
  quantity: z.string(),
  unitPrice: money,
  discount: money,
  taxRatePpm: z.number().int(),
  /** Quantity × price. Discounts and tax are rows of their own under the lines, so that the column adds up to the subtotal. */
  amount: money,
});
const totalsView = {
  subtotal: money,
  discount: money,
  discountPpm: z.number().int(),
  taxes: z.array(z.object({ code: z.string(), ratePpm: z.number().int(), base: money, tax: money })),
  tax: money,
  total: money,
};
export const quotePreview = z.object({ ...totalsView, lines: z.array(lineView) });
export type QuotePreview = z.infer<typeof quotePreview>;

export const quoteRow = z.object({
  id: z.string(),
  number: z.number().int().nullable(),
  status: z.enum(quoteStatuses),
  version: z.number().int(),
  branchId: z.string(),
  customerId: z.string(),
  customerName: z.string(),
  conversationId: z.string().nullable(),
  sellerId: z.string().nullable(),
  total: money,
  validUntil: z.string(),
  createdAt: z.string(),
  sentAt: z.string().nullable(),
  viewedAt: z.string().nullable(),
  acceptedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
});
export type QuoteRow = z.infer<typeof quoteRow>;
export const quotePage = z.object({ items: z.array(quoteRow), nextCursor: z.string().nullable() });
export type QuotePage = z.infer<typeof quotePage>;

export const quoteView = quoteRow.extend({
  ...totalsView,
  note: z.string().nullable(),
  orderId: z.string().nullable(),
  chargeId: z.string().nullable(),
  url: z.string().nullable(),
  /** The message for the customer. */
  text: z.string(),
  lines: z.array(lineView),
});
export type QuoteView = z.infer<typeof quoteView>;

/** By state, how many and how much: the pipeline. Sums never cross currencies. */
export const pipelineView = z.array(z.object({ status: z.enum(quoteStatuses), count: z.number().int(), total: money }));
export type Pipeline = z.infer<typeof pipelineView>;
