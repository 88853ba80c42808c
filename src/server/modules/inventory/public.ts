export { ensureBranchLocations } from "./ledger/service";
export type { BranchStock, Violation } from "./repository";
export { moveReservations, releaseReservations, reserveStock, type StockLine } from "./reservation/service";
export {
  issueForSale,
  levelsForAlerts,
  postOpening,
  receiveStock,
  shelfPairs,
  stockOf,
  verifyInvariants,
} from "./stock/service";
export { transferStatuses } from "./transfer/domain";
export { approveTransferIn, requestTransferIn } from "./transfer/service";
