import type { Pool } from "pg";
import { type QueueItem, stepName } from "./outcomes";
import { type Answer, LIMITS } from "./protocol";
import { DISCOVERY } from "./queue";
import type { Registry } from "./registry";

type Deps = { pool: Pool; registry: Registry; now: () => Date };
type Verdict = "done" | "gone" | "general";

/** False when the answer needs the general way. */
export async function applyQuickly(
  { pool, registry, now }: Deps,
  item: QueueItem,
  owner: string,
  answer: Answer,
): Promise<boolean> {
  if (item.step_id !== DISCOVERY) return false;
  const lease = [item.id, item.calls, owner, item.run_id, now()];
  if (answer.kind === "finished") {
    if (registry.isListening("inngest/function.finished")) return false;
    const output = JSON.stringify(answer.output ?? null);
    if (Buffer.byteLength(output) > LIMITS.stepOutputBytes) return false;
    return isSettled(await pool.query("select jobs.complete($1, $2, $3, $4, $5, $6) as verdict", [...lease, output]));
  }
  const [op] = answer.kind === "ops" && answer.ops.length === 1 ? answer.ops : [];
  if (op?.op !== "StepRun" || op.opts?.parallelMode !== undefined) return false;
  const state = JSON.stringify({ type: "data", data: op.data ?? null });
  if (Buffer.byteLength(state) > LIMITS.stepOutputBytes) return false;
  return isSettled(
    await pool.query("select jobs.advance($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as verdict", [
      ...lease,
      op.id,
      op.op,
      stepName(op),
      state,
      item.attempt + 1,
      LIMITS.stepsPerRun,
      LIMITS.runStateBytes,
    ]),
  );
}

const isSettled = ({ rows }: { rows: { verdict: Verdict }[] }): boolean => rows[0]?.verdict !== "general";
