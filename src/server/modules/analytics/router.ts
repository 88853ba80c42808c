import { router, tenantProcedure } from "@/server/http/trpc/init";
import { summaryInput, summaryOutput, topProductsInput, topProductsOutput } from "./schema";
import { salesSummary, topProducts } from "./service";

export const analyticsRouter = router({
  summary: tenantProcedure
    .input(summaryInput)
    .output(summaryOutput)
    .query(({ ctx, input }) => salesSummary(ctx.service, input)),
  topProducts: tenantProcedure
    .input(topProductsInput)
    .output(topProductsOutput)
    .query(({ ctx, input }) => topProducts(ctx.service, input)),
});
