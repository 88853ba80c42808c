import { openShelf, sweepReservations } from "@/server/modules/inventory/jobs";
import { branchCreated } from "@/server/modules/tenancy/events";
import { everyTenant, onEvent } from "../client";

export const inventoryFunctions = [
  onEvent({ id: "inventory.open-shelf", event: branchCreated }, (ctx, payload, step) =>
    step.run("shelf", () => openShelf(ctx, payload)),
  ),
  everyTenant({ id: "inventory.sweep-reservations", cron: "* * * * *" }, sweepReservations),
];
