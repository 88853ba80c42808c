export { verifyInvariants } from "./invariant/service";
export { notifyMembers } from "./service";
