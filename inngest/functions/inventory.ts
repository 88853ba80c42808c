import { sweepReservations } from "@/server/modules/inventory/jobs";
import { everyTenant } from "../client";

export const inventoryFunctions = [
  everyTenant({ id: "inventory.sweep-reservations", cron: "* * * * *" }, sweepReservations),
];
