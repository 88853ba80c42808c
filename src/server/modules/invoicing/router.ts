import { router, tenantProcedure } from "@/server/http/trpc/init";
import { acceptQuoteFor, sendQuote } from "./acceptance/service";
import {
  closeQuoteInput,
  createQuoteInput,
  getQuoteInput,
  listQuotesInput,
  pipelineView,
  previewQuoteInput,
  quotePage,
  quotePreview,
  quoteVersionInput,
  quoteView,
  updateQuoteInput,
} from "./schema";
import { cancelQuote, createQuote, getQuote, listQuotes, previewQuote, quotePipeline, updateQuote } from "./service";

export const invoicingRouter = router({
  list: tenantProcedure
    .input(listQuotesInput)
    .output(quotePage)
    .query(({ ctx, input }) => listQuotes(ctx.service, input)),
  pipeline: tenantProcedure.output(pipelineView).query(({ ctx }) => quotePipeline(ctx.service)),
  get: tenantProcedure
    .input(getQuoteInput)
    .output(quoteView)
    .query(({ ctx, input }) => getQuote(ctx.service, input)),
  preview: tenantProcedure
    .input(previewQuoteInput)
    .output(quotePreview)
    .query(({ ctx, input }) => previewQuote(ctx.service, input)),
  create: tenantProcedure
    .input(createQuoteInput)
    .output(quoteView)
    .mutation(({ ctx, input }) => createQuote(ctx.service, input)),
  update: tenantProcedure
    .input(updateQuoteInput)
    .output(quoteView)
    .mutation(({ ctx, input }) => updateQuote(ctx.service, input)),
  send: tenantProcedure
    .input(quoteVersionInput)
    .output(quoteView)
    .mutation(({ ctx, input }) => sendQuote(ctx.service, input)),
  acceptFor: tenantProcedure
    .input(quoteVersionInput)
    .output(quoteView)
    .mutation(({ ctx, input }) => acceptQuoteFor(ctx.service, input)),
  cancel: tenantProcedure
    .input(closeQuoteInput)
    .output(quoteView)
    .mutation(({ ctx, input }) => cancelQuote(ctx.service, input)),
});
