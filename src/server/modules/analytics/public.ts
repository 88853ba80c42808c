export type { SaleFact } from "./domain";
export type { DemandDay } from "./repository";
export { dailyDemand, importSalesHistory, recordSales, salesSummary, topProducts, verifyInvariants } from "./service";
