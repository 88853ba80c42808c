import { durationMs } from "./durations";
import { failedAtBirth } from "./endings";
import { indexableMatch, valueAt } from "./expressions";
import type { EventPayload, FunctionConfig, RunError } from "./protocol";
import type { Work } from "./work";

export type Parent = { runId: string; stepId: string };

export type NewRun = {
  id: string;
  config: FunctionConfig;
  events: readonly EventPayload[];
  startAt: Date;
  prioritySeconds: number;
  keys: readonly { key: string; limit: number }[];
  singletonKey: string | null;
  throttleKey: string | null;
  parent: Parent | null;
  replayOf: string | null;
  /** Set when the run may not start: it is stored as failed, with its input. */
  error: RunError | null;
};

/** Any number of runs in two statements: a bulk of events must not cost a round trip each. */
export async function insertRuns(work: Work, runs: readonly NewRun[]): Promise<void> {
  if (runs.length === 0) return;
  const column = <T>(read: (run: NewRun) => T) => runs.map(read);
  await work.db.query(
    `with incoming as (
       select t.*, array(select json_array_elements_text(t.keys)) as ckeys,
              array(select v::int from json_array_elements_text(t.limits) v) as climits
         from unnest($1::text[], $2::text[], $3::json[], $4::text[], $5::json[], $6::int[], $7::double precision[], $8::text[], $9::json[],
                     $10::json[], $11::text[], $12::text[], $13::text[], $14::timestamptz[], $16::text[], $17::text[],
                     $18::text[], $19::double precision[], $20::int[]) with ordinality
           as t(id, fn_id, events, tenant, error, priority, finish, singleton, keys, limits, parent_run, parent_step, replay_of, start_at,
                event_name, event_id, throttle_key, throttle_seconds, throttle_burst, n)
     ), fresh as (
       insert into jobs.run (id, fn_id, status, events, tenant, created_at, ended_at, error, priority_seconds, finish_seconds, singleton_key,
                             ckeys, climits, parent_run, parent_step, replay_of, event_name, event_id)
       select id, fn_id, case when error is null then 'queued' else 'failed' end, events, tenant, $15,
              case when error is null then null else $15::timestamptz end, error, priority, finish, singleton, ckeys, climits,
              parent_run, parent_step, replay_of, event_name, event_id
         from incoming)
     insert into jobs.queue (run_id, fn_id, step_id, state, run_at, rank_at, ckeys, climits, throttle_key, throttle_seconds, throttle_burst)
     select id, fn_id, 'step', case when start_at <= $15 then 'ready' else 'later' end, start_at,
            start_at - make_interval(secs => priority), ckeys, climits, throttle_key, throttle_seconds, throttle_burst
       from incoming where error is null order by n`,
    [
      column(({ id }) => id),
      column(({ config }) => config.id),
      column(({ events }) => JSON.stringify(events)),
      column(({ events }) => tenantOf(events)),
      column(({ error }) => error && JSON.stringify(error)),
      column(({ prioritySeconds }) => prioritySeconds),
      column(({ config }) => (config.timeouts?.finish ? durationMs(config.timeouts.finish) / 1_000 : null)),
      column(({ singletonKey }) => singletonKey),
      column(({ keys }) => JSON.stringify(keys.map(({ key }) => key))),
      column(({ keys }) => JSON.stringify(keys.map(({ limit }) => limit))),
      column(({ parent }) => parent?.runId ?? null),
      column(({ parent }) => parent?.stepId ?? null),
      column(({ replayOf }) => replayOf),
      column(({ startAt }) => startAt),
      work.now,
      column(({ events }) => events[0]?.name ?? null),
      column(({ events }) => events[0]?.id ?? null),
      column(({ throttleKey }) => throttleKey),
      column(({ config }) => config.throttle && durationMs(config.throttle.period) / config.throttle.limit / 1_000),
      column(({ config }) => config.throttle && (config.throttle.burst ?? 1)),
    ],
  );
  for (const run of runs) await insertCompanions(work, run);
}

function tenantOf(events: readonly EventPayload[]): string | null {
  const tenant = events[0]?.data.tenantId;
  return typeof tenant === "string" ? tenant : null;
}

/** What few functions ask for: a start time-out, and the events that cancel the run. */
async function insertCompanions(work: Work, { id, config, events, error, parent }: NewRun): Promise<void> {
  if (error !== null) return failedAtBirth(work, { runId: id, fnId: config.id, events, error, parent });
  if (config.timeouts?.start) {
    const due = new Date(work.now.getTime() + durationMs(config.timeouts.start));
    await work.db.query("insert into jobs.timer (due_at, kind, run_id) values ($1, 'start', $2)", [due, id]);
  }
  for (const { event, if: expression, timeout } of config.cancel ?? []) {
    const path = indexableMatch(expression ?? null);
    await work.db.query(
      `insert into jobs.wait (run_id, kind, event_name, expression, match_path, match_value, expires_at)
       values ($1, 'cancel', $2, $3, $4, $5, $6)`,
      [
        id,
        event,
        expression ?? null,
        path ?? "",
        path === null ? "" : valueAt(path, events[0]),
        timeout ? new Date(work.now.getTime() + durationMs(timeout)) : null,
      ],
    );
  }
}
