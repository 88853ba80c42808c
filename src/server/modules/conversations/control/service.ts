import { raise } from "@/lib/errors";
import type { ConversationId, MemberId, MessageId } from "@/lib/ids";
import type { Permission } from "@/lib/permissions";
import { unwrap } from "@/lib/result";
import { plus } from "@/lib/time";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { publish } from "@/server/platform/outbox";
import type { Conversation } from "../domain";
import { conversationUpdated, modeChanged } from "../events";
import { conversationReader, conversationRepository } from "../repository";
import { type ControlEvent, leaseMs, leaseSeenBy, releaseAfterMs, transition } from "./domain";
import type { ConversationInput, SetAiInput, StealInput } from "./schema";

/** The thread is another branch's business to whoever may not see that branch: it does not exist for them. */
export function requireOn(ctx: ServiceContext, permission: Permission, conversation: Conversation): void {
  ctx.require("conversation:read", conversation.branchId, "conversation_not_found");
  ctx.require(permission, conversation.branchId);
}

export const memberOf = (ctx: ServiceContext): MemberId =>
  ctx.actor.kind === "member" ? ctx.actor.id : raise("forbidden");

const snapshot = ({ status, mode, aiPolicy, assigneeId, fence }: Conversation) => ({
  status,
  mode,
  aiPolicy,
  assigneeId,
  fence: `${fence}`,
});

export async function announceMode(
  tx: TenantTx,
  ctx: ServiceContext,
  conversation: Conversation,
  cause: string,
): Promise<void> {
  await publish(tx, ctx, modeChanged, {
    conversationId: conversation.id,
    branchId: conversation.branchId,
    mode: conversation.mode,
    status: conversation.status,
    fence: `${conversation.fence}`,
    assigneeId: conversation.assigneeId,
    cause,
  });
}

/** Decides under the row lock that claiming a message also takes: after this commits, nothing of an older fence is claimed. */
export async function applyControl(
  tx: TenantTx,
  ctx: ServiceContext,
  conversation: Conversation,
  event: ControlEvent,
): Promise<Conversation> {
  const conversations = conversationRepository(tx);
  const at = ctx.clock.now();
  const after = unwrap(transition(conversation, event, at));
  if (after === conversation) return after;
  if (!(await conversations.saveControl(after, conversation))) raise("conversation_state_conflict");
  if (after.assigneeId !== conversation.assigneeId) {
    if (conversation.assigneeId) await conversations.closeAssignment(conversation.id, at, event.type);
    if (after.assigneeId) {
      const id = ctx.ids.next<string>();
      const { assigneeId: memberId } = after;
      await conversations.openAssignment({ id, conversationId: after.id, memberId, at, reason: event.type });
    }
  }
  await recordAudit(tx, ctx, {
    action: `conversation.${event.type}`,
    subject: conversation.id,
    branchId: conversation.branchId,
    before: snapshot(conversation),
    after: snapshot(after),
    reason: event.type === "steal" ? event.reason : undefined,
  });
  await announceMode(tx, ctx, after, event.type);
  return { ...after, version: conversation.version + 1 };
}

async function control(
  ctx: ServiceContext,
  input: { conversationId: string },
  permission: Permission,
  eventFor: (conversation: Conversation) => ControlEvent,
): Promise<{ conversation: Conversation; onTheirWay: MessageId[] }> {
  ctx.require(permission);
  return ctx.transaction(async (tx) => {
    const conversations = conversationRepository(tx);
    const before =
      (await conversations.lock(input.conversationId as ConversationId)) ?? raise("conversation_not_found");
    requireOn(ctx, permission, before);
    const conversation = await applyControl(tx, ctx, before, eventFor(before));
    return { conversation, onTheirWay: await conversations.listOnTheirWay(before.id) };
  });
}

const answer = ({ conversation, onTheirWay }: { conversation: Conversation; onTheirWay: MessageId[] }) => ({
  ...snapshot(conversation),
  onTheirWay,
});

