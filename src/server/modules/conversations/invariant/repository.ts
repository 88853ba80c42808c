import { sql, type TenantReader } from "@/server/platform/db";

/** Each query counts what must not exist. */
export const conversationInvariants = (reader: TenantReader) => {
  const count = async (rows: Promise<{ count: number }[]>) => (await rows)[0]?.count ?? 0;
  return {
    humansWithoutAssignment: () =>
      count(sql<{ count: number }>(reader)`
        select count(*)::int as count from conversation c where c.mode = 'human' and not exists (
          select 1 from assignment a where a.conversation_id = c.id and a.released_at is null and a.member_id = c.assignee_id)`),
    seqGaps: () =>
      count(sql<{ count: number }>(reader)`
        select count(*)::int as count from conversation c where c.last_seq <> (
          select count(*) from message m where m.conversation_id = c.id)`),
    botsSentUnderOldFence: () =>
      count(sql<{ count: number }>(reader)`
        select count(*)::int as count from outbound o join conversation c on c.id = o.conversation_id
        where o.actor_kind = 'bot' and o.fence > c.fence`),
    sendsWithoutMessage: () =>
      count(sql<{ count: number }>(reader)`
        select count(*)::int as count from outbound o where not exists (select 1 from message m where m.id = o.message_id)`),
    sentWithoutAttempt: () =>
      count(sql<{ count: number }>(reader)`
        select count(*)::int as count from outbound o where o.state = 'sent' and not exists (
          select 1 from attempt a where a.outbound_id = o.id and a.outcome = 'accepted')`),
    repeatedAfterUnknown: () =>
      count(sql<{ count: number }>(reader)`
        select count(*)::int as count from attempt a join attempt later on later.outbound_id = a.outbound_id and later.n > a.n
        where a.outcome = 'accepted'`),
  };
};
