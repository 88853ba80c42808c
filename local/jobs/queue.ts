import type { StackedStep, StepState } from "./protocol";
import type { Work } from "./work";

export const DISCOVERY = "step"; // the SDK's name for "run the function and tell what comes next"

export type RunRow = {
  id: string;
  fn_id: string;
  status: string;
  is_parallel: boolean;
  is_race: boolean;
  step_count: number;
  state_bytes: string;
  priority_seconds: number;
  ckeys: string[];
  climits: number[];
  parent_run: string | null;
  parent_step: string | null;
};

const RUN_COLUMNS =
  "id, fn_id, status, is_parallel, is_race, step_count, state_bytes, priority_seconds, ckeys, climits, parent_run, parent_step";

/** Every change of a run starts here: holding its row is what makes two answers for parallel steps happen one after the other. */
export async function lockOpenRun(work: Work, runId: string): Promise<RunRow | null> {
  const { rows } = await work.db.query<RunRow>(
    `select ${RUN_COLUMNS} from jobs.run where id = $1 and ended_at is null for update`,
    [runId],
  );
  return rows[0] ?? null;
}

export async function enqueue(work: Work, run: RunRow, stepId: string, runAt: Date): Promise<void> {
  await work.db.query(
    `insert into jobs.queue (run_id, fn_id, step_id, state, run_at, rank_at, ckeys, climits)
     values ($1, $2, $3, case when $4::timestamptz <= $5::timestamptz then 'ready' else 'later' end, $4,
             $4::timestamptz - make_interval(secs => $6), $7, $8)
     on conflict (run_id, step_id) do update set is_repeat = true where queue.state = 'leased'`,
    [run.id, run.fn_id, stepId, runAt, work.now, run.priority_seconds, run.ckeys, run.climits],
  );
}

/** Null means the step was already settled: a finished step keeps its first result, whatever arrives later. */
export async function settleStep(
  work: Work,
  run: RunRow,
  step: { id: string; op: string; name: string; state: StepState; attempts?: number },
): Promise<"settled" | "already_settled"> {
  const state = JSON.stringify(step.state);
  const { rowCount } = await work.db.query(
    `insert into jobs.step (run_id, id, op, name, state, done_at_seq, attempts, started_at, ended_at)
     values ($1, $2, $3, $4, $5, nextval('jobs.done_seq'), $6, $7, $7)
     on conflict (run_id, id) do update set state = excluded.state, done_at_seq = excluded.done_at_seq,
       attempts = excluded.attempts, ended_at = excluded.ended_at where step.state is null`,
    [run.id, step.id, step.op, step.name, state, step.attempts ?? 1, work.now],
  );
  if (rowCount === 0) return "already_settled";
  await work.db.query("update jobs.run set state_bytes = state_bytes + $2 where id = $1", [
    run.id,
    Buffer.byteLength(state),
  ]);
  return "settled";
}

export async function openSteps(work: Work, runId: string): Promise<number> {
  const { rows } = await work.db.query<{ open: number }>(
    "select count(*)::int as open from jobs.step where run_id = $1 and state is null",
    [runId],
  );
  return rows[0]?.open ?? 0;
}

/**
 * Asks the function what comes next, once every step it reported is settled. Only a race asks after each one. When nothing is open any
 * more the function may again run a single step at once instead of planning it first.
 */
export async function continueRun(work: Work, run: RunRow): Promise<void> {
  const open = await openSteps(work, run.id);
  if (open > 0 && !run.is_race) return;
  if (open === 0 && run.is_parallel && !run.is_race) {
    await work.db.query("update jobs.run set is_parallel = false where id = $1", [run.id]);
  }
  await enqueue(work, run, DISCOVERY, work.now);
}

/** A sleep, a wait or a child that ended: settle the step it stands for and let the run go on. */
export async function resumeStep(work: Work, runId: string, stepId: string, state: StepState): Promise<void> {
  const run = await lockOpenRun(work, runId);
  if (run === null) return;
  const settled = await settleStep(work, run, { id: stepId, op: "", name: "", state });
  if (settled === "already_settled") return;
  await work.db.query("delete from jobs.timer where run_id = $1 and step_id = $2", [runId, stepId]);
  await work.db.query("delete from jobs.wait where run_id = $1 and step_id = $2", [runId, stepId]);
  await continueRun(work, run);
}

/** In the order in which steps finished, because the SDK replays the function's branches in that order. */
export async function stackOf(db: Work["db"], runId: string): Promise<StackedStep[]> {
  const { rows } = await db.query<StackedStep>(
    "select id, state from jobs.step where run_id = $1 and state is not null order by done_at_seq",
    [runId],
  );
  return rows;
}
