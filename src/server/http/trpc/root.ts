import { accessRouter } from "@/server/modules/access/router";
import { tenancyRouter } from "@/server/modules/tenancy/router";
import { router } from "./init";
import { realtimeRouter } from "./realtime";

export const appRouter = router({
  access: accessRouter,
  realtime: realtimeRouter,
  tenancy: tenancyRouter,
});

export type AppRouter = typeof appRouter;
