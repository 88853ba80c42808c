import type { BranchId, ChannelId, ConversationId, CustomerId, MemberId, MessageId } from "@/lib/ids";
import { fromDate, type Instant, toDate } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { ActorKind, Channel, Conversation } from "./domain";

type RawConversation = Omit<Conversation, "leaseExpiresAt" | "releaseAt" | "waitingSince" | "windowExpiresAt"> & {
  leaseExpiresAt: Date | null;
  releaseAt: Date | null;
  waitingSince: Date | null;
  windowExpiresAt: Date | null;
};
const instantOf = (date: Date | null): Instant | null => date && fromDate(date);
const dateOf = (at: Instant | null): Date | null => (at === null ? null : toDate(at));
const toConversation = (row: RawConversation): Conversation => ({
  ...row,
  leaseExpiresAt: instantOf(row.leaseExpiresAt),
  releaseAt: instantOf(row.releaseAt),
  waitingSince: instantOf(row.waitingSince),
  windowExpiresAt: instantOf(row.windowExpiresAt),
});

const columns = sql.fragment`id, channel_id as "channelId", contact_point_id as "contactPointId", customer_id as "customerId",
  branch_id as "branchId", status, mode, ai_policy as "aiPolicy", assignee_id as "assigneeId", fence,
  lease_member_id as "leaseMemberId", lease_expires_at as "leaseExpiresAt", release_at as "releaseAt", last_seq as "lastSeq",
  turn_seq as "turnSeq", waiting_since as "waitingSince", window_expires_at as "windowExpiresAt", version`;
const channelColumns = sql.fragment`id, branch_id as "branchId", role, provider, external_id as "externalId", portfolio,
  display_number as "displayNumber", name, ai_policy as "aiPolicy"`;

export interface NewMessage {
  id: MessageId;
  conversationId: ConversationId;
  channelId: ChannelId;
  seq: bigint;
  direction: "in" | "out";
  actorKind: ActorKind;
  actorId: string | null;
  kind: string;
  body: string;
  content: object;
  providerMessageId: string | null;
  replyTo: string | null;
  sentAt: Instant;
  ingestedAt: Instant;
  status: string;
}

export const conversationReader = (reader: TenantReader | TenantTx) => ({
  async find(id: ConversationId): Promise<Conversation | null> {
    const rows = await sql<RawConversation>(reader)`select ${columns} from conversation where id = ${id}`;
    return rows[0] ? toConversation(rows[0]) : null;
  },
  async findChannel(id: ChannelId): Promise<Channel | null> {
    return (await sql<Channel>(reader)`select ${channelColumns} from channel where id = ${id}`)[0] ?? null;
  },
  async findChannelByExternalId(provider: string, externalId: string): Promise<Channel | null> {
    const rows = await sql<Channel>(reader)`
      select ${channelColumns} from channel where provider = ${provider} and external_id = ${externalId}`;
    return rows[0] ?? null;
  },
  async listChannels(role: Channel["role"], branchId: BranchId | null): Promise<Channel[]> {
    return sql<Channel>(reader)`
      select ${channelColumns} from channel
      where role = ${role} and state = 'connected' and (${branchId}::text is null or branch_id = ${branchId})
      order by created_at, id`;
  },
  async listByContacts(contactPointIds: readonly string[]): Promise<Conversation[]> {
    const rows = await sql<RawConversation>(reader)`
      select ${columns} from conversation where contact_point_id = any(${[...contactPointIds]}) and status <> 'closed'
      order by last_inbound_at desc nulls last, id`;
    return rows.map(toConversation);
  },
  async listDueForRelease(at: Instant, limit: number): Promise<ConversationId[]> {
    const rows = await sql<{ id: ConversationId }>(reader)`
      select id from conversation where status = 'open' and mode in ('human', 'muted') and release_at <= ${toDate(at)}
      order by release_at limit ${limit}`;
    return rows.map(({ id }) => id);
  },
});

