import type { BranchId, ChannelId, ConversationId, MessageId, OutboundId } from "@/lib/ids";
import { fromDate, type Instant, toDate } from "@/lib/time";
import { sql, type TenantTx } from "@/server/platform/db";
import type { MessageStatus } from "../domain";
import type { StatusReport } from "../ingest/domain";

export interface TrackedMessage {
  id: MessageId;
  conversationId: ConversationId;
  branchId: BranchId;
  seq: bigint;
  status: MessageStatus;
  failureCode: string | null;
  providerMessageId: string | null;
}

const tracked = sql.fragment`m.id, m.conversation_id as "conversationId", c.branch_id as "branchId", m.seq, m.status,
  m.failure_code as "failureCode", m.provider_message_id as "providerMessageId"`;

export const statusRepository = (tx: TenantTx) => ({
  /** False for a report already kept. */
  async insert(row: { id: string; channelId: ChannelId; report: StatusReport; at: Instant }): Promise<boolean> {
    const { report } = row;
    const inserted = await sql.execute(tx)`
      insert into message_status (id, channel_id, provider_message_id, status, provider_at, errors, pricing, created_at)
      values (${row.id}, ${row.channelId}, ${report.providerMessageId}, ${report.status}, ${toDate(report.at)},
        ${JSON.stringify(report.errors)}::jsonb, ${report.pricing && JSON.stringify(report.pricing)}::jsonb, ${toDate(row.at)})
      on conflict (channel_id, provider_message_id, status, provider_at) do nothing`;
    return inserted === 1;
  },
  async listReports(
    channelId: ChannelId,
    providerMessageId: string,
  ): Promise<{ status: string; code: string | null; at: Instant }[]> {
    const rows = await sql<{ status: string; code: string | null; at: Date }>(tx)`
      select status, errors->0->>'code' as code, provider_at as at from message_status
      where channel_id = ${channelId} and provider_message_id = ${providerMessageId} order by provider_at, id`;
    return rows.map((row) => ({ ...row, at: fromDate(row.at) }));
  },
  async lockByProviderId(channelId: ChannelId, providerMessageId: string): Promise<TrackedMessage | null> {
    const rows = await sql<TrackedMessage>(tx)`
      select ${tracked} from message m join conversation c on c.id = m.conversation_id
      where m.channel_id = ${channelId} and m.provider_message_id = ${providerMessageId} for update of m`;
    return rows[0] ?? null;
  },
  async lockByOutbound(channelId: ChannelId, outboundId: OutboundId): Promise<TrackedMessage | null> {
    const rows = await sql<TrackedMessage>(tx)`
      select ${tracked} from message m join conversation c on c.id = m.conversation_id
      join outbound o on o.message_id = m.id
      where m.channel_id = ${channelId} and o.id = ${outboundId} for update of m`;
    return rows[0] ?? null;
  },
  /** The lost HTTP answer, told by the status instead. True when it was ours to settle. */
  async settleOutbound(
    outboundId: OutboundId,
    providerMessageId: string,
    isFailed: boolean,
    at: Instant,
  ): Promise<void> {
    const state = isFailed ? "failed" : "sent";
    await sql.execute(tx)`
      update outbound set state = ${state} where id = ${outboundId} and state in ('sending', 'unconfirmed', 'sent')`;
    await sql.execute(tx)`
      update attempt set outcome = 'accepted', provider_message_id = ${providerMessageId}, finished_at = coalesce(finished_at, ${toDate(at)})
      where outbound_id = ${outboundId} and outcome in ('started', 'unknown')
        and n = (select max(n) from attempt where outbound_id = ${outboundId})`;
  },
  async saveMessage(message: TrackedMessage): Promise<void> {
    await tx.message.update({
      where: { id: message.id },
      data: {
        status: message.status,
        failureCode: message.failureCode,
        providerMessageId: message.providerMessageId,
      },
    });
    await sql.execute(tx)`
      update conversation set preview_status = ${message.status}
      where id = ${message.conversationId} and preview_actor not in ('', 'customer') and not exists (
        select 1 from message later where later.conversation_id = ${message.conversationId} and later.seq > ${message.seq}
          and later.kind not in ('reaction', 'system', 'edit', 'revoke', 'call'))`;
  },
});
