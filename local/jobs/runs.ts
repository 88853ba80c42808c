import type { Pool } from "pg";
import { startRun } from "./admission";
import type { EventPayload } from "./protocol";
import type { Work } from "./work";

export type RunFilter = { limit: number; status?: string; fn?: string; tenant?: string; before?: string };

const LIST_COLUMNS = `id, fn_id as "functionId", status, tenant, created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt",
  step_count as "stepCount", replay_of as "replayOf", parent_run as "parentRun", cancel_reason as "cancelReason", error,
  event_name as "eventName", event_id as "eventId"`;

/** Newest first; `before` is the last id of the page before (ids sort by time). */
export async function listRuns(pool: Pool, { limit, status, fn, tenant, before }: RunFilter) {
  const { rows } = await pool.query(
    `select ${LIST_COLUMNS} from jobs.run
      where ($2::text is null or status = $2) and ($3::text is null or fn_id = $3) and ($4::text is null or tenant = $4)
        and ($5::text is null or (created_at, id) < (select created_at, id from jobs.run where id = $5))
      order by created_at desc, id desc limit $1`,
    [limit, status ?? null, fn ?? null, tenant ?? null, before ?? null],
  );
  return rows;
}

export async function findRun(pool: Pool, id: string) {
  const { rows } = await pool.query(`select ${LIST_COLUMNS}, events, output from jobs.run where id = $1`, [id]);
  if (rows[0] === undefined) return null;
  const { rows: steps } = await pool.query(
    `select id, op, name, attempts, state, started_at as "startedAt", ended_at as "endedAt"
       from jobs.step where run_id = $1 order by done_at_seq nulls last, started_at`,
    [id],
  );
  const { rows: queue } = await pool.query(
    `select step_id as "stepId", state, attempt, calls, losses, run_at as "runAt", blocked_on as "blockedOn" from jobs.queue where run_id = $1`,
    [id],
  );
  return { ...rows[0], steps, queue };
}

/** A new run of the same input, linked to the old one. Null when the run or its function is unknown. */
export async function replayRun(work: Work, id: string): Promise<string | null> {
  const { rows } = await work.db.query<{ fn_id: string; events: EventPayload[] }>(
    "select fn_id, events from jobs.run where id = $1",
    [id],
  );
  const fn = rows[0] && work.registry.find(rows[0].fn_id);
  if (!rows[0] || fn === undefined) return null;
  return startRun(work, fn, rows[0].events, { replayOf: id });
}

export async function queueStats(pool: Pool) {
  const { rows: functions } = await pool.query(
    `select q.fn_id as "functionId", count(*) filter (where state = 'ready')::int as ready,
            count(*) filter (where state = 'later')::int as later, count(*) filter (where state = 'blocked')::int as blocked,
            count(*) filter (where state = 'leased')::int as running,
            coalesce(extract(epoch from now() - min(run_at) filter (where state in ('ready', 'blocked'))), 0)::float as "oldestSeconds"
       from jobs.queue q group by q.fn_id order by q.fn_id`,
  );
  const { rows: totals } = await pool.query(
    `select (select count(*)::int from jobs.wait where kind = 'event') as waits, (select count(*)::int from jobs.timer) as timers,
            (select count(*)::int from jobs.run where ended_at is null) as "openRuns",
            (select count(*)::int from jobs.run where status = 'failed' and ended_at > now() - interval '24 hours') as "failedToday"`,
  );
  return { functions, ...totals[0] };
}

const KEEP_DAYS = 14;
const BITE = 5_000;

/** Ended runs and old keys are of no use to anybody; bite by bite, so that nothing waits for the broom. */
export async function prune(pool: Pool, now: Date): Promise<void> {
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);
  for (const [table, column, before] of [
    ["run", "ended_at", ago(KEEP_DAYS)],
    ["event", "received_at", ago(KEEP_DAYS)],
    ["event_key", "seen_at", ago(2)],
    ["idempotency", "expires_at", now],
    ["admitted", "at", ago(1)],
    ["throttle", "next_at", ago(1)],
  ] as const) {
    const sql = `delete from jobs.${table} where ctid = any (array(select ctid from jobs.${table} where ${column} < $1 limit ${BITE}))`;
    let removed = BITE;
    while (removed === BITE) removed = (await pool.query(sql, [before])).rowCount ?? 0;
  }
}
