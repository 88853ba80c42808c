import { router, tenantProcedure } from "@/server/http/trpc/init";
import { getCustomerInput, listCustomersInput, saveVehicleInput, updateCustomerInput } from "./schema";
import { getCustomer, listCustomers, saveVehicle, updateCustomer } from "./service";

export const customersRouter = router({
  list: tenantProcedure.input(listCustomersInput).query(({ ctx, input }) => listCustomers(ctx.service, input)),
  get: tenantProcedure.input(getCustomerInput).query(({ ctx, input }) => getCustomer(ctx.service, input)),
  update: tenantProcedure.input(updateCustomerInput).mutation(({ ctx, input }) => updateCustomer(ctx.service, input)),
  saveVehicle: tenantProcedure.input(saveVehicleInput).mutation(({ ctx, input }) => saveVehicle(ctx.service, input)),
});
