import type { z } from "zod";
import type { ConversationId } from "@/lib/ids";
import type { messageReceived, modeChanged } from "@/server/modules/conversations/events";
import { turnInput } from "@/server/modules/conversations/public";
import type { ServiceContext } from "@/server/platform/context";
import { settleMs } from "./domain";
import { runTurn, type TurnOutcome } from "./turn/service";

/** How long the wiring waits before the turn, so that a person who writes in pieces gets one answer. */
export async function waitBeforeTurn(
  ctx: ServiceContext,
  message: z.infer<(typeof messageReceived)["schema"]>,
): Promise<number> {
  const found = await turnInput(ctx, message.conversationId as ConversationId);
  const last = found?.unanswered.at(-1);
  if (!last) return 0;
  return settleMs({ kind: last.kind, body: last.body, hasChoice: last.content.choiceId !== undefined });
}

export async function answerMessage(
  ctx: ServiceContext,
  message: z.infer<(typeof messageReceived)["schema"]>,
): Promise<{ outcome: TurnOutcome }> {
  return runTurn(ctx, { conversationId: message.conversationId, uptoSeq: message.seq });
}

/** The bot was given a conversation back: it answers whoever still waits. */
export async function answerAfterRelease(
  ctx: ServiceContext,
  changed: z.infer<(typeof modeChanged)["schema"]>,
): Promise<{ outcome: TurnOutcome }> {
  if (changed.mode !== "bot") return { outcome: "skipped" };
  const found = await turnInput(ctx, changed.conversationId as ConversationId);
  const last = found?.unanswered.at(-1);
  if (!found || !last || found.conversation.waitingSince === null) return { outcome: "skipped" };
  return runTurn(ctx, { conversationId: changed.conversationId, uptoSeq: `${last.seq}` });
}
