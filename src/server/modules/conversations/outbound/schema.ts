import { z } from "zod";
import { idPattern } from "@/lib/ids";

const id = z.string().regex(idPattern);

export const contentInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), text: z.string().max(70_000) }),
  z.strictObject({
    kind: z.literal("choices"),
    text: z.string().max(2_000),
    choices: z
      .array(
        z.strictObject({
          id: z.string().max(200),
          title: z.string().max(200),
          description: z.string().max(200).optional(),
        }),
      )
      .max(100),
  }),
  z.strictObject({
    kind: z.literal("template"),
    name: z.string().max(120),
    variables: z.array(z.string().max(1_000)).max(20),
    replies: z.array(z.string().max(200)).max(10).default([]),
    url: z.url().max(2_000).optional(),
  }),
]);
/** What callers say; buttons, lists and template texts are worked out from it. */
export type MessageContent = z.input<typeof contentInput>;

export const sendMessageInput = z.strictObject({
  conversationId: id,
  content: contentInput,
  /** The fence the sender saw, decimal. */
  fence: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  replyTo: z.string().max(512).optional(),
  idempotencyKey: z.string().min(8).max(100),
});
export type SendMessageInput = z.infer<typeof sendMessageInput>;
export const retryMessageInput = z.strictObject({ messageId: id, idempotencyKey: z.string().max(100).optional() });
