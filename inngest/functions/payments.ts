import { orderCancelled, orderCompleted } from "@/server/modules/orders/events";
import { bookCompletedOrder, reconcileUnsettled, voidCancelledOrder } from "@/server/modules/payments/jobs";
import { everyTenant, onEvent } from "../client";

const key = "event.data.payload.orderId";

export const paymentsFunctions = [
  onEvent({ id: "payments.book-sale", event: orderCompleted, key }, (ctx, payload, step) =>
    step.run("book", () => bookCompletedOrder(ctx, payload)),
  ),
  onEvent({ id: "payments.void-charge", event: orderCancelled, key }, (ctx, payload, step) =>
    step.run("void", () => voidCancelledOrder(ctx, payload)),
  ),
  everyTenant({ id: "payments.reconcile", cron: "* * * * *" }, reconcileUnsettled),
];
