import type { ChannelId } from "@/lib/ids";
import { type Instant, toDate } from "@/lib/time";
import { sql, type TenantTx } from "@/server/platform/db";

export const channelRepository = (tx: TenantTx) => ({
  /** The id of the number, new or already connected. */
  async insertOnce(row: {
    id: ChannelId;
    branchId: string;
    role: string;
    provider: string;
    externalId: string;
    portfolio: string;
    displayNumber: string;
    name: string;
    appKey: string;
    aiPolicy: string;
    at: Instant;
  }): Promise<{ id: ChannelId; isNew: boolean }> {
    const inserted = await sql.execute(tx)`
      insert into channel (id, branch_id, role, provider, external_id, portfolio, display_number, name, app_key, ai_policy, created_at)
      values (${row.id}, ${row.branchId}, ${row.role}, ${row.provider}, ${row.externalId}, ${row.portfolio}, ${row.displayNumber},
        ${row.name}, ${row.appKey}, ${row.aiPolicy}, ${toDate(row.at)})
      on conflict (provider, external_id) do nothing`;
    if (inserted === 1) return { id: row.id, isNew: true };
    const found = await sql<{ id: ChannelId }>(tx)`
      select id from channel where provider = ${row.provider} and external_id = ${row.externalId}`;
    return { id: found[0]?.id ?? row.id, isNew: false };
  },
});
