import { raise } from "@/lib/errors";
import type { ConversationId, MessageId, OutboundId } from "@/lib/ids";
import { unwrap } from "@/lib/result";
import { minutes, plus } from "@/lib/time";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import { publish } from "@/server/platform/outbox";
import { releaseAfterMs } from "../control/domain";
import { applyControl, requireOn } from "../control/service";
import { type ActorKind, type Conversation, isWindowOpen, previewOf } from "../domain";
import { messageSent, messageStatusChanged } from "../events";
import { conversationRepository } from "../repository";
import { findTemplateIn } from "../template/service";
import { checkContent, type OutboundContent, present } from "./domain";
import { outboundRepository } from "./repository";
import type { MessageContent, SendMessageInput } from "./schema";

export interface SendResult {
  messageId: MessageId;
  outboundId: OutboundId;
  seq: string;
  status: string;
}

/** An answer in a chat that could not leave in this time would only confuse. */
const chatReplyLifeMs = minutes(10);

const actorKindOf = (ctx: ServiceContext): ActorKind =>
  ctx.actor.kind === "member" ? "member" : ctx.actor.kind === "bot" ? "bot" : "system";

async function toContent(tx: TenantTx, content: MessageContent): Promise<OutboundContent> {
  if (content.kind === "text") return content;
  if (content.kind === "choices") return present(content.text, content.choices);
  return findTemplateIn(tx, content);
}

/** A member's send takes an unattended thread; somebody else's thread is theirs until it is released or stolen. */
async function takeForSender(tx: TenantTx, ctx: ServiceContext, conversation: Conversation): Promise<Conversation> {
  if (ctx.actor.kind !== "member") return conversation;
  return applyControl(tx, ctx, conversation, { type: "take", memberId: ctx.actor.id });
}

/**
 * Promises a message inside the caller's transaction: window, fence, message, outbound, audit and event, whole or not at all. The same
 * key answers the same message. Sending happens after commit. A bot must name the fence it decided under; a notice of a business event
 * (any other actor) has none.
 */
export async function sendMessageIn(
  tx: TenantTx,
  ctx: ServiceContext,
  input: {
    conversationId: ConversationId;
    content: MessageContent;
    idempotencyKey: string;
    fence?: bigint;
    replyTo?: string;
  },
): Promise<SendResult> {
  const conversations = conversationRepository(tx);
  const outbounds = outboundRepository(tx);
  const before = (await conversations.lock(input.conversationId)) ?? raise("conversation_not_found");
  const content = unwrap(checkContent(await toContent(tx, input.content)));

  // The row lock makes this read final: nobody else can be storing the same key for this conversation.
  const idempotencyKey = `${before.id}:${input.idempotencyKey}`;
  const first = await outbounds.findByKey(idempotencyKey);
  if (first) {
    if (first.body !== content.text) raise("idempotency_key_reused");
    return { messageId: first.messageId, outboundId: first.outboundId, seq: `${first.seq}`, status: first.status };
  }

  const actorKind = actorKindOf(ctx);
  if (before.status === "closed" && actorKind !== "system") raise("conversation_closed");
  if (actorKind === "bot" && input.fence !== before.fence) raise("lease_lost");
  const at = ctx.clock.now();
  if (content.kind !== "template" && !isWindowOpen(before.windowExpiresAt, at)) raise("window_closed");
  const conversation = await takeForSender(tx, ctx, before);

  const messageId = ctx.ids.next<MessageId>();
  const outboundId = ctx.ids.next<OutboundId>();
  const seq = conversation.lastSeq + 1n;
  await conversations.insertMessage({
    id: messageId,
    conversationId: conversation.id,
    channelId: conversation.channelId,
    seq,
    direction: "out",
    actorKind,
    actorId: ctx.actor.id,
    kind: content.kind === "template" ? "template" : content.kind === "text" ? "text" : "interactive",
    body: content.text,
    content,
    providerMessageId: null,
    replyTo: input.replyTo ?? null,
    sentAt: at,
    ingestedAt: at,
    status: "queued",
  });
  await outbounds.insert({
    id: outboundId,
    idempotencyKey,
    conversationId: conversation.id,
    messageId,
    fence: actorKind === "bot" ? conversation.fence : null,
    actorKind,
    payload: { content, replyTo: input.replyTo ?? null },
    at,
    expiresAt: content.kind === "template" ? null : plus(at, chatReplyLifeMs),
  });
  const preview = previewOf("text", content.text);
  await conversations.noteOutbound(conversation.id, { seq, sentAt: at, preview, actorKind, status: "queued" });
  if (ctx.actor.kind === "member") {
    // Sending ends the right to compose and starts the inactivity clock again.
    await conversations.keepLease(conversation.id, {
      memberId: ctx.actor.id,
      expiresAt: at,
      releaseAt: plus(at, releaseAfterMs),
    });
  }
  await recordAudit(tx, ctx, {
    action: "message.send",
    subject: conversation.id,
    branchId: conversation.branchId,
    after: { messageId, kind: content.kind, actorKind },
  });
  await publish(tx, ctx, messageSent, {
    conversationId: conversation.id,
    branchId: conversation.branchId,
    messageId,
    outboundId,
    seq: `${seq}`,
    actorKind,
  });
  return { messageId, outboundId, seq: `${seq}`, status: "queued" };
}

/** A person's send. An old fence is refused only when somebody else holds the conversation now. */
export async function sendMessage(ctx: ServiceContext, input: SendMessageInput): Promise<SendResult> {
  ctx.require("conversation:reply");
  return ctx.transaction(async (tx) => {
    const conversationId = input.conversationId as ConversationId;
    const conversation = (await conversationRepository(tx).lock(conversationId)) ?? raise("conversation_not_found");
    requireOn(ctx, "conversation:reply", conversation);
    return sendMessageIn(tx, ctx, {
      conversationId,
      content: input.content,
      idempotencyKey: input.idempotencyKey,
      fence: input.fence === undefined ? undefined : BigInt(input.fence),
      replyTo: input.replyTo,
    });
  });
}

/** Only a person sends again what may already have arrived. */
export async function retryMessage(
  ctx: ServiceContext,
  input: { messageId: string; idempotencyKey?: string },
): Promise<{ status: string }> {
  ctx.require("conversation:reply");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "conversations.retry", key: input.idempotencyKey, input }, async () => {
      const outbounds = outboundRepository(tx);
      const messageId = input.messageId as MessageId;
      const outbound = (await outbounds.lockByMessage(messageId)) ?? raise("message_not_found");
      const conversation =
        (await conversationRepository(tx).lock(outbound.conversationId)) ?? raise("conversation_not_found");
      requireOn(ctx, "conversation:reply", conversation);
      if (outbound.state !== "failed" && outbound.state !== "unconfirmed") raise("message_state_conflict");
      await outbounds.requeue(outbound.id, messageId, ctx.clock.now());
      await recordAudit(tx, ctx, {
        action: "message.retry",
        subject: conversation.id,
        branchId: conversation.branchId,
        after: { messageId },
      });
      await publish(tx, ctx, messageStatusChanged, {
        conversationId: conversation.id,
        branchId: conversation.branchId,
        messageId,
        status: "queued",
        failureCode: null,
      });
      return { status: "queued" };
    }),
  );
}