export const conversationRepository = (tx: TenantTx) => ({
  ...conversationReader(tx),
  /** Serialises everything that speaks or decides who speaks in this conversation. */
  async lock(id: ConversationId): Promise<Conversation | null> {
    const rows = await sql<RawConversation>(tx)`select ${columns} from conversation where id = ${id} for update`;
    return rows[0] ? toConversation(rows[0]) : null;
  },
  /** Creates the thread of the contact on the channel unless it is there, and locks it. */
  async openThread(thread: {
    id: ConversationId;
    channel: Channel;
    contactPointId: string;
    customerId: CustomerId;
    mode: string;
    at: Instant;
  }): Promise<{ conversation: Conversation; isNew: boolean }> {
    const { channel } = thread;
    const inserted = await sql.execute(tx)`
      insert into conversation (id, channel_id, contact_point_id, customer_id, branch_id, mode, ai_policy, created_at)
      values (${thread.id}, ${channel.id}, ${thread.contactPointId}, ${thread.customerId}, ${channel.branchId}, ${thread.mode},
        ${channel.aiPolicy}, ${toDate(thread.at)})
      on conflict (channel_id, contact_point_id) do nothing`;
    const rows = await sql<RawConversation>(tx)`
      select ${columns} from conversation
      where channel_id = ${channel.id} and contact_point_id = ${thread.contactPointId} for update`;
    if (!rows[0]) throw new Error("the thread was neither inserted nor found");
    return { conversation: toConversation(rows[0]), isNew: inserted === 1 };
  },
  /** False when the provider's id is already there: a redelivery. */
  async insertMessage(message: NewMessage): Promise<boolean> {
    const inserted = await sql.execute(tx)`
      insert into message (id, conversation_id, channel_id, seq, direction, actor_kind, actor_id, kind, body, content,
        provider_message_id, reply_to, sent_at, ingested_at, status)
      values (${message.id}, ${message.conversationId}, ${message.channelId}, ${message.seq}, ${message.direction},
        ${message.actorKind}, ${message.actorId}, ${message.kind}, ${message.body}, ${JSON.stringify(message.content)}::jsonb,
        ${message.providerMessageId}, ${message.replyTo}, ${toDate(message.sentAt)}, ${toDate(message.ingestedAt)}, ${message.status})
      on conflict (channel_id, provider_message_id) do nothing`;
    return inserted === 1;
  },
  /** Compare-and-set: false means that somebody decided after our read. */
  async saveControl(after: Conversation, before: Conversation): Promise<boolean> {
    const changed = await sql.execute(tx)`
      update conversation set status = ${after.status}, mode = ${after.mode}, ai_policy = ${after.aiPolicy},
        assignee_id = ${after.assigneeId}, fence = ${after.fence}, lease_member_id = ${after.leaseMemberId},
        lease_expires_at = ${dateOf(after.leaseExpiresAt)}, release_at = ${dateOf(after.releaseAt)}, version = version + 1
      where id = ${before.id} and version = ${before.version}`;
    return changed === 1;
  },
  async keepLease(id: ConversationId, lease: { memberId: MemberId; expiresAt: Instant; releaseAt: Instant | null }) {
    await sql.execute(tx)`
      update conversation set lease_member_id = ${lease.memberId}, lease_expires_at = ${toDate(lease.expiresAt)},
        release_at = coalesce(${dateOf(lease.releaseAt)}, release_at) where id = ${id}`;
  },
  /** The columns the list shows, for something the customer said. The provider's clock orders, so a late message changes less. */
  async noteInbound(id: ConversationId, said: { seq: bigint; sentAt: Instant; windowAfter: Instant; preview: string }) {
    const at = toDate(said.sentAt);
    await sql.execute(tx)`
      update conversation set last_seq = ${said.seq},
        preview = case when ${at} >= coalesce(last_message_at, '-infinity') then ${said.preview} else preview end,
        preview_actor = case when ${at} >= coalesce(last_message_at, '-infinity') then 'customer' else preview_actor end,
        preview_status = case when ${at} >= coalesce(last_message_at, '-infinity') then '' else preview_status end,
        last_message_at = greatest(coalesce(last_message_at, '-infinity'), ${at}),
        last_inbound_at = greatest(coalesce(last_inbound_at, '-infinity'), ${at}),
        waiting_since = least(coalesce(waiting_since, 'infinity'), ${at}),
        window_expires_at = greatest(coalesce(window_expires_at, '-infinity'), ${toDate(said.windowAfter)}),
        unread_count = unread_count + 1
      where id = ${id}`;
  },
  /** The same for something we said; a person's or the bot's answer ends the customer's wait. */
  async noteOutbound(
    id: ConversationId,
    said: { seq: bigint; sentAt: Instant; preview: string; actorKind: ActorKind; status: string },
  ) {
    const at = toDate(said.sentAt);
    await sql.execute(tx)`
      update conversation set last_seq = ${said.seq},
        preview = case when ${at} >= coalesce(last_message_at, '-infinity') then ${said.preview} else preview end,
        preview_actor = case when ${at} >= coalesce(last_message_at, '-infinity') then ${said.actorKind} else preview_actor end,
        preview_status = case when ${at} >= coalesce(last_message_at, '-infinity') then ${said.status} else preview_status end,
        last_message_at = greatest(coalesce(last_message_at, '-infinity'), ${at}),
        waiting_since = null, unread_count = 0, read_seq = ${said.seq}
      where id = ${id}`;
  },
  async noteSilent(id: ConversationId, seq: bigint) {
    await sql.execute(tx)`update conversation set last_seq = ${seq} where id = ${id}`;
  },
  async openAssignment(row: {
    id: string;
    conversationId: ConversationId;
    memberId: MemberId;
    at: Instant;
    reason: string;
  }) {
    await tx.assignment.create({
      data: {
        id: row.id,
        conversationId: row.conversationId,
        memberId: row.memberId,
        acceptedAt: toDate(row.at),
        reason: row.reason,
      },
    });
  },
  async closeAssignment(conversationId: ConversationId, at: Instant, reason: string) {
    await tx.assignment.updateMany({
      where: { conversationId, releasedAt: null },
      data: { releasedAt: toDate(at), releaseReason: reason },
    });
  },
  /** Bot messages whose claim came first: they cannot be called back. */
  async listOnTheirWay(id: ConversationId): Promise<MessageId[]> {
    const rows = await sql<{ id: MessageId }>(tx)`
      select message_id as id from outbound where conversation_id = ${id} and state = 'sending' and actor_kind = 'bot'`;
    return rows.map((row) => row.id);
  },
});
