import { startHeld } from "./admission";
import { cancelRun } from "./endings";
import { namedError } from "./protocol";
import { resumeStep } from "./queue";
import type { Work } from "./work";

type DueTimer = {
  kind: "sleep" | "wait" | "invoke" | "start" | "finish" | "debounce" | "batch";
  run_id: string | null;
  step_id: string | null;
  fn_id: string | null;
  key: string | null;
};

const BATCH = 50;

/** Fires what is due and returns how many fired. Taking a timer and doing its work are one transaction, so it needs no lease. */
export async function fireTimers(work: Work): Promise<number> {
  const { rows } = await work.db.query<DueTimer>(
    `delete from jobs.timer where id in (select id from jobs.timer where due_at <= $1 order by due_at limit $2 for update skip locked)
     returning kind, run_id, step_id, fn_id, key`,
    [work.now, BATCH],
  );
  for (const timer of rows.toSorted((a, b) => ((a.run_id ?? "") < (b.run_id ?? "") ? -1 : 1))) await fire(work, timer);
  return rows.length;
}

async function fire(work: Work, { kind, run_id, step_id, fn_id, key }: DueTimer): Promise<void> {
  if (kind === "debounce" || kind === "batch") {
    const fn = work.registry.find(fn_id ?? "");
    if (fn !== undefined && key !== null) await startHeld(work, fn, kind, key);
    return;
  }
  if (run_id === null) return;
  if (kind === "start" || kind === "finish") {
    await cancelRun(work, run_id, `${kind} time-out`);
    return;
  }
  if (step_id === null) return;
  const timedOut = namedError("TimeoutError", "the invoked function did not finish in time");
  await resumeStep(
    work,
    run_id,
    step_id,
    kind === "invoke" ? { type: "error", error: timedOut } : { type: "data", data: null },
  );
}
