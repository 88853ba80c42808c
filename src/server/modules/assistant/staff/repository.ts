import type { ContactPointId, MemberId } from "@/lib/ids";
import { type Instant, toDate } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";

export const staffReader = (reader: TenantReader | TenantTx) => ({
  /** The member whose phone this contact is; nobody once it was revoked. */
  async findMember(contactPointId: ContactPointId, phone: string | null): Promise<MemberId | null> {
    const rows = await sql<{ id: MemberId }>(reader)`
      select member_id as id from staff_contact
      where revoked_at is null and (contact_point_id = ${contactPointId} or phone = ${phone}) limit 1`;
    return rows[0]?.id ?? null;
  },
});

export const staffRepository = (tx: TenantTx) => ({
  async bind(row: { id: string; memberId: MemberId; phone: string; at: Instant }): Promise<void> {
    await sql.execute(tx)`
      insert into staff_contact (id, member_id, phone, verified_at) values (${row.id}, ${row.memberId}, ${row.phone}, ${toDate(row.at)})
      on conflict (phone) do update set member_id = excluded.member_id, verified_at = excluded.verified_at, revoked_at = null`;
  },
  async revoke(memberId: MemberId, at: Instant): Promise<void> {
    await tx.staffContact.updateMany({ where: { memberId, revokedAt: null }, data: { revokedAt: toDate(at) } });
  },
});
