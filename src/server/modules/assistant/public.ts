export { verifyInvariants } from "./invariant/service";
export { bindStaffPhone, revokeStaffPhone } from "./staff/service";
export { runTurn, type TurnOutcome } from "./turn/service";
