import { raise } from "@/lib/errors";
import type { ConversationId, CustomerId } from "@/lib/ids";
import { idPattern } from "@/lib/ids";
import { branchScope } from "@/lib/permissions";
import { type Instant, parseInstant, plus } from "@/lib/time";
import { findCustomerIds, getCustomers } from "@/server/modules/customers/public";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import { publish } from "@/server/platform/outbox";
import { leaseMs, releaseAfterMs } from "../control/domain";
import { memberOf, requireOn } from "../control/service";
import type { Conversation } from "../domain";
import { conversationUpdated } from "../events";
import { conversationRepository } from "../repository";
import { type InboxRow, inboxReader, inboxRepository } from "./repository";
import type { AddNote, ListConversations, ThreadPage } from "./schema";

const searchReach = 200;

function branchesFor(ctx: ServiceContext, branchId: string | undefined): "all" | readonly string[] {
  const scope = branchScope(ctx.permissions, "conversation:read");
  if (!branchId) return scope;
  return scope === "all" || scope.includes(branchId) ? [branchId] : [];
}

/** `<milliseconds>.<rest>`: the instant of the last row shown and what tells ties apart. */
function readCursor(cursor: string | undefined, rest: RegExp): { at: Instant; rest: string } | null {
  if (cursor === undefined) return null;
  const dot = cursor.indexOf(".");
  const at = Number(cursor.slice(0, dot));
  const tail = cursor.slice(dot + 1);
  if (dot < 1 || !Number.isSafeInteger(at) || !rest.test(tail)) raise("cursor_invalid");
  return { at: at as Instant, rest: tail };
}
const cursorOf = (iso: string, rest: string): string => `${parseInstant(iso) ?? 0}.${rest}`;

async function withNames(ctx: ServiceContext, rows: readonly InboxRow[]) {
  const people = new Map(
    (
      await getCustomers(
        ctx.read,
        rows.map(({ customerId }) => customerId),
      )
    ).map((person) => [person.customerId, person]),
  );
  return rows.map((row) => ({
    ...row,
    name: people.get(row.customerId)?.name ?? "",
    phone: people.get(row.customerId)?.phone ?? null,
  }));
}

export async function listConversations(ctx: ServiceContext, input: ListConversations) {
  ctx.require("conversation:read");
  const before = readCursor(input.cursor, idPattern);
  const search = input.search || null;
  const rows = await inboxReader(ctx.read).list({
    tab: input.tab,
    memberId: ctx.actor.id,
    branches: branchesFor(ctx, input.branchId),
    search,
    customerIds: search === null ? [] : await findCustomerIds(ctx.read, search, searchReach),
    before: before && { at: before.at, id: before.rest },
    limit: input.limit + 1,
  });
  const items = await withNames(ctx, rows.slice(0, input.limit));
  const last = items.at(-1);
  const isMore = rows.length > input.limit && last?.lastMessageAt;
  return { items, nextCursor: isMore ? cursorOf(last.lastMessageAt ?? "", last.conversationId) : null };
}

/** Every thread of one person that the reader may see. */
export async function listCustomerConversations(ctx: ServiceContext, input: { customerId: string }) {
  ctx.require("conversation:read");
  const branches = branchesFor(ctx, undefined);
  const rows = await inboxReader(ctx.read).listByCustomer(input.customerId as CustomerId, branches);
  return { items: await withNames(ctx, rows) };
}

export async function countConversations(ctx: ServiceContext, input: { branchId?: string }) {
  ctx.require("conversation:read");
  return inboxReader(ctx.read).count(ctx.actor.id, branchesFor(ctx, input.branchId));
}

async function findVisible(ctx: ServiceContext, conversationId: string): Promise<InboxRow> {
  const row = (await inboxReader(ctx.read).find(conversationId as ConversationId)) ?? raise("conversation_not_found");
  ctx.require("conversation:read", row.branchId, "conversation_not_found");
  return row;
}

export async function getConversation(ctx: ServiceContext, input: { conversationId: string }) {
  ctx.require("conversation:read");
  const row = await findVisible(ctx, input.conversationId);
  const inbox = inboxReader(ctx.read);
  const [named] = await withNames(ctx, [row]);
  const notes = await inbox.listNotes(row.conversationId);
  const attendance = await inbox.listAttendance(row.conversationId);
  const can = (["reply", "take", "steal", "close", "toggle_ai"] as const).filter((verb) =>
    ctx.can(`conversation:${verb}`, row.branchId),
  );
  return { ...(named ?? raise("conversation_not_found")), notes, attendance, can };
}

/** Newest first; the cursor goes towards older messages. */
export async function listThread(ctx: ServiceContext, input: ThreadPage) {
  ctx.require("conversation:read");
  const row = await findVisible(ctx, input.conversationId);
  const before = readCursor(input.cursor, /^\d{1,18}$/);
  const rows = await inboxReader(ctx.read).listMessages({
    conversationId: row.conversationId,
    before: before && { at: before.at, seq: BigInt(before.rest) },
    limit: input.limit + 1,
  });
  const items = rows.slice(0, input.limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > input.limit && last ? cursorOf(last.sentAt, last.seq) : null };
}

async function announce(tx: TenantTx, ctx: ServiceContext, conversation: Conversation, what: "note" | "read") {
  const { id: conversationId, branchId } = conversation;
  await publish(tx, ctx, conversationUpdated, { conversationId, branchId, what });
}

export async function addNote(ctx: ServiceContext, input: AddNote): Promise<{ noteId: string }> {
  ctx.require("conversation:reply");
  const memberId = memberOf(ctx);
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "conversations.addNote", key: input.idempotencyKey, input }, async () => {
      const conversations = conversationRepository(tx);
      const conversation =
        (await conversations.lock(input.conversationId as ConversationId)) ?? raise("conversation_not_found");
      requireOn(ctx, "conversation:reply", conversation);
      const noteId = ctx.ids.next<string>();
      const at = ctx.clock.now();
      await inboxRepository(tx).insertNote({
        id: noteId,
        conversationId: conversation.id,
        memberId,
        body: input.body,
        at,
      });
      if (conversation.assigneeId === memberId) {
        const releaseAt = plus(at, releaseAfterMs);
        await conversations.keepLease(conversation.id, { memberId, expiresAt: plus(at, leaseMs), releaseAt });
      }
      await recordAudit(tx, ctx, {
        action: "conversation.note",
        subject: conversation.id,
        branchId: conversation.branchId,
        after: { noteId },
      });
      await announce(tx, ctx, conversation, "note");
      return { noteId };
    }),
  );
}

/** A watermark, not a decision: no audit row. */
export async function markRead(ctx: ServiceContext, input: { conversationId: string }): Promise<{ changed: boolean }> {
  ctx.require("conversation:read");
  return ctx.transaction(async (tx) => {
    const conversation =
      (await conversationRepository(tx).find(input.conversationId as ConversationId)) ??
      raise("conversation_not_found");
    requireOn(ctx, "conversation:read", conversation);
    const changed = await inboxRepository(tx).markRead(conversation.id);
    if (changed) await announce(tx, ctx, conversation, "read");
    return { changed };
  });
}
