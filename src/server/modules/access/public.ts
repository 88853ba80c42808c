export { permissionSetOf } from "./domain";
export type { MemberRow, SessionRow } from "./repository";
export { memberRepository as membersOf } from "./repository";
export {
  addMember,
  listSessions,
  type NewMember,
  openSessionFor,
  readSession,
  registerAccount,
  revokeSession,
  seedRoles,
  signIn,
  switchTenant,
} from "./service";
