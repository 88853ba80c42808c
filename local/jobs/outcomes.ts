import { startRun } from "./admission";
import { type Backoff, backoffMs, dueAt, retryAfterAt } from "./durations";
import { endRun } from "./endings";
import { indexableMatch, valueAt } from "./expressions";
import { newId } from "./ids";
import {
  type Answer,
  asRunError,
  type EventPayload,
  LIMITS,
  maxAttempts,
  namedError,
  type Op,
  type RunError,
  type StepState,
} from "./protocol";
import { continueRun, DISCOVERY, enqueue, lockOpenRun, type RunRow, settleStep } from "./queue";
import type { Work } from "./work";

export type QueueItem = {
  id: string;
  run_id: string;
  fn_id: string;
  step_id: string;
  attempt: number;
  losses: number;
  calls: number;
  ckeys: string[];
  climits: number[];
};

type Settings = { backoff: Backoff; random: () => number };

const FOREIGN_DELAY_MS = 1_000;

class LimitExceeded extends Error {
  override name = "LimitExceededError";
}

/** The lease is the right to report: who lost it (a pause, a cancelled run) reports into the void. */
async function heldLease(work: Work, item: QueueItem, owner: string): Promise<{ is_repeat: boolean } | null> {
  const { rows } = await work.db.query<{ is_repeat: boolean }>(
    "select is_repeat from jobs.queue where id = $1 and calls = $2 and lease_owner = $3 and state = 'leased' for update",
    [item.id, item.calls, owner],
  );
  return rows[0] ?? null;
}

export async function applyAnswer(
  work: Work,
  item: QueueItem,
  owner: string,
  answer: Answer,
  settings: Settings,
): Promise<void> {
  const run = await lockOpenRun(work, item.run_id);
  const lease = run && (await heldLease(work, item, owner));
  if (run === null || lease === null) return;
  work.releasedKeys.push(...item.ckeys);
  try {
    await settleAnswer(work, run, { ...item, is_repeat: lease.is_repeat }, answer, settings);
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
    await endRun(work, run, { status: "failed", error: namedError(error.name, error.message) });
  }
}

type HeldItem = QueueItem & { /** A step finished while this discovery ran. */ is_repeat: boolean };

async function settleAnswer(
  work: Work,
  run: RunRow,
  item: HeldItem,
  answer: Answer,
  settings: Settings,
): Promise<void> {
  if (answer.kind === "foreign") return postpone(work, item, FOREIGN_DELAY_MS);
  if (answer.kind === "finished") return complete(work, run, answer.output);
  const config = work.registry.find(run.fn_id)?.config;
  const isLast = answer.noRetry || config === undefined || item.attempt + 1 >= maxAttempts(config);
  if (answer.kind === "failed") {
    if (isLast) return endRun(work, run, { status: "failed", error: asRunError(answer.error) });
    return retry(work, item, answer.retryAfter, settings);
  }
  await applyOps(work, run, item, answer.ops, { isLast, retryAfter: answer.retryAfter, settings });
}

function complete(work: Work, run: RunRow, output: unknown): Promise<void> {
  return endRun(work, run, { status: "completed", output: withinLimit("function output", output) });
}

function withinLimit(what: string, value: unknown): unknown {
  const bytes = Buffer.byteLength(JSON.stringify(value ?? null));
  if (bytes > LIMITS.stepOutputBytes)
    throw new LimitExceeded(`${what} of ${bytes} bytes is over ${LIMITS.stepOutputBytes}`);
  return value;
}

type Reading = { isLast: boolean; retryAfter: string | null; settings: Settings };

