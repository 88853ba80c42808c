import { router, tenantProcedure } from "@/server/http/trpc/init";
import { approveProposal, rejectProposal } from "./proposal/service";
import {
  alertCounts,
  alertOutput,
  alertPage,
  decideAlertInput,
  decideProposalInput,
  decisionOutput,
  listAlertsInput,
} from "./schema";
import { countAlerts, decideAlert, listAlerts } from "./service";

export const alertsRouter = router({
  list: tenantProcedure
    .input(listAlertsInput)
    .output(alertPage)
    .query(({ ctx, input }) => listAlerts(ctx.service, input)),
  counts: tenantProcedure.output(alertCounts).query(({ ctx }) => countAlerts(ctx.service)),
  decide: tenantProcedure
    .input(decideAlertInput)
    .output(alertOutput)
    .mutation(({ ctx, input }) => decideAlert(ctx.service, input)),
  approve: tenantProcedure
    .input(decideProposalInput)
    .output(decisionOutput)
    .mutation(({ ctx, input }) => approveProposal(ctx.service, input)),
  reject: tenantProcedure
    .input(decideProposalInput)
    .output(decisionOutput)
    .mutation(({ ctx, input }) => rejectProposal(ctx.service, input)),
});
