import { sql, type TenantReader } from "@/server/platform/db";

export const turnInvariants = (reader: TenantReader) => ({
  async countRepeatedTurns(): Promise<number> {
    const rows = await sql<{ count: number }>(reader)`
      select count(*)::int as count from (
        select outbound_id from turn where outbound_id is not null group by outbound_id having count(*) > 1) repeated`;
    return rows[0]?.count ?? 0;
  },
  async countAnswersWithoutMessage(): Promise<number> {
    const rows = await sql<{ count: number }>(reader)`
      select count(*)::int as count from turn t where t.outbound_id is not null
        and not exists (select 1 from outbound o where o.id = t.outbound_id and o.actor_kind = 'bot')`;
    return rows[0]?.count ?? 0;
  },
});
