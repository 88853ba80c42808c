import { router, tenantProcedure } from "@/server/http/trpc/init";
import { paceInput, paceOutput, summaryInput, summaryOutput, topProductsInput, topProductsOutput } from "./schema";
import { salesPace, salesSummary, topProducts } from "./service";

export const analyticsRouter = router({
  summary: tenantProcedure
    .input(summaryInput)
    .output(summaryOutput)
    .query(({ ctx, input }) => salesSummary(ctx.service, input)),
  topProducts: tenantProcedure
    .input(topProductsInput)
    .output(topProductsOutput)
    .query(({ ctx, input }) => topProducts(ctx.service, input)),
  pace: tenantProcedure
    .input(paceInput)
    .output(paceOutput)
    .query(({ ctx, input }) => salesPace(ctx.service, input)),
});
