export { verifyInvariants } from "./invariant/service";
export {
  buildCatalogIndex,
  type CatalogIndex,
  type CatalogItem,
  liveItems,
  needsRebuild,
  searchCatalog,
  updateCatalogIndex,
} from "./nlu/catalog/domain";
export { bindStaffPhone, revokeStaffPhone } from "./staff/service";
export { runTurn, type TurnOutcome } from "./turn/service";
