import { z } from "zod";
import { idPattern } from "@/lib/ids";

const id = z.string().regex(idPattern);
const key = z.string().max(100).optional();

export const conversationInput = z.strictObject({ conversationId: id, idempotencyKey: key });
export type ConversationInput = z.infer<typeof conversationInput>;
export const stealInput = conversationInput.extend({ reason: z.string().trim().min(1).max(300) });
export type StealInput = z.infer<typeof stealInput>;
export const setAiInput = conversationInput.extend({ policy: z.enum(["auto", "draft", "off"]) });
export type SetAiInput = z.infer<typeof setAiInput>;
export const heartbeatInput = z.strictObject({ conversationId: id });
