import type { jobClient } from "@/server/platform/jobs";
import { accessFunctions } from "./access";
import { alertFunctions } from "./alerts";
import { analyticsFunctions } from "./analytics";
import { assistantFunctions } from "./assistant";
import { catalogFunctions } from "./catalog";
import { conversationsFunctions } from "./conversations";
import { inventoryFunctions } from "./inventory";
import { invoicingFunctions } from "./invoicing";
import { notificationsFunctions } from "./notifications";
import { paymentsFunctions } from "./payments";

/** Every job of the product; a module's wiring lives beside this file under its own name. */
export const functions: ReturnType<typeof jobClient.createFunction>[] = [
  ...accessFunctions,
  ...alertFunctions,
  ...analyticsFunctions,
  ...catalogFunctions,
  ...assistantFunctions,
  ...conversationsFunctions,
  ...inventoryFunctions,
  ...paymentsFunctions,
  ...invoicingFunctions,
  ...notificationsFunctions,
];
