import { router, tenantProcedure } from "@/server/http/trpc/init";
import { productsInput, summaryInput } from "./summary/schema";
import { findProducts, summarise } from "./summary/service";

export const assistantRouter = router({
  summary: tenantProcedure.input(summaryInput).query(({ ctx, input }) => summarise(ctx.service, input)),
  products: tenantProcedure.input(productsInput).query(({ ctx, input }) => findProducts(ctx.service, input)),
});
