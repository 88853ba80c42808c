import { sql, type TenantReader } from "@/server/platform/db";

export const contactInvariants = (reader: TenantReader) => ({
  async countContactsWithoutAlias(): Promise<number> {
    const rows = await sql<{ count: number }>(reader)`
      select count(*)::int as count from contact_point p
      where not exists (select 1 from contact_alias a where a.contact_point_id = p.id)
        and not exists (select 1 from customer c where c.id = p.customer_id and c.merged_into is not null)`;
    return rows[0]?.count ?? 0;
  },
  async countMergeChains(): Promise<number> {
    const rows = await sql<{ count: number }>(reader)`
      select count(*)::int as count from customer c join customer w on w.id = c.merged_into where w.id = c.id`;
    return rows[0]?.count ?? 0;
  },
});
