import { z } from "zod";
import type { ChannelId, ContactPointId, ConversationId, MessageId, OutboundId } from "@/lib/ids";
import { fromDate, type Instant, toDate } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { ActorKind } from "../domain";
import type { OutboundContent } from "../outbound/domain";

export interface Head {
  id: OutboundId;
  conversationId: ConversationId;
  messageId: MessageId;
  channelId: ChannelId;
  contactPointId: ContactPointId;
  actorKind: ActorKind;
  fence: bigint | null;
  attempts: number;
  expiresAt: Instant | null;
  /** Code of the attempt before, if any. */
  lastCode: string | null;
  content: OutboundContent;
  replyTo: string | null;
}

const payloadSchema = z.object({ content: z.custom<OutboundContent>(), replyTo: z.string().nullable() });
type RawHead = Omit<Head, "expiresAt" | "content" | "replyTo"> & { expiresAt: Date | null; payload: unknown };

export const dispatchRepository = (tx: TenantTx) => ({
  /**
   * The first due message of a conversation that nobody else is working on, people before bots. Within a conversation the order of `seq`
   * is kept; another dispatcher's head is skipped, not waited for.
   */
  async lockHead(at: Instant, blockedSince: Instant): Promise<Head | null> {
    const now = toDate(at);
    const rows = await sql<RawHead>(tx)`
      select o.id, o.conversation_id as "conversationId", o.message_id as "messageId", c.channel_id as "channelId",
        c.contact_point_id as "contactPointId", o.actor_kind as "actorKind", o.fence, o.attempts, o.expires_at as "expiresAt", o.payload,
        (select a.provider_code from attempt a where a.outbound_id = o.id order by a.n desc limit 1) as "lastCode"
      from outbound o join message m on m.id = o.message_id join conversation c on c.id = o.conversation_id
      where o.state = 'queued' and o.not_before <= ${now} and not exists (
        select 1 from outbound e join message em on em.id = e.message_id
        where e.conversation_id = o.conversation_id and em.seq < m.seq and (
          (e.state = 'sending' and e.claimed_at > ${toDate(blockedSince)})
          or (e.state = 'queued' and e.created_at > ${toDate(blockedSince)})))
      order by (o.actor_kind = 'member') desc, o.not_before, m.seq limit 1
      for update of o skip locked`;
    const row = rows[0];
    if (!row) return null;
    const { payload, expiresAt, ...head } = row;
    return { ...head, expiresAt: expiresAt && fromDate(expiresAt), ...payloadSchema.parse(payload) };
  },
  async startAttempt(head: Head, at: Instant): Promise<number> {
    const n = head.attempts + 1;
    await sql.execute(tx)`
      update outbound set state = 'sending', claimed_at = ${toDate(at)}, attempts = ${n} where id = ${head.id}`;
    await tx.attempt.create({ data: { outboundId: head.id, n, startedAt: toDate(at) } });
    await sql.execute(tx)`update message set status = 'sending' where id = ${head.messageId} and status = 'queued'`;
    return n;
  },
  async finishAttempt(
    outboundId: OutboundId,
    n: number,
    result: {
      outcome: string;
      code: string | null;
      httpStatus: number | null;
      providerMessageId: string | null;
      at: Instant;
    },
  ): Promise<void> {
    await tx.attempt.updateMany({
      where: { outboundId, n, outcome: "started" },
      data: {
        outcome: result.outcome,
        providerCode: result.code,
        httpStatus: result.httpStatus,
        providerMessageId: result.providerMessageId,
        finishedAt: toDate(result.at),
      },
    });
  },
  /** The end of an outbound, with its message: `from` guards against a status that settled it meanwhile. */
  async settle(
    head: { id: OutboundId; messageId: MessageId },
    from: string,
    to: { state: string; status: string; code: string | null },
  ): Promise<boolean> {
    const changed = await sql.execute(tx)`
      update outbound set state = ${to.state}, failure_code = ${to.code} where id = ${head.id} and state = ${from}`;
    if (changed === 0) return false;
    await sql.execute(tx)`
      update message set status = ${to.status}, failure_code = ${to.code}
      where id = ${head.messageId} and status in ('queued', 'sending', 'unconfirmed')`;
    await sql.execute(tx)`
      update conversation c set preview_status = ${to.status} from message m
      where m.id = ${head.messageId} and c.id = m.conversation_id and c.last_seq = m.seq`;
    return true;
  },
  async accept(head: { id: OutboundId; messageId: MessageId }, providerMessageId: string): Promise<void> {
    await sql.execute(tx)`
      update outbound set state = 'sent', failure_code = null where id = ${head.id} and state in ('sending', 'unconfirmed')`;
    await sql.execute(tx)`
      update message set provider_message_id = ${providerMessageId},
        status = case when status in ('queued', 'sending', 'unconfirmed') then 'sent' else status end
      where id = ${head.messageId}`;
    await sql.execute(tx)`
      update conversation c set preview_status = m.status from message m
      where m.id = ${head.messageId} and c.id = m.conversation_id and c.last_seq = m.seq`;
  },
  async retryLater(
    head: { id: OutboundId; messageId: MessageId },
    notBefore: Instant,
    code: string | null,
  ): Promise<void> {
    await sql.execute(tx)`
      update outbound set state = 'queued', not_before = ${toDate(notBefore)}, failure_code = ${code}
      where id = ${head.id} and state = 'sending'`;
    await sql.execute(tx)`update message set status = 'queued' where id = ${head.messageId} and status = 'sending'`;
  },
  async saveChannelState(channelId: ChannelId, state: string): Promise<boolean> {
    const changed = await sql.execute(tx)`
      update channel set state = ${state} where id = ${channelId} and state <> ${state}`;
    return changed === 1;
  },
  async lockStale(
    before: Instant,
  ): Promise<{ id: OutboundId; messageId: MessageId; conversationId: ConversationId } | null> {
    const rows = await sql<{ id: OutboundId; messageId: MessageId; conversationId: ConversationId }>(tx)`
      select id, message_id as "messageId", conversation_id as "conversationId" from outbound
      where state = 'sending' and claimed_at <= ${toDate(before)} order by claimed_at limit 1 for update skip locked`;
    return rows[0] ?? null;
  },
});

export const dispatchReader = (reader: TenantReader) => ({
  async hasDue(at: Instant): Promise<boolean> {
    const rows = await sql<{ id: string }>(reader)`
      select id from outbound where state = 'queued' and not_before <= ${toDate(at)} limit 1`;
    return rows.length > 0;
  },
  async hasStale(before: Instant): Promise<boolean> {
    const rows = await sql<{ id: string }>(reader)`
      select id from outbound where state = 'sending' and claimed_at <= ${toDate(before)} limit 1`;
    return rows.length > 0;
  },
});
