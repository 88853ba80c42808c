import { router, tenantProcedure } from "@/server/http/trpc/init";
import { listNotificationsInput, markSeenInput } from "./schema";
import { countUnseen, listNotifications, markSeen } from "./service";

export const notificationsRouter = router({
  list: tenantProcedure.input(listNotificationsInput).query(({ ctx, input }) => listNotifications(ctx.service, input)),
  unseen: tenantProcedure.query(({ ctx }) => countUnseen(ctx.service)),
  markSeen: tenantProcedure.input(markSeenInput).mutation(({ ctx, input }) => markSeen(ctx.service, input)),
});
