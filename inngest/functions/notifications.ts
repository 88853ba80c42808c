import { notificationCreated } from "@/server/modules/notifications/events";
import { deliverNotifications } from "@/server/modules/notifications/jobs";
import { everyTenant, onEvent } from "../client";

export const notificationsFunctions = [
  onEvent({ id: "notifications.deliver", event: notificationCreated }, (ctx) => deliverNotifications(ctx)),
  everyTenant({ id: "notifications.sweep", cron: "* * * * *" }, deliverNotifications),
];
