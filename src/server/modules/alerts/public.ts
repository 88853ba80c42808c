export { evaluateItems } from "./evaluation/service";
export { verifyInvariants } from "./invariant/service";
export { approveProposal, rejectProposal } from "./proposal/service";
export { countAlerts, listAlerts, listPendingProposals } from "./service";
