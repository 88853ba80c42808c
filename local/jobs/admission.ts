import { durationMs } from "./durations";
import { cancelRun } from "./endings";
import { keyOf } from "./expressions";
import { newId } from "./ids";
import { insertRuns, type NewRun, type Parent } from "./new-runs";
import { concurrencyOf, type EventPayload, type FunctionConfig, LIMITS, namedError } from "./protocol";
import type { RegisteredFunction } from "./registry";
import type { Work } from "./work";

const MAX_PRIORITY_SECONDS = 600;
const IDEMPOTENCY_HOURS = 24;

function slotsOf(config: FunctionConfig, event: EventPayload): NewRun["keys"] {
  return concurrencyOf(config).map(({ limit, key, scope }, index) => {
    const value = key ? (keyOf(key, { event }) ?? "null") : "";
    const owner = scope === "env" || scope === "account" ? `${scope}:${key ?? ""}` : `${config.id}:${index}`;
    return { key: `${owner}:${value}`, limit };
  });
}

function priorityOf(config: FunctionConfig, event: EventPayload): number {
  const value = config.priority?.run ? Number(keyOf(config.priority.run, { event })) : 0;
  if (!Number.isFinite(value)) return 0;
  return Math.round(Math.max(-MAX_PRIORITY_SECONDS, Math.min(MAX_PRIORITY_SECONDS, value)));
}

/** Two transactions that decide about the same key must see each other's decision. */
async function lockKey(work: Work, ...parts: string[]): Promise<void> {
  await work.db.query("select pg_advisory_xact_lock(hashtextextended($1, 1))", [parts.join("\u0001")]);
}

const flowKey = (expression: string | null | undefined, event: EventPayload) =>
  expression ? (keyOf(expression, { event }) ?? "null") : "";

/** An event meets a function: skipped, held back, or a run, which joins `plain` to be stored with the others. This is the cloud's order. */
export async function admit(work: Work, fn: RegisteredFunction, event: EventPayload, plain: NewRun[]): Promise<void> {
  const { config } = fn;
  if (config.rateLimit && !(await isWithinRate(work, config, config.rateLimit, event))) return;
  if (config.debounce) return holdLatest(work, config, config.debounce, event);
  const batch = config.batchEvents;
  if (batch && (!batch.if || keyOf(batch.if, { event }) === "true")) return holdForBatch(work, fn, batch, event);
  if (config.singleton)
    await startRun(work, fn, [event]); // it looks at the runs there are, so it cannot wait for the others
  else {
    const run = await prepareRun(work, fn, [event], {});
    if (run !== null) plain.push(run);
  }
}

async function isWithinRate(
  work: Work,
  config: FunctionConfig,
  rate: NonNullable<FunctionConfig["rateLimit"]>,
  event: EventPayload,
): Promise<boolean> {
  const key = flowKey(rate.key, event);
  await lockKey(work, "rate", config.id, key);
  const { rowCount } = await work.db.query(
    `insert into jobs.admitted (fn_id, key, at)
     select $1, $2, $3 where (select count(*) from jobs.admitted where fn_id = $1 and key = $2 and at > $4) < $5`,
    [config.id, key, work.now, new Date(work.now.getTime() - durationMs(rate.period)), rate.limit],
  );
  return rowCount === 1;
}

/** Each event pushes the start away again, but never past the maximum counted from the first one. */
async function holdLatest(
  work: Work,
  config: FunctionConfig,
  debounce: NonNullable<FunctionConfig["debounce"]>,
  event: EventPayload,
): Promise<void> {
  const key = flowKey(debounce.key, event);
  const after = (text: string) => new Date(work.now.getTime() + durationMs(text));
  const latest = debounce.timeout ? after(debounce.timeout) : null;
  const { rows } = await work.db.query<{ latest_at: Date | null }>(
    `insert into jobs.held (fn_id, kind, key, events, latest_at) values ($1, 'debounce', $2, array[$3::json], $4)
     on conflict (fn_id, kind, key) do update set events = excluded.events returning latest_at`,
    [config.id, key, JSON.stringify(event), latest],
  );
  await work.db.query(
    `insert into jobs.timer (due_at, kind, fn_id, key) values (least($3::timestamptz, $4::timestamptz), 'debounce', $1, $2)
     on conflict (fn_id, kind, key) where key is not null do update set due_at = excluded.due_at`,
    [config.id, key, after(debounce.period), rows[0]?.latest_at ?? null],
  );
}

