import { z } from "zod";
import { idPattern } from "@/lib/ids";

const id = z.string().regex(idPattern);
export const listNotificationsInput = z.strictObject({
  isUnseenOnly: z.boolean().default(false),
  cursor: id.optional(),
  limit: z.number().int().min(1).max(100).default(30),
});
export type ListNotifications = z.infer<typeof listNotificationsInput>;
export const markSeenInput = z.strictObject({ notificationIds: z.array(id).min(1).max(100) });
export type MarkSeen = z.infer<typeof markSeenInput>;

export const whatsappFormSchema = z.object({
  template: z.string(),
  variables: z.array(z.string()),
  buttons: z.array(z.object({ id: z.string(), title: z.string() })).optional(),
});
