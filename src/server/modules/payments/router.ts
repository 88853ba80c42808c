import { router, tenantProcedure } from "@/server/http/trpc/init";
import { chargeOfInput, chargeView, recordPaymentInput } from "./schema";
import { chargeOf, recordPayment } from "./service";

export const paymentsRouter = router({
  ofSubject: tenantProcedure
    .input(chargeOfInput)
    .output(chargeView.nullable())
    .query(({ ctx, input }) => chargeOf(ctx.service, input)),
  record: tenantProcedure
    .input(recordPaymentInput)
    .output(chargeView)
    .mutation(({ ctx, input }) => recordPayment(ctx.service, input)),
});
