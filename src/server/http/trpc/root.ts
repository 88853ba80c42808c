import { accessRouter } from "@/server/modules/access/router";
import { conversationsRouter } from "@/server/modules/conversations/router";
import { customersRouter } from "@/server/modules/customers/router";
import { notificationsRouter } from "@/server/modules/notifications/router";
import { tenancyRouter } from "@/server/modules/tenancy/router";
import { router } from "./init";
import { realtimeRouter } from "./realtime";

export const appRouter = router({
  access: accessRouter,
  conversations: conversationsRouter,
  customers: customersRouter,
  notifications: notificationsRouter,
  realtime: realtimeRouter,
  tenancy: tenancyRouter,
});

export type AppRouter = typeof appRouter;
