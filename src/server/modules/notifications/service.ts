import { isAppError, raise } from "@/lib/errors";
import { type CountryCode, isCountryCode } from "@/lib/format";
import type { BranchId, MemberId, NotificationId } from "@/lib/ids";
import type { Permission } from "@/lib/permissions";
import { readPhone } from "@/lib/phone";
import { unwrap } from "@/lib/result";
import { contactableThread, sendMessageIn, startConversation } from "@/server/modules/conversations/public";
import type { ServiceContext } from "@/server/platform/context";
import { memberContext } from "@/server/platform/context/member";
import type { TenantTx } from "@/server/platform/db";
import { publish } from "@/server/platform/outbox";
import { type Notice, nextTryAt, noticeText } from "./domain";
import { notificationCreated } from "./events";
import { type DueDelivery, notificationReader, notificationRepository } from "./repository";
import type { ListNotifications, MarkSeen } from "./schema";

/**
 * Tells every active member who may act on it, in the caller's transaction. The dedupe key makes a repeat silent. WhatsApp is sent by a
 * job after commit, so a business event never waits for a phone.
 */
export async function notifyMembers(
  tx: TenantTx,
  ctx: ServiceContext,
  notice: Notice & { permission: Permission; branchId?: BranchId | string },
): Promise<{ notified: number }> {
  const notifications = notificationRepository(tx);
  let notified = 0;
  for (const memberId of await notifications.listActiveMembers()) {
    const member = await memberContext(ctx, memberId);
    if (!member?.can(notice.permission, notice.branchId)) continue;
    const id = ctx.ids.next<NotificationId>();
    const at = ctx.clock.now();
    const { type, subject, dedupeKey, title, body } = notice;
    const form = notice.whatsapp ?? null;
    if (!(await notifications.insertOnce({ id, type, memberId, subject, dedupeKey, title, body, form, at }))) continue;
    if (form) await notifications.insertDelivery({ id: ctx.ids.next(), notificationId: id, channel: "whatsapp", at });
    await publish(tx, ctx, notificationCreated, { memberId, notificationId: id, type });
    notified += 1;
  }
  return { notified };
}

const mostPerRun = 100;

/** Turns due deliveries into promised messages, one transaction each: a crash leaves them due, a repeat finds them done. */
export async function deliverDue(ctx: ServiceContext): Promise<{ delivered: number }> {
  ctx.require("conversation:reply");
  let delivered = 0;
  for (let count = 0; count < mostPerRun; count += 1) {
    const outcome = await deliverNext(ctx);
    if (outcome === "none") break;
    if (outcome === "sent") delivered += 1;
  }
  return { delivered };
}

async function deliverNext(ctx: ServiceContext): Promise<"none" | "sent" | "later"> {
  let failing: { delivery: DueDelivery; reason: string } | null = null;
  const outcome = await ctx
    .transaction(async (tx) => {
      const notifications = notificationRepository(tx);
      const delivery = await notifications.lockDue(ctx.clock.now());
      if (!delivery) return "none" as const;
      failing = { delivery, reason: "internal" };
      const messageId = await sendNotice(tx, ctx, delivery);
      await notifications.saveDelivery(delivery.id, {
        state: "sent",
        tries: delivery.tries + 1,
        providerRef: messageId,
      });
      return "sent" as const;
    })
    .catch((error: unknown) => {
      // A refusal belongs to this delivery; anything else is a defect and is told as one.
      if (!failing || !isAppError(error) || !error.expected) throw error;
      failing = { ...failing, reason: error.code };
      return "failed" as const;
    });
  if (outcome !== "failed" || !failing) return outcome === "failed" ? "later" : outcome;
  await postpone(ctx, failing);
  return "later";
}

async function postpone(ctx: ServiceContext, { delivery, reason }: { delivery: DueDelivery; reason: string }) {
  const tries = delivery.tries + 1;
  const nextAt = nextTryAt(tries, delivery.createdAt, ctx.clock.now());
  await ctx.transaction((tx) =>
    notificationRepository(tx).saveDelivery(
      delivery.id,
      nextAt === null ? { state: "failed", tries, reason } : { state: "queued", tries, reason, nextAt },
    ),
  );
}

function countryOf(ctx: ServiceContext): CountryCode {
  const { country } = ctx.tenant;
  return isCountryCode(country) ? country : "CO";
}

async function sendNotice(tx: TenantTx, ctx: ServiceContext, delivery: DueDelivery): Promise<string> {
  const { form, memberName: name } = delivery;
  if (!form || !delivery.phone) return raise("phone_invalid");
  const phone = unwrap(readPhone(delivery.phone, countryOf(ctx)));
  // Where they last wrote, the window may be open; else a thread of our own, where only the template may go.
  const open = await contactableThread(tx, ctx, phone);
  const conversationId = open ?? (await startConversation(tx, ctx, { role: "staff", phone, name }));
  const idempotencyKey = `notification:${delivery.notificationId}`;
  const choices = form.buttons ?? [];
  const template = {
    kind: "template" as const,
    name: form.template,
    variables: form.variables,
    replies: choices.map(({ id }) => id),
  };
  const content = open ? { kind: "choices" as const, text: noticeText(delivery), choices } : template;
  return (await sendMessageIn(tx, ctx, { conversationId, content, idempotencyKey })).messageId;
}

/** A member's own notices need no permission: nobody else's can be asked for. */
const ownMember = (ctx: ServiceContext): MemberId => (ctx.actor.kind === "member" ? ctx.actor.id : raise("forbidden"));

export async function listNotifications(ctx: ServiceContext, input: ListNotifications) {
  // no permission: a member's own notices
  const memberId = ownMember(ctx);
  const rows = await notificationReader(ctx.read).list({
    memberId,
    isUnseenOnly: input.isUnseenOnly,
    before: input.cursor ?? null,
    limit: input.limit + 1,
  });
  const items = rows.slice(0, input.limit);
  return { items, nextCursor: rows.length > input.limit ? (items.at(-1)?.notificationId ?? null) : null };
}

export async function countUnseen(ctx: ServiceContext): Promise<{ unseen: number }> {
  // no permission: a member's own notices
  return { unseen: await notificationReader(ctx.read).countUnseen(ownMember(ctx)) };
}

export async function markSeen(ctx: ServiceContext, input: MarkSeen): Promise<{ marked: number }> {
  // no permission: a member's own notices
  const memberId = ownMember(ctx);
  return ctx.transaction(async (tx) => ({
    marked: await notificationRepository(tx).markSeen(memberId, input.notificationIds, ctx.clock.now()),
  }));
}
