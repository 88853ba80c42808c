import type { BranchId } from "@/lib/ids";
import { type Phone, phoneVariants } from "@/lib/phone";
import { plus } from "@/lib/time";
import { customerOfContact } from "@/server/modules/customers/public";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { publish } from "@/server/platform/outbox";
import type { Channel, Conversation } from "../domain";
import { messageStatusChanged } from "../events";
import type { MessagingProvider, SendOutcome } from "../provider";
import { configuredProvider } from "../providers/meta";
import { conversationRepository } from "../repository";
import { applyKeptStatuses } from "../status/service";
import { channelPause, claimOf, confirmationMs, headBlockMs, reactionTo, retryAt } from "./domain";
import { dispatchReader, dispatchRepository, type Head } from "./repository";

interface Claimed {
  head: Head;
  n: number;
  to: string;
  channel: Channel;
  branchId: BranchId;
}

/** One tenant must not keep the process from the others. */
const mostPerRun = 200;
const parallel = 4;

/**
 * Sends what is due: claim under the conversation's lock and commit, then HTTP, then record. Safe to run in any number of processes.
 * Answers how many claims were made. An outcome nobody knows is never repeated here.
 */
export async function dispatchDue(
  ctx: ServiceContext,
  options: { provider?: MessagingProvider; limit?: number } = {},
): Promise<number> {
  ctx.require("conversation:reply");
  const provider = options.provider ?? configuredProvider();
  await settleStale(ctx);
  if (!(await dispatchReader(ctx.read).hasDue(ctx.clock.now()))) return 0;
  let left = options.limit ?? mostPerRun;
  let count = 0;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const claimed = await claimNext(ctx);
      if (claimed === "none") return;
      count += 1;
      if (claimed === "dropped") continue;
      await record(ctx, claimed, await sendClaimed(provider, claimed));
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  return count;
}

async function claimNext(ctx: ServiceContext): Promise<Claimed | "dropped" | "none"> {
  return ctx.transaction(async (tx) => {
    const dispatch = dispatchRepository(tx);
    const conversations = conversationRepository(tx);
    const at = ctx.clock.now();
    const head = await dispatch.lockHead(at, plus(at, -headBlockMs));
    if (!head) return "none";
    const conversation = await conversations.lock(head.conversationId);
    const channel = await conversations.findChannel(head.channelId);
    const to = await addressFor(ctx, head);
    if (!conversation || !channel || !to) {
      await dispatch.settle(head, "queued", { state: "failed", status: "failed", code: "no_address" });
      return "dropped";
    }
    const claim = claimOf({ ...head, isTemplate: head.content.kind === "template" }, conversation, at);
    if (claim.kind === "send") {
      const n = await dispatch.startAttempt(head, at);
      return { head, n, to, channel, branchId: conversation.branchId };
    }
    const end =
      claim.kind === "cancel"
        ? { state: claim.reason === "expired" ? "expired" : "cancelled", status: "cancelled", code: claim.reason }
        : { state: "failed", status: "failed", code: claim.code };
    await dispatch.settle(head, "queued", end);
    await announce(tx, ctx, head, conversation, end);
    return "dropped";
  });
}

async function addressFor(ctx: ServiceContext, head: Head): Promise<string | null> {
  const contact = await customerOfContact(ctx.read, head.contactPointId);
  if (!contact) return null;
  if (head.lastCode !== undeliverable || !contact.phone) return contact.address;
  return otherSpelling(contact.phone, contact.address) ?? contact.address;
}
const undeliverable = "131026";
const otherSpelling = (phone: Phone, used: string | null): string | null =>
  phoneVariants(phone).find((variant) => variant !== used) ?? null;

async function sendClaimed(provider: MessagingProvider, claimed: Claimed): Promise<SendOutcome> {
  const { head, channel, to } = claimed;
  const { content, replyTo } = head;
  return provider.send({ from: channel.externalId, to, content, replyTo, reference: head.id });
}

