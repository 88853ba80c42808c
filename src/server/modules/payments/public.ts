export type { Charge } from "./domain";
export {
  applyStripeEvent,
  type OpenPaymentLink,
  openPaymentLink,
  reconcilePayment,
  refreshCharge,
  unsettledPayments,
} from "./link/service";
export type { ChargeView } from "./schema";
export { type CreateCharge, createCharge, getCharge, verifyInvariants } from "./service";
