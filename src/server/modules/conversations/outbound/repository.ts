import type { ConversationId, MessageId, OutboundId } from "@/lib/ids";
import { type Instant, toDate } from "@/lib/time";
import { sql, type TenantTx } from "@/server/platform/db";
import type { ActorKind } from "../domain";
import type { OutboundContent } from "./domain";

export interface StoredSend {
  outboundId: OutboundId;
  messageId: MessageId;
  seq: bigint;
  body: string;
  status: string;
}

export const outboundRepository = (tx: TenantTx) => ({
  async findByKey(idempotencyKey: string): Promise<StoredSend | null> {
    const rows = await sql<StoredSend>(tx)`
      select o.id as "outboundId", m.id as "messageId", m.seq, m.body, m.status
      from outbound o join message m on m.id = o.message_id where o.idempotency_key = ${idempotencyKey}`;
    return rows[0] ?? null;
  },
  async insert(row: {
    id: OutboundId;
    idempotencyKey: string;
    conversationId: ConversationId;
    messageId: MessageId;
    fence: bigint | null;
    actorKind: ActorKind;
    payload: { content: OutboundContent; replyTo: string | null };
    at: Instant;
    expiresAt: Instant | null;
  }): Promise<void> {
    await tx.outbound.create({
      data: {
        id: row.id,
        idempotencyKey: row.idempotencyKey,
        conversationId: row.conversationId,
        messageId: row.messageId,
        fence: row.fence,
        actorKind: row.actorKind,
        payload: JSON.parse(JSON.stringify(row.payload)),
        notBefore: toDate(row.at),
        createdAt: toDate(row.at),
        expiresAt: row.expiresAt === null ? null : toDate(row.expiresAt),
      },
    });
  },
  async lockByMessage(messageId: MessageId): Promise<{
    id: OutboundId;
    state: string;
    conversationId: ConversationId;
    actorKind: ActorKind;
  } | null> {
    const rows = await sql<{ id: OutboundId; state: string; conversationId: ConversationId; actorKind: ActorKind }>(tx)`
      select id, state, conversation_id as "conversationId", actor_kind as "actorKind"
      from outbound where message_id = ${messageId} for update`;
    return rows[0] ?? null;
  },
  async requeue(id: OutboundId, messageId: MessageId, at: Instant): Promise<void> {
    await sql.execute(tx)`
      update outbound set state = 'queued', not_before = ${toDate(at)}, expires_at = null, failure_code = null, fence = null,
        claimed_at = null where id = ${id}`;
    await sql.execute(tx)`update message set status = 'queued', failure_code = null where id = ${messageId}`;
  },
});
