import type { z } from "zod";
import type { BranchId, ItemId } from "@/lib/ids";
import type { Currency } from "@/lib/money";
import { localDate, parseInstant } from "@/lib/time";
import type { orderCompleted } from "@/server/modules/orders/events";
import type { ServiceContext } from "@/server/platform/context";
import type { SaleFact } from "./domain";
import { recordSales } from "./service";

type Completed = z.infer<typeof orderCompleted.schema>;

/** A completed order's stocked lines become sale facts; the key is the line's, so a repeat changes nothing. */
export async function recordCompletedOrder(ctx: ServiceContext, order: Completed): Promise<number> {
  const facts: SaleFact[] = order.lines.flatMap((line) =>
    line.itemId === null
      ? []
      : [
          {
            factKey: `order:${order.orderId}:${line.lineNo}`,
            businessDate: localDate(order.businessDate),
            branchId: order.branchId as BranchId,
            itemId: line.itemId as ItemId,
            source: "order" as const,
            qtyMilli: BigInt(line.qtyMilli),
            netMinor: BigInt(line.netMinor),
            taxMinor: BigInt(line.taxMinor),
            costMicro: BigInt(line.costMicro ?? "0"),
            currency: order.currency as Currency,
            occurredAt: parseInstant(order.occurredAt) ?? ctx.clock.now(),
          },
        ],
  );
  return ctx.transaction((tx) => recordSales(tx, facts));
}
