import { z } from "zod";
import { defineEvent } from "@/server/platform/outbox";

export const notificationCreated = defineEvent({
  type: "notifications/notification.created",
  schema: z.object({ memberId: z.string(), notificationId: z.string(), type: z.string() }),
  subject: ({ memberId }) => `member:${memberId}`,
  rooms: ({ memberId }) => [`member:${memberId}`],
  jobs: true,
});
