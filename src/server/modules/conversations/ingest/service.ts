import { raise } from "@/lib/errors";
import type { ChannelId, ConversationId, MessageId } from "@/lib/ids";
import { hours, plus } from "@/lib/time";
import { aliasesOf, resolveContact } from "@/server/modules/customers/public";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { publish } from "@/server/platform/outbox";
import { announceMode } from "../control/service";
import { type Channel, type Conversation, modeOf, previewOf, windowAfter } from "../domain";
import { messageReceived, messageSent } from "../events";
import { parseMetaEcho, parseMetaMessage, parseMetaStatus } from "../providers/meta-items";
import { conversationReader, conversationRepository, type NewMessage } from "../repository";
import { applyStatus } from "../status/service";
import { asksForAnswer, type InboundMessage, trustedSentAt } from "./domain";

export type IngestOutcome = "stored" | "duplicate" | "applied" | "kept" | "ignored";

/** After the shop answers from its own phone, the bot keeps out of the way this long. */
const phoneHoldMs = hours(4);

/**
 * One item of an envelope, for the tenant its number belongs to. Runs any number of times with one effect; items of one person must
 * not run in parallel only to keep their `seq` in arrival order, never for safety.
 */
export async function ingestItem(
  ctx: ServiceContext,
  item: { channelId: string; kind: string; payload: unknown },
): Promise<IngestOutcome> {
  ctx.require("conversation:reply");
  const channel = await conversationReader(ctx.read).findChannel(item.channelId as ChannelId);
  if (!channel) return raise("channel_not_found");
  switch (item.kind) {
    case "status": {
      const report = parseMetaStatus(item.payload) ?? raise("validation_failed");
      return ctx.transaction((tx) => applyStatus(tx, ctx, channel, report));
    }
    case "message": {
      const message = parseMetaMessage(item.payload) ?? raise("validation_failed");
      return ctx.transaction((tx) => storeInbound(tx, ctx, channel, message));
    }
    case "echo": {
      const message = parseMetaEcho(item.payload) ?? raise("validation_failed");
      return ctx.transaction((tx) => storeEcho(tx, ctx, channel, message));
    }
    default:
      return "ignored";
  }
}

async function threadOf(tx: TenantTx, ctx: ServiceContext, channel: Channel, message: InboundMessage) {
  const { from } = message;
  const aliases = aliasesOf({ ...from, waId: message.movedTo ?? from.waId });
  if (message.movedTo && from.waId) aliases.push(...aliasesOf({ waId: from.waId }));
  const contact = await resolveContact(tx, ctx, { scope: channel.portfolio, aliases, name: from.name });
  const thread = await conversationRepository(tx).openThread({
    id: ctx.ids.next<ConversationId>(),
    channel,
    contactPointId: contact.contactPointId,
    customerId: contact.customerId,
    mode: modeOf(channel.aiPolicy),
    at: ctx.clock.now(),
  });
  return { ...thread, contact };
}

function toRow(ctx: ServiceContext, conversation: Conversation, message: InboundMessage): NewMessage {
  const arrival = ctx.clock.now();
  const { at, clamped } = trustedSentAt(message.sentAt, arrival);
  return {
    id: ctx.ids.next<MessageId>(),
    conversationId: conversation.id,
    channelId: conversation.channelId,
    seq: conversation.lastSeq + 1n,
    direction: "in",
    actorKind: "customer",
    actorId: conversation.contactPointId,
    kind: message.kind,
    body: message.body,
    content: clamped ? { ...message.content, clockSuspect: true } : message.content,
    providerMessageId: message.providerMessageId,
    replyTo: message.replyTo,
    sentAt: at,
    ingestedAt: arrival,
    status: "received",
  };
}

async function storeInbound(
  tx: TenantTx,
  ctx: ServiceContext,
  channel: Channel,
  message: InboundMessage,
): Promise<IngestOutcome> {
  const conversations = conversationRepository(tx);
  const { conversation } = await threadOf(tx, ctx, channel, message);
  const row = toRow(ctx, conversation, message);
  if (!(await conversations.insertMessage(row))) return "duplicate";

  if (!asksForAnswer(row.kind)) {
    await conversations.noteSilent(conversation.id, row.seq);
  } else {
    await conversations.noteInbound(conversation.id, {
      seq: row.seq,
      sentAt: row.sentAt,
      windowAfter: windowAfter(row.sentAt),
      preview: previewOf(row.kind, row.body),
    });
    if (conversation.status !== "open") await reopen(tx, ctx, conversation);
  }
  await publish(tx, ctx, messageReceived, {
    conversationId: conversation.id,
    branchId: conversation.branchId,
    messageId: row.id,
    seq: `${row.seq}`,
    kind: row.kind,
    contactPointId: conversation.contactPointId,
  });
  return "stored";
}

/** A customer who writes again wakes a snoozed thread for its person, and opens a closed one like a newcomer's. */
async function reopen(tx: TenantTx, ctx: ServiceContext, before: Conversation): Promise<void> {
  const after: Conversation =
    before.status === "snoozed" && before.assigneeId
      ? { ...before, status: "open" }
      : {
          ...before,
          status: "open",
          mode: modeOf(before.aiPolicy),
          assigneeId: null,
          releaseAt: null,
          fence: before.fence + 1n,
        };
  if (!(await conversationRepository(tx).saveControl(after, before))) raise("conversation_state_conflict");
  await announceMode(tx, ctx, after, "inbound");
}

/** The shop answered from its own phone: a takeover without a member, so the bot's turn in flight dies by the fence. */
async function storeEcho(
  tx: TenantTx,
  ctx: ServiceContext,
  channel: Channel,
  message: InboundMessage,
): Promise<IngestOutcome> {
  const conversations = conversationRepository(tx);
  const { conversation } = await threadOf(tx, ctx, channel, message);
  const row: NewMessage = {
    ...toRow(ctx, conversation, message),
    direction: "out",
    actorKind: "phone",
    actorId: channel.id,
    status: "sent",
  };
  if (!(await conversations.insertMessage(row))) return "duplicate";
  const preview = previewOf(row.kind, row.body);
  await conversations.noteOutbound(conversation.id, { ...row, preview });
  if (conversation.status === "open" && (conversation.mode === "bot" || conversation.mode === "queued")) {
    const releaseAt = plus(ctx.clock.now(), phoneHoldMs);
    const after: Conversation = { ...conversation, mode: "muted", releaseAt, fence: conversation.fence + 1n };
    if (!(await conversations.saveControl(after, conversation))) raise("conversation_state_conflict");
    await announceMode(tx, ctx, after, "phone");
  }
  await publish(tx, ctx, messageSent, {
    conversationId: conversation.id,
    branchId: conversation.branchId,
    messageId: row.id,
    outboundId: row.id,
    seq: `${row.seq}`,
    actorKind: "phone",
  });
  return "stored";
}
