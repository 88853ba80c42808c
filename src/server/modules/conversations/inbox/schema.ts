import { z } from "zod";
import { idPattern } from "@/lib/ids";

const id = z.string().regex(idPattern);

export const inboxTabs = ["mine", "unassigned", "ai", "all", "closed"] as const;
export type InboxTab = (typeof inboxTabs)[number];

const filters = {
  search: z.string().trim().max(80).optional(),
  branchId: id.optional(),
};
export const listConversationsInput = z.strictObject({
  tab: z.enum(inboxTabs).default("all"),
  ...filters,
  cursor: z.string().max(300).optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListConversations = z.infer<typeof listConversationsInput>;
export const countConversationsInput = z.strictObject({ branchId: id.optional() });
export const getConversationInput = z.strictObject({ conversationId: id });
export const customerConversationsInput = z.strictObject({ customerId: id });
export const threadInput = z.strictObject({
  conversationId: id,
  cursor: z.string().max(300).optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ThreadPage = z.infer<typeof threadInput>;
export const addNoteInput = z.strictObject({
  conversationId: id,
  body: z.string().trim().min(1).max(4_000),
  idempotencyKey: z.string().max(100).optional(),
});
export type AddNote = z.infer<typeof addNoteInput>;
