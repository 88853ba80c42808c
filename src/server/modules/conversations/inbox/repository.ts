import type { BranchId, ConversationId, CustomerId, MemberId } from "@/lib/ids";
import { fromDate, type Instant, toDate, toIso } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { AiPolicy, ConversationStatus, Mode } from "../domain";
import type { InboxTab } from "./schema";

export interface InboxRow {
  conversationId: ConversationId;
  customerId: CustomerId;
  channelName: string;
  branchId: BranchId;
  branchName: string;
  status: ConversationStatus;
  mode: Mode;
  aiPolicy: AiPolicy;
  assigneeId: MemberId | null;
  assigneeName: string | null;
  fence: string;
  leaseMemberId: MemberId | null;
  leaseName: string | null;
  leaseExpiresAt: string | null;
  releaseAt: string | null;
  lastMessageAt: string | null;
  waitingSince: string | null;
  windowExpiresAt: string | null;
  preview: string;
  previewActor: string;
  previewStatus: string;
  unread: number;
}
type Dates = "leaseExpiresAt" | "releaseAt" | "lastMessageAt" | "waitingSince" | "windowExpiresAt";
type RawRow = Omit<InboxRow, Dates | "fence"> & { [key in Dates]: Date | null } & { fence: bigint };
const isoOf = (date: Date | null) => date && toIso(fromDate(date));
const toRow = (raw: RawRow): InboxRow => ({
  ...raw,
  fence: `${raw.fence}`,
  leaseExpiresAt: isoOf(raw.leaseExpiresAt),
  releaseAt: isoOf(raw.releaseAt),
  lastMessageAt: isoOf(raw.lastMessageAt),
  waitingSince: isoOf(raw.waitingSince),
  windowExpiresAt: isoOf(raw.windowExpiresAt),
});

/** One round trip for the screen: the names beside the ids come with the row. */
const columns = sql.fragment`c.id as "conversationId", c.customer_id as "customerId", h.name as "channelName", c.branch_id as "branchId",
  coalesce(b.name, '') as "branchName", c.status, c.mode, c.ai_policy as "aiPolicy", c.assignee_id as "assigneeId",
  a.display_name as "assigneeName", c.fence, c.lease_member_id as "leaseMemberId", l.display_name as "leaseName",
  c.lease_expires_at as "leaseExpiresAt", c.release_at as "releaseAt", c.last_message_at as "lastMessageAt",
  c.waiting_since as "waitingSince", c.window_expires_at as "windowExpiresAt", c.preview, c.preview_actor as "previewActor",
  c.preview_status as "previewStatus", c.unread_count as unread`;
const source = sql.fragment`conversation c join channel h on h.id = c.channel_id left join branch b on b.id = c.branch_id
  left join member a on a.id = c.assignee_id left join member l on l.id = c.lease_member_id`;

const tabFilter = (tab: InboxTab, memberId: string) => {
  switch (tab) {
    case "mine":
      return sql.fragment`c.status in ('open', 'snoozed') and c.assignee_id = ${memberId}`;
    case "unassigned":
      return sql.fragment`c.status = 'open' and c.mode in ('queued', 'offered', 'muted')`;
    case "ai":
      return sql.fragment`c.status = 'open' and c.mode = 'bot'`;
    case "all":
      return sql.fragment`c.status in ('open', 'snoozed')`;
    case "closed":
      return sql.fragment`c.status = 'closed'`;
  }
};

export interface ThreadRow {
  messageId: string;
  seq: string;
  direction: "in" | "out";
  actorKind: string;
  actorName: string | null;
  kind: string;
  body: string;
  content: unknown;
  providerMessageId: string | null;
  replyTo: string | null;
  sentAt: string;
  status: string;
  failureCode: string | null;
}

