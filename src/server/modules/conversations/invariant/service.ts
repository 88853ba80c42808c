import type { ServiceContext } from "@/server/platform/context";
import { conversationInvariants } from "./repository";

const words = {
  humansWithoutAssignment: "conversations held by a person without an open assignment",
  seqGaps: "conversations whose last seq is not their number of messages",
  botsSentUnderOldFence: "bot messages from a fence that does not exist yet",
  sendsWithoutMessage: "promises to send without a message",
  sentWithoutAttempt: "sent messages that no attempt was accepted for",
  repeatedAfterUnknown: "messages sent again after the provider had taken them",
} as const;

/** Broken promises, in words; empty when all hold. */
export async function verifyInvariants(ctx: ServiceContext): Promise<string[]> {
  ctx.require("audit:read");
  const checks = conversationInvariants(ctx.read);
  const broken: string[] = [];
  for (const name of Object.keys(words) as (keyof typeof words)[]) {
    const count = await checks[name]();
    if (count > 0) broken.push(`conversations: ${count} ${words[name]}`);
  }
  return broken;
}
