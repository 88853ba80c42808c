import type { Pool } from "pg";
import type { AppClient } from "./app-client";
import type { Faults } from "./faults";
import type { QueueItem } from "./outcomes";
import { type Answer, callBody, type EventPayload, maxAttempts, namedError, type StackedStep } from "./protocol";
import type { Registry } from "./registry";

type Deps = { pool: Pool; registry: Registry; client: AppClient; faults: Faults };

export type Dispatched =
  | { kind: "answer"; answer: Answer }
  | { kind: "not_registered" | "unreachable" | "lost"; reason: string };

type Loaded = { events: EventPayload[]; is_parallel: boolean; steps: StackedStep[] | null };

async function load(pool: Pool, runId: string): Promise<Loaded | null> {
  const { rows } = await pool.query<Loaded>(
    `select r.events, r.is_parallel, (
       select json_agg(json_build_object('id', s.id, 'state', s.state) order by s.done_at_seq)
         from jobs.step s where s.run_id = r.id and s.state is not null) as steps
       from jobs.run r where r.id = $1`,
    [runId],
  );
  return rows[0] ?? null;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** One call of the app for one queue item, with whatever faults are switched on. */
export async function dispatch(
  { pool, registry, client, faults }: Deps,
  item: QueueItem,
  signal: AbortSignal,
): Promise<Dispatched> {
  const fn = registry.find(item.fn_id);
  if (fn === undefined) return { kind: "not_registered", reason: `function "${item.fn_id}" is not registered` };
  const run = await load(pool, item.run_id);
  if (run === null) return { kind: "lost", reason: "the run is gone" };
  const body = callBody({
    runId: item.run_id,
    attempt: item.attempt,
    maxAttempts: maxAttempts(fn.config),
    events: run.events,
    steps: run.steps ?? [],
    disableImmediateExecution: run.is_parallel,
  });
  const headers = { "x-run-id": item.run_id, "x-request-id": `${item.id}.${item.calls}`, "x-inngest-job-id": item.id };
  const { duplicate, lostAnswers } = faults.settings;
  const delay = faults.delayMs();
  if (delay > 0) await pause(delay);
  if (faults.hits(duplicate)) await client.call(fn.path, item.step_id, body, headers, signal);
  const result = await client.call(fn.path, item.step_id, body, headers, signal);
  if (result.kind === "answer" && faults.hits(lostAnswers))
    return { kind: "lost", reason: "the answer was lost (injected)" };
  if (result.kind === "answer") return result;
  if (result.kind !== "timeout") return { kind: result.kind, reason: result.reason };
  const answer = {
    kind: "failed",
    error: namedError("TimeoutError", result.reason),
    noRetry: false,
    retryAfter: null,
  } as const;
  return { kind: "answer", answer };
}
