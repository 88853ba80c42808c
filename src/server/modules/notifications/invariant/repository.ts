import { sql, type TenantReader } from "@/server/platform/db";

export const notificationInvariants = (reader: TenantReader) => ({
  async countSentWithoutMessage(): Promise<number> {
    const rows = await sql<{ count: number }>(reader)`
      select count(*)::int as count from notification_delivery d where d.state = 'sent' and d.channel = 'whatsapp'
        and not exists (select 1 from message m where m.id = d.provider_ref)`;
    return rows[0]?.count ?? 0;
  },
});