export const inboxReader = (reader: TenantReader | TenantTx) => ({
  async list(page: {
    tab: InboxTab;
    memberId: string;
    branches: "all" | readonly string[];
    search: string | null;
    customerIds: readonly string[];
    before: { at: Instant; id: string } | null;
    limit: number;
  }): Promise<InboxRow[]> {
    const scope = page.branches === "all" ? sql.fragment`true` : sql.fragment`c.branch_id = any(${[...page.branches]})`;
    const like = `%${(page.search ?? "").toLowerCase().replace(/[%_\\]/g, "\\$&")}%`;
    const search =
      page.search === null
        ? sql.fragment`true`
        : sql.fragment`(c.customer_id = any(${[...page.customerIds]}) or lower(c.preview) like ${like})`;
    const cursor =
      page.before === null
        ? sql.fragment`true`
        : sql.fragment`(c.last_message_at, c.id) < (${toDate(page.before.at)}, ${page.before.id})`;
    const rows = await sql<RawRow>(reader)`
      select ${columns} from ${source} where c.last_message_at is not null and ${tabFilter(page.tab, page.memberId)} and ${scope} and ${search} and ${cursor}
      order by c.last_message_at desc, c.id desc limit ${page.limit}`;
    return rows.map(toRow);
  },
  async listByCustomer(customerId: CustomerId, branches: "all" | readonly string[]): Promise<InboxRow[]> {
    const scope = branches === "all" ? sql.fragment`true` : sql.fragment`c.branch_id = any(${[...branches]})`;
    const rows = await sql<RawRow>(reader)`
      select ${columns} from ${source} where c.customer_id = ${customerId} and ${scope}
      order by c.last_message_at desc nulls last, c.id desc limit 50`;
    return rows.map(toRow);
  },
  async find(id: ConversationId): Promise<InboxRow | null> {
    const rows = await sql<RawRow>(reader)`select ${columns} from ${source} where c.id = ${id}`;
    return rows[0] ? toRow(rows[0]) : null;
  },
  async count(memberId: string, branches: "all" | readonly string[]) {
    const scope = branches === "all" ? sql.fragment`true` : sql.fragment`branch_id = any(${[...branches]})`;
    const rows = await sql<{ mine: number; unassigned: number; ai: number; all: number; unread: number }>(reader)`
      select count(*) filter (where assignee_id = ${memberId})::int as mine,
        count(*) filter (where status = 'open' and mode in ('queued', 'offered', 'muted'))::int as unassigned,
        count(*) filter (where status = 'open' and mode = 'bot')::int as ai, count(*)::int as all,
        count(*) filter (where unread_count > 0 and assignee_id = ${memberId})::int as unread
      from conversation where status in ('open', 'snoozed') and ${scope}`;
    return rows[0] ?? { mine: 0, unassigned: 0, ai: 0, all: 0, unread: 0 };
  },
  async listMessages(page: {
    conversationId: ConversationId;
    before: { at: Instant; seq: bigint } | null;
    limit: number;
  }): Promise<ThreadRow[]> {
    const cursor = page.before
      ? sql.fragment`(m.sent_at, m.seq) < (${toDate(page.before.at)}, ${page.before.seq})`
      : sql.fragment`true`;
    const rows = await sql<Omit<ThreadRow, "sentAt" | "seq"> & { sentAt: Date; seq: bigint }>(reader)`
      select m.id as "messageId", m.seq, m.direction, m.actor_kind as "actorKind", p.display_name as "actorName", m.kind, m.body,
        m.content, m.provider_message_id as "providerMessageId", m.reply_to as "replyTo", m.sent_at as "sentAt", m.status,
        m.failure_code as "failureCode"
      from message m left join member p on m.actor_kind = 'member' and p.id = m.actor_id
      where m.conversation_id = ${page.conversationId} and ${cursor}
      order by m.sent_at desc, m.seq desc limit ${page.limit}`;
    return rows.map((row) => ({ ...row, seq: `${row.seq}`, sentAt: toIso(fromDate(row.sentAt)) }));
  },
  async listNotes(id: ConversationId): Promise<{ noteId: string; author: string; body: string; at: string }[]> {
    const rows = await sql<{ noteId: string; author: string; body: string; at: Date }>(reader)`
      select n.id as "noteId", coalesce(m.display_name, '') as author, n.body, n.created_at as at
      from conversation_note n left join member m on m.id = n.member_id
      where n.conversation_id = ${id} order by n.created_at desc limit 50`;
    return rows.map((row) => ({ ...row, at: toIso(fromDate(row.at)) }));
  },
  async listAttendance(id: ConversationId) {
    const rows = await sql<{
      member: string;
      at: Date;
      until: Date | null;
      reason: string;
      releaseReason: string | null;
    }>(reader)`
      select coalesce(m.display_name, '') as member, s.accepted_at as at, s.released_at as until, s.reason,
        s.release_reason as "releaseReason"
      from assignment s left join member m on m.id = s.member_id
      where s.conversation_id = ${id} order by s.accepted_at desc limit 20`;
    return rows.map((row) => ({ ...row, at: toIso(fromDate(row.at)), until: isoOf(row.until) }));
  },
});

export const inboxRepository = (tx: TenantTx) => ({
  ...inboxReader(tx),
  async insertNote(note: {
    id: string;
    conversationId: ConversationId;
    memberId: MemberId;
    body: string;
    at: Instant;
  }) {
    const { at, ...row } = note;
    await tx.conversationNote.create({ data: { ...row, createdAt: toDate(at) } });
  },
  async markRead(id: ConversationId): Promise<boolean> {
    const changed = await sql.execute(tx)`
      update conversation set unread_count = 0, read_seq = last_seq where id = ${id} and unread_count > 0`;
    return changed === 1;
  },
});
