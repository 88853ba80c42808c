import { z } from "zod";
import { defineEvent } from "@/server/platform/outbox";

export const turnCompleted = defineEvent({
  type: "assistant/turn.completed",
  schema: z.object({
    conversationId: z.string(),
    branchId: z.string(),
    turnId: z.string(),
    intent: z.string(),
    handoffCode: z.string().nullable(),
  }),
  subject: ({ conversationId }) => `conversation:${conversationId}`,
  rooms: ({ conversationId, branchId }) => ["tenant", `branch:${branchId}`, `conversation:${conversationId}`],
});
