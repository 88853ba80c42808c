import type { z } from "zod";
import { raise } from "@/lib/errors";
import type { BranchId } from "@/lib/ids";
import { isCurrency } from "@/lib/money";
import type { orderCancelled, orderCompleted } from "@/server/modules/orders/events";
import type { ServiceContext } from "@/server/platform/context";
import { reconcilePayment, unsettledPayments } from "./link/service";
import { postSale, voidChargeOf } from "./service";

/**
 * The sweep behind every link: pushes get lost. One payment that cannot be asked about now does not keep the others waiting; it is asked
 * again at the next sweep until it ends.
 */
export async function reconcileUnsettled(ctx: ServiceContext): Promise<{ settled: number; unanswered: number }> {
  const ids = await unsettledPayments(ctx);
  const results = await Promise.allSettled(ids.map((paymentId) => reconcilePayment(ctx, { paymentId })));
  const unanswered = results.filter(({ status }) => status === "rejected").length;
  return { settled: ids.length - unanswered, unanswered };
}

/** An order handed over without a payment link (paid at the counter, or before) enters the books here. */
export async function bookCompletedOrder(
  ctx: ServiceContext,
  payload: z.infer<typeof orderCompleted.schema>,
): Promise<void> {
  const currency = isCurrency(payload.currency) ? payload.currency : raise("amount_invalid");
  await ctx.transaction((tx) =>
    postSale(tx, ctx, {
      id: payload.orderId,
      branchId: payload.branchId as BranchId,
      currency,
      totalMinor: BigInt(payload.totalMinor),
      taxMinor: BigInt(payload.taxMinor),
    }),
  );
}

export const voidCancelledOrder = (
  ctx: ServiceContext,
  payload: z.infer<typeof orderCancelled.schema>,
): Promise<void> => voidChargeOf(ctx, { kind: "order", id: payload.orderId });