async function applyOps(work: Work, run: RunRow, item: HeldItem, ops: readonly Op[], reading: Reading): Promise<void> {
  const completed = ops.find(({ op }) => op === "RunComplete");
  if (completed) return complete(work, run, completed.data);
  const retried = ops.find(({ op }) => op === "StepError");
  if (retried && !reading.isLast) {
    await noteAttempt(work, run, item, retried);
    return retry(work, item, reading.retryAfter, reading.settings);
  }
  const isGroup = ops.length > 1;
  const isRace = run.is_race || ops.some(({ opts }) => opts?.parallelMode === "race");
  const fresh = await countNewSteps(work, run, ops);
  if (isGroup || isRace !== run.is_race || fresh > 0) {
    const { rows } = await work.db.query<{ step_count: number }>(
      `update jobs.run set is_parallel = is_parallel or $2, is_race = $3, step_count = step_count + $4 where id = $1 returning step_count`,
      [run.id, isGroup || isRace, isRace, fresh],
    );
    if ((rows[0]?.step_count ?? 0) > LIMITS.stepsPerRun)
      throw new LimitExceeded(`more than ${LIMITS.stepsPerRun} steps`);
  }
  run.is_parallel ||= isGroup || isRace;
  run.is_race = isRace;
  await work.db.query("delete from jobs.queue where id = $1", [item.id]);
  let hasNews = item.is_repeat;
  for (const op of ops) hasNews = (await applyOp(work, run, item, op)) || hasNews;
  await checkState(work, run);
  // A race that only reported what is already under way has nothing to ask until one of those ends.
  if (hasNews) await continueRun(work, run);
  await work.db.query(
    `update jobs.run set status = 'waiting' where id = $1 and ended_at is null
        and not exists (select 1 from jobs.queue where run_id = $1 and (state <> 'later'))`,
    [run.id],
  );
}

async function countNewSteps(work: Work, run: RunRow, ops: readonly Op[]): Promise<number> {
  const { rows } = await work.db.query<{ known: number }>(
    "select count(*)::int as known from jobs.step where run_id = $1 and id = any ($2)",
    [run.id, ops.map(({ id }) => id)],
  );
  return ops.filter(({ op }) => op !== "DiscoveryRequest").length - (rows[0]?.known ?? 0);
}

async function checkState(work: Work, run: RunRow): Promise<void> {
  const { rows } = await work.db.query<{ state_bytes: string }>("select state_bytes from jobs.run where id = $1", [
    run.id,
  ]);
  const bytes = Number(rows[0]?.state_bytes ?? 0);
  if (bytes > LIMITS.runStateBytes)
    throw new LimitExceeded(`run state of ${bytes} bytes is over ${LIMITS.runStateBytes}`);
}

export const stepName = (op: Op) => op.displayName ?? op.name ?? op.id;

async function noteAttempt(work: Work, run: RunRow, item: QueueItem, op: Op): Promise<void> {
  if (item.step_id === DISCOVERY) return; // the step is only found by running the function again
  await work.db.query("update jobs.step set attempts = $3 where run_id = $1 and id = $2", [
    run.id,
    op.id,
    item.attempt + 1,
  ]);
}

async function openStep(work: Work, run: RunRow, op: Op): Promise<boolean> {
  const { rowCount } = await work.db.query(
    "insert into jobs.step (run_id, id, op, name, started_at) values ($1, $2, $3, $4, $5) on conflict (run_id, id) do nothing",
    [run.id, op.id, op.op, stepName(op), work.now],
  );
  return rowCount === 1;
}

async function timer(work: Work, kind: "sleep" | "wait" | "invoke", run: RunRow, op: Op, due: Date): Promise<void> {
  await work.db.query("insert into jobs.timer (due_at, kind, run_id, step_id) values ($1, $2, $3, $4)", [
    due,
    kind,
    run.id,
    op.id,
  ]);
}

/** True when the function can be told something new: a step is settled. */
async function applyOp(work: Work, run: RunRow, item: QueueItem, op: Op): Promise<boolean> {
  const settle = async (state: StepState) => {
    await settleStep(work, run, { id: op.id, op: op.op, name: stepName(op), state, attempts: item.attempt + 1 });
    return true;
  };
  switch (op.op) {
    case "StepRun":
    case "Step":
      return settle({ type: "data", data: withinLimit(`step "${stepName(op)}"`, op.data ?? null) });
    case "StepError":
    case "StepFailed":
      return settle({ type: "error", error: asRunError(op.error ?? op.data) });
    case "StepPlanned":
      if (await openStep(work, run, op)) await enqueue(work, run, op.id, work.now);
      return false;
    case "Sleep":
      if (await openStep(work, run, op)) await timer(work, "sleep", run, op, limitedDue(op.name ?? "", work.now));
      return false;
    case "WaitForEvent":
      if (await openStep(work, run, op)) await openWait(work, run, op);
      return false;
    case "InvokeFunction": {
      const refusal = (await openStep(work, run, op)) ? await invoke(work, run, op) : null;
      return refusal === null ? false : settle({ type: "error", error: refusal });
    }
    case "DiscoveryRequest":
      return true;
    default:
      return settle({
        type: "error",
        error: namedError("NotSupportedError", `${op.op} is not offered by this executor`),
      });
  }
}

