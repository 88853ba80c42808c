import { router, tenantProcedure } from "@/server/http/trpc/init";
import {
  adjustStockInput,
  entryPageOutput,
  listEntriesInput,
  receiveStockInput,
  setLimitsInput,
  stockGridInput,
  stockListOutput,
  stockOfInput,
  stockRowOutput,
} from "./stock/schema";
import { adjustStock, getStock, listMovements, listStock, receiveStock, setLimits } from "./stock/service";
import {
  listTransfersInput,
  moveTransferInput,
  requestTransferInput,
  stopTransferInput,
  transferInput,
  transferOutput,
  transferPageOutput,
} from "./transfer/schema";
import {
  approveTransfer,
  cancelTransfer,
  listTransfers,
  receiveTransfer,
  rejectTransfer,
  requestTransfer,
  shipTransfer,
} from "./transfer/service";

export const inventoryRouter = router({
  grid: tenantProcedure.input(stockGridInput).query(({ ctx, input }) => listStock(ctx.service, input)),
  stockOf: tenantProcedure
    .input(stockOfInput)
    .output(stockListOutput)
    .query(({ ctx, input }) => getStock(ctx.service, input)),
  movements: tenantProcedure
    .input(listEntriesInput)
    .output(entryPageOutput)
    .query(({ ctx, input }) => listMovements(ctx.service, input)),
  receive: tenantProcedure.input(receiveStockInput).mutation(({ ctx, input }) => receiveStock(ctx.service, input)),
  adjust: tenantProcedure
    .input(adjustStockInput)
    .output(stockRowOutput)
    .mutation(({ ctx, input }) => adjustStock(ctx.service, input)),
  setLimits: tenantProcedure
    .input(setLimitsInput)
    .output(stockRowOutput)
    .mutation(({ ctx, input }) => setLimits(ctx.service, input)),
  transfers: router({
    list: tenantProcedure
      .input(listTransfersInput)
      .output(transferPageOutput)
      .query(({ ctx, input }) => listTransfers(ctx.service, input)),
    request: tenantProcedure
      .input(requestTransferInput)
      .output(transferOutput)
      .mutation(({ ctx, input }) => requestTransfer(ctx.service, input)),
    approve: tenantProcedure
      .input(transferInput)
      .output(transferOutput)
      .mutation(({ ctx, input }) => approveTransfer(ctx.service, input)),
    reject: tenantProcedure
      .input(stopTransferInput)
      .output(transferOutput)
      .mutation(({ ctx, input }) => rejectTransfer(ctx.service, input)),
    cancel: tenantProcedure
      .input(stopTransferInput)
      .output(transferOutput)
      .mutation(({ ctx, input }) => cancelTransfer(ctx.service, input)),
    ship: tenantProcedure
      .input(moveTransferInput)
      .output(transferOutput)
      .mutation(({ ctx, input }) => shipTransfer(ctx.service, input)),
    receive: tenantProcedure
      .input(moveTransferInput)
      .output(transferOutput)
      .mutation(({ ctx, input }) => receiveTransfer(ctx.service, input)),
  }),
});