export async function takeConversation(ctx: ServiceContext, input: ConversationInput) {
  const memberId = memberOf(ctx);
  return answer(await control(ctx, input, "conversation:take", () => ({ type: "take", memberId })));
}
export async function stealConversation(ctx: ServiceContext, input: StealInput) {
  const memberId = memberOf(ctx);
  const { reason } = input;
  return answer(await control(ctx, input, "conversation:steal", () => ({ type: "steal", memberId, reason })));
}
export async function releaseConversation(ctx: ServiceContext, input: ConversationInput) {
  const memberId = memberOf(ctx);
  return answer(
    await control(ctx, input, "conversation:reply", ({ branchId }) => ({
      type: "release",
      memberId,
      mayAssign: ctx.can("conversation:assign", branchId),
    })),
  );
}
export async function setAiPolicy(ctx: ServiceContext, input: SetAiInput) {
  const { policy } = input;
  return answer(await control(ctx, input, "conversation:toggle_ai", () => ({ type: "set_ai", policy })));
}
export async function closeConversation(ctx: ServiceContext, input: ConversationInput) {
  return answer(await control(ctx, input, "conversation:close", () => ({ type: "close" })));
}
export async function reopenConversation(ctx: ServiceContext, input: ConversationInput) {
  const memberId = memberOf(ctx);
  return answer(await control(ctx, input, "conversation:take", () => ({ type: "reopen", memberId })));
}

/** Part of the bot's turn. Answers the new fence, under which the fixed text to the customer must be sent. */
export async function handoff(
  tx: TenantTx,
  ctx: ServiceContext,
  input: { conversationId: ConversationId; fence: bigint },
): Promise<bigint> {
  const before = (await conversationRepository(tx).lock(input.conversationId)) ?? raise("conversation_not_found");
  if (before.fence !== input.fence) raise("lease_lost");
  return (await applyControl(tx, ctx, before, { type: "handoff" })).fence;
}

/** Keeps the right to compose alive while somebody types, and the inactivity clock with it. Never an audit row. */
export async function keepLease(ctx: ServiceContext, input: { conversationId: string }): Promise<{ held: boolean }> {
  ctx.require("conversation:reply");
  const memberId = memberOf(ctx);
  return ctx.transaction(async (tx) => {
    const conversations = conversationRepository(tx);
    const before =
      (await conversations.lock(input.conversationId as ConversationId)) ?? raise("conversation_not_found");
    requireOn(ctx, "conversation:reply", before);
    const at = ctx.clock.now();
    if (before.status === "closed" || before.mode === "bot") return { held: false };
    if (before.mode === "human" && before.assigneeId !== memberId) return { held: false };
    const lease = leaseSeenBy(before, memberId, at);
    if (lease.kind === "theirs") return { held: false };
    const releaseAt = before.mode === "human" ? plus(at, releaseAfterMs) : null;
    await conversations.keepLease(before.id, { memberId, expiresAt: plus(at, leaseMs), releaseAt });
    if (lease.kind === "free") {
      await publish(tx, ctx, conversationUpdated, {
        conversationId: before.id,
        branchId: before.branchId,
        what: "lease",
      });
    }
    return { held: true };
  });
}

const releaseBatch = 100;

/** Fired by a job and by the sweep; the guard is inside, so twice is once. */
export async function releaseInactive(ctx: ServiceContext): Promise<{ released: number }> {
  ctx.require("conversation:assign");
  const due = await conversationReader(ctx.read).listDueForRelease(ctx.clock.now(), releaseBatch);
  let released = 0;
  for (const id of due) {
    await ctx.transaction(async (tx) => {
      const before = await conversationRepository(tx).lock(id);
      if (!before) return;
      const after = await applyControl(tx, ctx, before, { type: "expire" });
      if (after !== before) released += 1;
    });
  }
  return { released };
}