function limitedDue(text: string, now: Date): Date {
  const due = dueAt(text, now);
  if (due.getTime() - now.getTime() > LIMITS.sleepMs) throw new LimitExceeded("a sleep or wait of more than one year");
  return due;
}

async function sourceEvent(work: Work, run: RunRow): Promise<EventPayload | undefined> {
  const { rows } = await work.db.query<{ source: EventPayload }>(
    "select events -> 0 as source from jobs.run where id = $1",
    [run.id],
  );
  return rows[0]?.source;
}

async function openWait(work: Work, run: RunRow, op: Op): Promise<void> {
  const expression = typeof op.opts?.if === "string" ? op.opts.if : null;
  const due = limitedDue(String(op.opts?.timeout ?? ""), work.now);
  const path = indexableMatch(expression);
  const value = path === null ? "" : valueAt(path, await sourceEvent(work, run));
  await work.db.query(
    `insert into jobs.wait (run_id, step_id, kind, event_name, expression, match_path, match_value)
     values ($1, $2, 'event', $3, $4, $5, $6)`,
    [run.id, op.id, op.name, expression, path ?? "", value],
  );
  await timer(work, "wait", run, op, due);
}

async function invoke(work: Work, run: RunRow, op: Op): Promise<RunError | null> {
  const functionId = String(op.opts?.function_id ?? "");
  const fn = work.registry.find(functionId);
  if (fn === undefined) return namedError("FunctionNotFoundError", `could not find function "${functionId}"`);
  const payload = (op.opts?.payload ?? {}) as { data?: Record<string, unknown> };
  const now = work.now.getTime();
  const event: EventPayload = { id: newId(now), name: "inngest/function.invoked", data: payload.data ?? {}, ts: now };
  const started = await startRun(work, fn, [event], { parent: { runId: run.id, stepId: op.id } });
  if (started === null) return namedError("FunctionSkippedError", `"${functionId}" was not started`);
  if (typeof op.opts?.timeout === "string") await timer(work, "invoke", run, op, limitedDue(op.opts.timeout, work.now));
  return null;
}

async function retry(
  work: Work,
  item: QueueItem,
  retryAfter: string | null,
  { backoff, random }: Settings,
): Promise<void> {
  const asked = retryAfter === null ? null : retryAfterAt(retryAfter, work.now);
  const at = asked ?? new Date(work.now.getTime() + backoffMs(item.attempt, random(), backoff));
  await work.db.query(
    `update jobs.queue set state = 'later', run_at = $2, rank_at = $2, attempt = attempt + 1, losses = 0, lease_owner = null,
            lease_until = null where id = $1`,
    [item.id, at],
  );
  await work.db.query("update jobs.run set status = 'waiting' where id = $1", [item.run_id]);
}

/** Gives the item back as if it had not been tried: nobody knows whether the function saw it. */
export async function postpone(work: Work, item: QueueItem, delayMs: number, loss = 0): Promise<void> {
  await work.db.query(
    `update jobs.queue set state = 'later', run_at = $2, losses = losses + $3, lease_owner = null, lease_until = null where id = $1`,
    [item.id, new Date(work.now.getTime() + delayMs), loss],
  );
}

const MAX_LOSSES = 10;

/**
 * The connection broke while the app worked on it: the app died, or the job kills it. No attempt is used, but a job that takes the
 * app down every time is parked in the end.
 */
export async function reportLost(
  work: Work,
  item: QueueItem,
  owner: string,
  loss: 0 | 1,
  reason: string,
): Promise<void> {
  const run = await lockOpenRun(work, item.run_id);
  if (run === null || (await heldLease(work, item, owner)) === null) return;
  work.releasedKeys.push(...item.ckeys);
  if (item.losses + loss >= MAX_LOSSES) {
    const error = namedError("AppLostError", `the app went away ${MAX_LOSSES} times while it ran this step: ${reason}`);
    return endRun(work, run, { status: "failed", error });
  }
  await postpone(work, item, 250, loss);
}
