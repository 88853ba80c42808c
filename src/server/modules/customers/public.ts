export { type Alias, type AliasKind, aliasesOf, type CustomerSummary, isBsuid } from "./domain";
export { verifyInvariants } from "./invariant/service";
export type { VehicleRow } from "./repository";
export {
  contactPointsOfPhone,
  customerOfContact,
  findCustomerIds,
  getCustomers,
  type ResolvedContact,
  resolveContact,
  saveVehicle,
  vehiclesOf,
} from "./service";
