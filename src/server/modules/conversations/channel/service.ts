import { raise } from "@/lib/errors";
import type { BranchId, ChannelId, ConversationId } from "@/lib/ids";
import type { Phone } from "@/lib/phone";
import { contactPointsOfPhone, resolveContact } from "@/server/modules/customers/public";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { routeProviderObject } from "@/server/platform/routing";
import { isWindowOpen, modeOf } from "../domain";
import { conversationReader, conversationRepository } from "../repository";
import { ensureTemplates } from "../template/service";
import { channelRepository } from "./repository";
import { type ConnectChannel, connectChannelInput } from "./schema";

/** Connects a business number. The route is written after the commit and again by any repeat, so a crash between costs nothing. */
export async function connectChannel(ctx: ServiceContext, input: ConnectChannel): Promise<{ channelId: ChannelId }> {
  ctx.require("channel:manage");
  const number = connectChannelInput.parse(input);
  const { idempotencyKey: _key, ...row } = number;
  const channelId = await ctx.transaction(async (tx) => {
    const { id, isNew } = await channelRepository(tx).insertOnce({
      ...row,
      id: ctx.ids.next<ChannelId>(),
      at: ctx.clock.now(),
    });
    if (isNew) {
      await ensureTemplates(tx, ctx);
      await recordAudit(tx, ctx, { action: "channel.connect", subject: id, branchId: row.branchId, after: row });
    }
    return id;
  });
  await routeProviderObject(number.provider, number.externalId, ctx.tenant.id, channelId, number.appKey);
  return { channelId };
}

export async function listChannels(ctx: ServiceContext) {
  ctx.require("conversation:read");
  return conversationReader(ctx.read).listChannels("customers", null);
}

/**
 * The thread with a phone number, opened by us: nobody wrote yet, so only a template can be sent. A staff number is preferred for
 * staff, and any number of the branch for customers.
 */
export async function startConversation(
  tx: TenantTx,
  ctx: ServiceContext,
  input: { channelId?: ChannelId; role?: "customers" | "staff"; branchId?: BranchId; phone: Phone; name: string },
): Promise<ConversationId> {
  const conversations = conversationRepository(tx);
  const chosen = input.channelId ? await conversations.findChannel(input.channelId) : null;
  const candidates = chosen
    ? [chosen]
    : [
        ...(await conversations.listChannels(input.role ?? "customers", input.branchId ?? null)),
        ...(await conversations.listChannels("customers", null)),
      ];
  const channel = candidates[0] ?? raise("channel_not_found");
  const contact = await resolveContact(tx, ctx, {
    scope: channel.portfolio,
    aliases: [{ kind: "phone", value: input.phone }],
    name: input.name,
  });
  const { conversation } = await conversations.openThread({
    id: ctx.ids.next<ConversationId>(),
    channel,
    contactPointId: contact.contactPointId,
    customerId: contact.customerId,
    mode: modeOf(channel.aiPolicy),
    at: ctx.clock.now(),
  });
  return conversation.id;
}

/** A thread of this number's person on which free-form text may be sent now, the latest first; null when there is none. */
export async function contactableThread(
  tx: TenantTx,
  ctx: ServiceContext,
  phone: Phone,
): Promise<ConversationId | null> {
  const threads = await conversationRepository(tx).listByContacts(await contactPointsOfPhone(tx, phone));
  return threads.find(({ windowExpiresAt }) => isWindowOpen(windowExpiresAt, ctx.clock.now()))?.id ?? null;
}
