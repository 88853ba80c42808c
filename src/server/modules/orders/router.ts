import { z } from "zod";
import { router, tenantProcedure } from "@/server/http/trpc/init";
import { cancelOrderInput, completeOrderInput, getOrderInput, listOrdersInput, orderPage, orderView } from "./schema";
import { cancelOrder, completeOrder, getOrder, listOrders } from "./service";

const moved = z.object({ status: z.string() });

export const ordersRouter = router({
  list: tenantProcedure
    .input(listOrdersInput)
    .output(orderPage)
    .query(({ ctx, input }) => listOrders(ctx.service, input)),
  get: tenantProcedure
    .input(getOrderInput)
    .output(orderView)
    .query(({ ctx, input }) => getOrder(ctx.service, input)),
  complete: tenantProcedure
    .input(completeOrderInput)
    .output(moved)
    .mutation(({ ctx, input }) => completeOrder(ctx.service, input)),
  cancel: tenantProcedure
    .input(cancelOrderInput)
    .output(moved)
    .mutation(({ ctx, input }) => cancelOrder(ctx.service, input)),
});
