import { z } from "zod";
import { idPattern } from "@/lib/ids";
import { defineTool } from "@/server/platform/context/tools";
import { sendQuote } from "./acceptance/service";
import { quoteCode } from "./domain";
import { createQuote } from "./service";

const id = z.string().regex(idPattern);

export const invoicingTools = [
  /** Customer, branch and conversation are filled in by whoever runs the turn; prices always by the catalog. */
  defineTool({
    name: "create_quote",
    title: { es: "Cotizar", en: "Quote" },
    kind: "confirm",
    permission: "quote:create",
    input: z.strictObject({
      customerId: id,
      branchId: id,
      conversationId: id.optional(),
      items: z
        .array(z.strictObject({ itemId: id, quantity: z.string().regex(/^\d{1,7}(\.\d{1,3})?$/) }))
        .min(1)
        .max(50),
      /** False leaves a draft for a person to send. */
      send: z.boolean().default(true),
      idempotencyKey: z.string().min(8).max(100).optional(),
    }),
    output: z.object({
      quoteId: z.string(),
      code: z.string(),
      status: z.string(),
      version: z.number().int(),
      total: z.object({ amount: z.string(), currency: z.string() }),
      validUntil: z.string(),
      url: z.string().nullable(),
    }),
    async run(ctx, { items, send, idempotencyKey, ...rest }) {
      const draft = await createQuote(ctx, { ...rest, lines: items, idempotencyKey });
      const sends = send && draft.status === "draft";
      const key = idempotencyKey && `${idempotencyKey}:send`;
      const quote = sends
        ? await sendQuote(ctx, { quoteId: draft.id, version: draft.version, idempotencyKey: key })
        : draft;
      return {
        quoteId: quote.id,
        code: quoteCode(quote.number),
        status: quote.status,
        version: quote.version,
        total: quote.total,
        validUntil: quote.validUntil,
        url: quote.url,
      };
    },
  }),
];
