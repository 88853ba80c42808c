import type { ServiceContext } from "@/server/platform/context";
import { deliverDue } from "./service";

/** Woken by each new notice and swept, so that a lost wake-up only costs time. */
export async function deliverNotifications(ctx: ServiceContext): Promise<{ delivered: number }> {
  return deliverDue(ctx);
}
