import type { ContactPointId, ConversationId, MessageId } from "@/lib/ids";
import { fromDate, type Instant } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";

export interface ThreadMessage {
  id: MessageId;
  seq: bigint;
  direction: "in" | "out";
  actorKind: string;
  kind: string;
  body: string;
  content: Record<string, unknown>;
  providerMessageId: string | null;
  sentAt: Instant;
}
type Raw = Omit<ThreadMessage, "sentAt"> & { sentAt: Date };

export const turnReader = (reader: TenantReader | TenantTx) => ({
  async listLatest(conversationId: ConversationId, limit: number): Promise<ThreadMessage[]> {
    const rows = await sql<Raw>(reader)`
      select id, seq, direction, actor_kind as "actorKind", kind, body, content, provider_message_id as "providerMessageId",
        sent_at as "sentAt"
      from message where conversation_id = ${conversationId} order by seq desc limit ${limit}`;
    return rows.map((row) => ({ ...row, sentAt: fromDate(row.sentAt) })).reverse();
  },
  async findByContact(contactPointId: ContactPointId): Promise<ConversationId | null> {
    const rows = await sql<{ id: ConversationId }>(reader)`
      select id from conversation where contact_point_id = ${contactPointId}
      order by last_inbound_at desc nulls last, id limit 1`;
    return rows[0]?.id ?? null;
  },
});
export const turnRepository = (tx: TenantTx) => ({
  async markTurn(conversationId: ConversationId, uptoSeq: bigint): Promise<void> {
    await sql.execute(tx)`
      update conversation set turn_seq = greatest(turn_seq, ${uptoSeq}) where id = ${conversationId}`;
  },
});
