import { newId } from "./ids";
import { type EventPayload, namedError, type RunError } from "./protocol";
import { lockOpenRun, type RunRow, resumeStep } from "./queue";
import type { Work } from "./work";

export type Ending =
  | { status: "completed"; output: unknown }
  | { status: "failed"; error: RunError }
  | { status: "cancelled"; reason: string };

/** The one way a run ends. Whatever it was waiting for is forgotten, its parent hears of it, and the internal events go out. */
export async function endRun(work: Work, run: RunRow, ending: Ending): Promise<void> {
  const output = ending.status === "completed" ? JSON.stringify(ending.output ?? null) : null;
  const error = errorOf(ending);
  const { rows } = await work.db.query<{ events: EventPayload[] }>(
    `update jobs.run set status = $2, ended_at = $3, output = $4, error = $5, cancel_reason = $6 where id = $1 returning events`,
    [
      run.id,
      ending.status,
      work.now,
      output,
      error && JSON.stringify(error),
      ending.status === "cancelled" ? ending.reason : null,
    ],
  );
  const { rows: leased } = await work.db.query<{ state: string }>(
    "delete from jobs.queue where run_id = $1 returning state",
    [run.id],
  );
  if (leased.some(({ state }) => state === "leased")) work.releasedKeys.push(...run.ckeys);
  await work.db.query("delete from jobs.timer where run_id = $1", [run.id]);
  await work.db.query("delete from jobs.wait where run_id = $1", [run.id]);
  const events = rows[0]?.events ?? [];
  announce(work, { runId: run.id, fnId: run.fn_id, events }, ending, error);
  if (run.parent_run !== null && run.parent_step !== null)
    await answerParent(work, run.parent_run, run.parent_step, ending, error);
}

const errorOf = (ending: Ending): RunError | null => {
  if (ending.status === "failed") return ending.error;
  return ending.status === "cancelled"
    ? namedError("FunctionCancelledError", `function cancelled: ${ending.reason}`)
    : null;
};

async function answerParent(
  work: Work,
  runId: string,
  stepId: string,
  ending: Ending,
  error: RunError | null,
): Promise<void> {
  const state =
    ending.status === "completed"
      ? { type: "data" as const, data: ending.output ?? null }
      : { type: "error" as const, error };
  await resumeStep(work, runId, stepId, state);
}

type Ended = { runId: string; fnId: string; events: readonly EventPayload[] };

function announce(work: Work, { runId, fnId, events }: Ended, ending: Ending, error: RunError | null): void {
  const emit = (kind: string, extra: Record<string, unknown>) => {
    const data = { function_id: fnId, run_id: runId, event: events[0], events, ...extra };
    work.emitted.push({
      id: newId(work.now.getTime()),
      name: `inngest/function.${kind}`,
      data,
      ts: work.now.getTime(),
    });
  };
  if (ending.status === "cancelled") {
    emit("cancelled", { error });
    return;
  }
  if (ending.status === "failed") emit("failed", { error });
  const status = ending.status === "completed" ? { status: "Completed" } : { status: "Failed" };
  emit("finished", {
    _inngest: status,
    ...(error === null ? { result: ending.status === "completed" ? ending.output : null } : { error }),
  });
}

/** A run that may not start (its key has no value, its expression is wrong) fails loudly: nothing else would tell anybody. */
export async function failedAtBirth(
  work: Work,
  run: Ended & { error: RunError; parent: { runId: string; stepId: string } | null },
): Promise<void> {
  const ending: Ending = { status: "failed", error: run.error };
  announce(work, run, ending, run.error);
  if (run.parent) await answerParent(work, run.parent.runId, run.parent.stepId, ending, run.error);
}

/** False when the run had already ended. A step in flight goes on in the app; its result is dropped. */
export async function cancelRun(work: Work, runId: string, reason: string): Promise<boolean> {
  const run = await lockOpenRun(work, runId);
  if (run === null) return false;
  await endRun(work, run, { status: "cancelled", reason });
  return true;
}