async function announce(
  tx: TenantTx,
  ctx: ServiceContext,
  head: Pick<Head, "messageId" | "conversationId">,
  conversation: Pick<Conversation, "branchId">,
  end: { status: string; code: string | null },
): Promise<void> {
  await publish(tx, ctx, messageStatusChanged, {
    conversationId: head.conversationId,
    branchId: conversation.branchId,
    messageId: head.messageId,
    status: end.status,
    failureCode: end.code,
  });
}

async function record(ctx: ServiceContext, claimed: Claimed, outcome: SendOutcome): Promise<void> {
  const { head, n, channel } = claimed;
  await ctx.transaction(async (tx) => {
    const dispatch = dispatchRepository(tx);
    const at = ctx.clock.now();
    const finish = (kind: string, code: string | null, httpStatus: number | null, providerMessageId: string | null) =>
      dispatch.finishAttempt(head.id, n, { outcome: kind, code, httpStatus, providerMessageId, at });

    switch (outcome.kind) {
      case "accepted": {
        await finish("accepted", null, outcome.httpStatus, outcome.providerMessageId);
        await dispatch.accept(head, outcome.providerMessageId);
        await dispatch.saveChannelState(channel.id, "connected");
        await announce(tx, ctx, head, claimed, { status: "sent", code: null });
        await applyKeptStatuses(tx, ctx, channel, outcome.providerMessageId);
        return;
      }
      case "unknown":
        // Stays «sending»: a status settles it, or the sweep asks a person. Never sent again by itself.
        await finish("unknown", null, null, null);
        return;
      case "unreached": {
        await finish("refused", "unreached", null, null);
        return retryOrFail(tx, ctx, claimed, { kind: "retry", schedule: "provider" }, "unreached");
      }
      case "refused": {
        await finish("refused", outcome.code, outcome.httpStatus, null);
        const reaction = reactionTo(outcome.code, outcome.httpStatus);
        if (reaction.kind === "stop_channel") {
          if (await dispatch.saveChannelState(channel.id, "needs_attention")) {
            const reason = `provider code ${outcome.code}`;
            await recordAudit(tx, ctx, { action: "channel.stop", subject: channel.id, after: { reason } });
          }
          return dispatch.retryLater(head, channelPause(at), outcome.code);
        }
        return retryOrFail(tx, ctx, claimed, reaction, outcome.code);
      }
    }
  });
}

async function retryOrFail(
  tx: TenantTx,
  ctx: ServiceContext,
  { head, n, branchId }: Claimed,
  reaction: Exclude<ReturnType<typeof reactionTo>, { kind: "stop_channel" }>,
  code: string,
): Promise<void> {
  const dispatch = dispatchRepository(tx);
  const at = ctx.clock.now();
  const next = reaction.kind === "retry" ? retryAt(head.id, n, reaction.schedule, at) : null;
  if (next !== null) return dispatch.retryLater(head, next, code);
  if (reaction.kind === "other_number" && n === 1) {
    const contact = await customerOfContact(ctx.read, head.contactPointId);
    if (contact?.phone && otherSpelling(contact.phone, contact.address)) return dispatch.retryLater(head, at, code);
  }
  const end = { state: "failed", status: "failed", code };
  if (await dispatch.settle(head, "sending", end)) await announce(tx, ctx, head, { branchId }, end);
}

/** Messages whose answer never came and whose status did not either: a person decides, because the customer may have them. */
async function settleStale(ctx: ServiceContext): Promise<void> {
  const before = plus(ctx.clock.now(), -confirmationMs);
  while (await dispatchReader(ctx.read).hasStale(before)) {
    const isDone = await ctx.transaction(async (tx) => {
      const dispatch = dispatchRepository(tx);
      const stale = await dispatch.lockStale(before);
      if (!stale) return true;
      const end = { state: "unconfirmed", status: "unconfirmed", code: "outcome_unknown" };
      const conversation = await conversationRepository(tx).find(stale.conversationId);
      if ((await dispatch.settle(stale, "sending", end)) && conversation) {
        await announce(tx, ctx, stale, conversation, end);
      }
      return false;
    });
    if (isDone) return;
  }
}
