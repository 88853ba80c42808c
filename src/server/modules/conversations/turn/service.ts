import type { ContactPointId, ConversationId } from "@/lib/ids";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantReader, TenantTx } from "@/server/platform/db";
import type { Channel, Conversation } from "../domain";
import { asksForAnswer } from "../ingest/domain";
import { conversationReader } from "../repository";
import { type ThreadMessage, turnReader, turnRepository } from "./repository";

export type { ThreadMessage } from "./repository";

/** How far back a turn looks. */
const lookback = 40;

export interface TurnInput {
  conversation: Conversation;
  channel: Channel;
  /** Everything the customer said that no turn has answered, oldest first. */
  unanswered: ThreadMessage[];
  recent: ThreadMessage[];
}

/** Null when the conversation does not exist. */
export async function turnInput(ctx: ServiceContext, conversationId: ConversationId): Promise<TurnInput | null> {
  ctx.require("conversation:read");
  const conversations = conversationReader(ctx.read);
  const conversation = await conversations.find(conversationId);
  const channel = conversation && (await conversations.findChannel(conversation.channelId));
  if (!conversation || !channel) return null;
  const recent = await turnReader(ctx.read).listLatest(conversationId, lookback);
  const unanswered = recent.filter(
    ({ direction, seq, kind }) => direction === "in" && seq > conversation.turnSeq && asksForAnswer(kind),
  );
  return { conversation, channel, unanswered, recent };
}

/** Everything up to here has been answered, or needs no answer. Never goes back. */
export const markTurn = (tx: TenantTx, conversationId: ConversationId, uptoSeq: bigint): Promise<void> =>
  turnRepository(tx).markTurn(conversationId, uptoSeq);

/** The thread somebody last wrote on, and whether free-form text may be sent there now. */
export async function contactThread(
  reader: TenantReader,
  contactPointId: ContactPointId,
): Promise<Conversation | null> {
  const id = await turnReader(reader).findByContact(contactPointId);
  return id && conversationReader(reader).find(id);
}
