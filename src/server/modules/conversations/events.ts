import { z } from "zod";
import { defineEvent } from "@/server/platform/outbox";

const common = { conversationId: z.string(), branchId: z.string() };
type Common = { conversationId: string; branchId: string };
const subject = ({ conversationId }: Common) => `conversation:${conversationId}`;
const rooms = ({ conversationId, branchId }: Common) => [
  "tenant",
  `branch:${branchId}`,
  "inbox",
  `conversation:${conversationId}`,
];

export const messageReceived = defineEvent({
  type: "conversations/message.received",
  schema: z.object({ ...common, messageId: z.string(), seq: z.string(), kind: z.string(), contactPointId: z.string() }),
  subject,
  rooms,
  jobs: true,
});
/** A message of ours is in the thread and promised; the provider has not necessarily taken it yet. */
export const messageSent = defineEvent({
  type: "conversations/message.sent",
  schema: z.object({
    ...common,
    messageId: z.string(),
    outboundId: z.string(),
    seq: z.string(),
    actorKind: z.string(),
  }),
  subject,
  rooms,
});
export const messageStatusChanged = defineEvent({
  type: "conversations/message.status_changed",
  schema: z.object({ ...common, messageId: z.string(), status: z.string(), failureCode: z.string().nullable() }),
  subject,
  rooms,
});
export const modeChanged = defineEvent({
  type: "conversations/conversation.mode_changed",
  schema: z.object({
    ...common,
    mode: z.string(),
    status: z.string(),
    fence: z.string(),
    assigneeId: z.string().nullable(),
    cause: z.string(),
  }),
  subject,
  rooms,
  jobs: true,
});
export const conversationUpdated = defineEvent({
  type: "conversations/conversation.updated",
  schema: z.object({ ...common, what: z.enum(["note", "read", "lease"]) }),
  subject,
  rooms,
});
