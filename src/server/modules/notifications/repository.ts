import type { MemberId, NotificationId } from "@/lib/ids";
import { fromDate, type Instant, toDate, toIso } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { WhatsAppForm } from "./domain";
import { whatsappFormSchema } from "./schema";

export interface DueDelivery {
  id: string;
  notificationId: NotificationId;
  memberId: MemberId;
  memberName: string;
  phone: string | null;
  title: string;
  body: string;
  form: WhatsAppForm | null;
  tries: number;
  createdAt: Instant;
}

export const notificationReader = (reader: TenantReader | TenantTx) => ({
  async listActiveMembers(): Promise<MemberId[]> {
    const rows = await sql<{ id: MemberId }>(reader)`select id from member where status = 'active' order by id`;
    return rows.map(({ id }) => id);
  },
  async list(page: { memberId: string; isUnseenOnly: boolean; before: string | null; limit: number }) {
    const rows = await sql<{
      notificationId: string;
      type: string;
      subject: string;
      title: string;
      body: string;
      seenAt: Date | null;
      at: Date;
    }>(reader)`
      select id as "notificationId", type, subject, title, body, seen_at as "seenAt", created_at as at from notification
      where member_id = ${page.memberId} and (not ${page.isUnseenOnly} or seen_at is null)
        and (${page.before}::text is null or id < ${page.before})
      order by id desc limit ${page.limit}`;
    return rows.map((row) => ({
      ...row,
      at: toIso(fromDate(row.at)),
      seenAt: row.seenAt && toIso(fromDate(row.seenAt)),
    }));
  },
  async countUnseen(memberId: string): Promise<number> {
    return reader.notification.count({ where: { memberId, seenAt: null } });
  },
});

export const notificationRepository = (tx: TenantTx) => ({
  ...notificationReader(tx),
  /** False when this member has the notice already. */
  async insertOnce(row: {
    id: NotificationId;
    type: string;
    memberId: MemberId;
    subject: string;
    dedupeKey: string;
    title: string;
    body: string;
    form: WhatsAppForm | null;
    at: Instant;
  }): Promise<boolean> {
    const inserted = await sql.execute(tx)`
      insert into notification (id, type, member_id, subject, dedupe_key, title, body, data, created_at)
      values (${row.id}, ${row.type}, ${row.memberId}, ${row.subject}, ${row.dedupeKey}, ${row.title}, ${row.body},
        ${JSON.stringify(row.form ? { whatsapp: row.form } : {})}::jsonb, ${toDate(row.at)})
      on conflict (dedupe_key, member_id) do nothing`;
    return inserted === 1;
  },
  async insertDelivery(row: { id: string; notificationId: NotificationId; channel: "whatsapp"; at: Instant }) {
    const { at, ...data } = row;
    await tx.notificationDelivery.create({ data: { ...data, nextAt: toDate(at), createdAt: toDate(at) } });
  },
  async lockDue(at: Instant): Promise<DueDelivery | null> {
    const rows = await sql<Omit<DueDelivery, "form" | "createdAt"> & { data: { whatsapp?: unknown }; createdAt: Date }>(
      tx,
    )`
      select d.id, n.id as "notificationId", n.member_id as "memberId", m.display_name as "memberName",
        coalesce((select s.phone from staff_contact s where s.member_id = m.id and s.revoked_at is null order by s.verified_at limit 1),
          m.phone) as phone,
        n.title, n.body, n.data, d.tries, d.created_at as "createdAt"
      from notification_delivery d join notification n on n.id = d.notification_id join member m on m.id = n.member_id
      where d.state = 'queued' and d.channel = 'whatsapp' and d.next_at <= ${toDate(at)}
      order by d.next_at, d.id limit 1 for update of d skip locked`;
    const row = rows[0];
    if (!row) return null;
    const { data, createdAt, ...rest } = row;
    const form = data.whatsapp === undefined ? null : whatsappFormSchema.parse(data.whatsapp);
    return { ...rest, form, createdAt: fromDate(createdAt) };
  },
  async saveDelivery(
    id: string,
    to: { state: string; tries: number; nextAt?: Instant; reason?: string; providerRef?: string },
  ) {
    await tx.notificationDelivery.update({
      where: { id },
      data: {
        state: to.state,
        tries: to.tries,
        reason: to.reason ?? null,
        ...(to.nextAt === undefined ? {} : { nextAt: toDate(to.nextAt) }),
        ...(to.providerRef === undefined ? {} : { providerRef: to.providerRef }),
      },
    });
  },
  async markSeen(memberId: string, ids: readonly string[], at: Instant): Promise<number> {
    const { count } = await tx.notification.updateMany({
      where: { memberId, id: { in: [...ids] }, seenAt: null },
      data: { seenAt: toDate(at) },
    });
    return count;
  },
});
