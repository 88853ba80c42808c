import { accessRouter } from "@/server/modules/access/router";
import { alertsRouter } from "@/server/modules/alerts/router";
import { analyticsRouter } from "@/server/modules/analytics/router";
import { assistantRouter } from "@/server/modules/assistant/router";
import { catalogRouter } from "@/server/modules/catalog/router";
import { conversationsRouter } from "@/server/modules/conversations/router";
import { customersRouter } from "@/server/modules/customers/router";
import { inventoryRouter } from "@/server/modules/inventory/router";
import { invoicingRouter } from "@/server/modules/invoicing/router";
import { notificationsRouter } from "@/server/modules/notifications/router";
import { ordersRouter } from "@/server/modules/orders/router";
import { paymentsRouter } from "@/server/modules/payments/router";
import { tenancyRouter } from "@/server/modules/tenancy/router";
import { router } from "./init";
import { realtimeRouter } from "./realtime";

export const appRouter = router({
  access: accessRouter,
  alerts: alertsRouter,
  analytics: analyticsRouter,
  assistant: assistantRouter,
  catalog: catalogRouter,
  conversations: conversationsRouter,
  customers: customersRouter,
  inventory: inventoryRouter,
  notifications: notificationsRouter,
  realtime: realtimeRouter,
  invoicing: invoicingRouter,
  orders: ordersRouter,
  payments: paymentsRouter,
  tenancy: tenancyRouter,
});

export type AppRouter = typeof appRouter;