async function holdForBatch(
  work: Work,
  fn: RegisteredFunction,
  batch: NonNullable<FunctionConfig["batchEvents"]>,
  event: EventPayload,
): Promise<void> {
  const key = flowKey(batch.key, event);
  const { rows } = await work.db.query<{ size: number }>(
    `insert into jobs.held (fn_id, kind, key, events) values ($1, 'batch', $2, array[$3::json])
     on conflict (fn_id, kind, key) do update set events = held.events || excluded.events
     returning cardinality(events)::int as size`,
    [fn.config.id, key, JSON.stringify(event)],
  );
  if ((rows[0]?.size ?? 0) >= batch.maxSize) return startHeld(work, fn, "batch", key);
  await work.db.query(
    `insert into jobs.timer (due_at, kind, fn_id, key) values ($3, 'batch', $1, $2)
     on conflict (fn_id, kind, key) where key is not null do nothing`,
    [fn.config.id, key, new Date(work.now.getTime() + durationMs(batch.timeout))],
  );
}

/** What a debounce or a batch held back starts now. */
export async function startHeld(
  work: Work,
  fn: RegisteredFunction,
  kind: "debounce" | "batch",
  key: string,
): Promise<void> {
  await work.db.query("delete from jobs.timer where fn_id = $1 and kind = $2 and key = $3", [fn.config.id, kind, key]);
  const { rows } = await work.db.query<{ events: EventPayload[] }>(
    "delete from jobs.held where fn_id = $1 and kind = $2 and key = $3 returning events",
    [fn.config.id, kind, key],
  );
  if (rows[0]) await startRun(work, fn, rows[0].events);
}

type Start = { parent?: Parent; replayOf?: string };

/** Null when the run was not started: the same key is already known, or a singleton is busy. */
export async function startRun(
  work: Work,
  fn: RegisteredFunction,
  events: readonly EventPayload[],
  start: Start = {},
): Promise<string | null> {
  const run = await prepareRun(work, fn, events, start);
  if (run === null) return null;
  await insertRuns(work, [run]);
  return run.id;
}

type Plan = Pick<NewRun, "keys" | "prioritySeconds" | "singletonKey" | "throttleKey" | "error"> & {
  idempotencyKey: string | null;
};

/** Everything an event's data decides. An expression that cannot be evaluated makes a failed run, not a lost event. */
function planRun(config: FunctionConfig, event: EventPayload): Plan {
  const plan: Plan = {
    keys: [],
    prioritySeconds: 0,
    singletonKey: null,
    throttleKey: null,
    idempotencyKey: null,
    error: null,
  };
  try {
    plan.keys = slotsOf(config, event);
    plan.prioritySeconds = priorityOf(config, event);
    if (config.throttle) plan.throttleKey = flowKey(config.throttle.key, event);
    if (config.singleton) plan.singletonKey = flowKey(config.singleton.key, event);
    if (config.idempotency) {
      plan.idempotencyKey = keyOf(config.idempotency, { event });
      const message = `${config.idempotency} is undefined`;
      if (plan.idempotencyKey === null) plan.error = namedError("IdempotencyKeyError", message);
    }
  } catch (error) {
    plan.error = namedError("ExpressionError", String(error));
  }
  return plan;
}

async function prepareRun(
  work: Work,
  { config }: RegisteredFunction,
  events: readonly EventPayload[],
  { parent, replayOf }: Start,
): Promise<NewRun | null> {
  const [event] = events;
  if (event === undefined) return null;
  const { idempotencyKey, ...plan } = planRun(config, event);
  const now = work.now.getTime();
  const run: NewRun = {
    ...plan,
    id: newId(now),
    config,
    events,
    startAt: new Date(Math.max(now, Math.min(event.ts, now + LIMITS.sleepMs))),
    parent: parent ?? null,
    replayOf: replayOf ?? null,
  };
  if (run.error !== null) return run;
  if (idempotencyKey !== null && replayOf === undefined && !(await isFirst(work, config.id, idempotencyKey, run.id)))
    return null;
  if (config.singleton && !(await isAlone(work, run, config.singleton.mode))) return null;
  return run;
}

async function isFirst(work: Work, fnId: string, key: string, runId: string): Promise<boolean> {
  const { rowCount } = await work.db.query(
    `insert into jobs.idempotency (fn_id, key, run_id, expires_at) values ($1, $2, $3, $4::timestamptz + make_interval(hours => $5))
     on conflict (fn_id, key) do update set run_id = excluded.run_id, expires_at = excluded.expires_at
      where idempotency.expires_at <= $4`,
    [fnId, key, runId, work.now, IDEMPOTENCY_HOURS],
  );
  return rowCount === 1;
}

async function isAlone(work: Work, run: NewRun, mode: "skip" | "cancel"): Promise<boolean> {
  await lockKey(work, "singleton", run.config.id, run.singletonKey ?? "");
  const { rows } = await work.db.query<{ id: string }>(
    "select id from jobs.run where fn_id = $1 and singleton_key = $2 and ended_at is null",
    [run.config.id, run.singletonKey],
  );
  if (mode === "skip") return rows.length === 0;
  for (const { id } of rows) await cancelRun(work, id, "replaced by a newer run of a singleton");
  return true;
}
