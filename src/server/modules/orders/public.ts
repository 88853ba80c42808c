export type { Order, OrderChannel, OrderLine, OrderTotals, PaymentState } from "./domain";
export { applyPayment, lockForPayment, type PlaceOrder, placeOrder, verifyInvariants } from "./service";
