import { recordCompletedOrder } from "@/server/modules/analytics/jobs";
import { orderCompleted } from "@/server/modules/orders/events";
import { onEvent } from "../client";

export const analyticsFunctions = [
  onEvent(
    { id: "analytics.record-sale", event: orderCompleted, key: "event.data.payload.orderId" },
    (ctx, payload, step) => step.run("record", () => recordCompletedOrder(ctx, payload)),
  ),
];
