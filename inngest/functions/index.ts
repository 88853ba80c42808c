import type { jobClient } from "@/server/platform/jobs";
import { conversationsFunctions } from "./conversations";
import { notificationsFunctions } from "./notifications";

/** Every job of the product; a module's wiring lives beside this file under its own name. */
export const functions: ReturnType<typeof jobClient.createFunction>[] = [
  ...conversationsFunctions,
  ...notificationsFunctions,
];
