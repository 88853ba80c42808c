import type { ServiceContext } from "@/server/platform/context";
import { expireReservations } from "./reservation/service";

/** Holds that ran out are judged when read; the sweep keeps the counters close to the truth. */
export const sweepReservations = (ctx: ServiceContext): Promise<{ places: number }> => expireReservations(ctx);
