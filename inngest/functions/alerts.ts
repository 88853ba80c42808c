import { evaluateAfterMove, evaluateEverything } from "@/server/modules/alerts/jobs";
import { stockMoved } from "@/server/modules/inventory/events";
import { everyTenant, onEvent } from "../client";

export const alertFunctions = [
  onEvent(
    {
      id: "alerts.evaluate-item",
      event: stockMoved,
      key: "event.data.payload.itemId",
      debounce: { period: "2s", key: 'event.data.tenantId + ":" + event.data.payload.itemId', timeout: "10s" },
    },
    (ctx, payload, step) => step.run("evaluate", () => evaluateAfterMove(ctx, payload)),
  ),
  everyTenant({ id: "alerts.evaluate-all", cron: "7 * * * *" }, evaluateEverything),
];
