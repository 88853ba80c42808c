import type { Pool, PoolClient } from "pg";
import type { EventPayload } from "./protocol";
import type { Registry } from "./registry";

/** One transaction over the executor's state, with what it promised to do before it commits. */
export type Work = {
  readonly db: PoolClient;
  readonly now: Date;
  readonly registry: Registry;
  /** Internal events (`inngest/function.*`), delivered inside the same transaction. */
  readonly emitted: EventPayload[];
  /** Concurrency keys whose slots this transaction gives back. */
  readonly releasedKeys: string[];
};

type Deps = { pool: Pool; registry: Registry; now: () => Date };

const MAX_TRIES = 5;
const isWorthRetrying = (error: unknown) =>
  ["40P01", "40001"].includes((error as { code?: string } | null)?.code ?? "");

/**
 * Runs `body` and then `deliver` for every internal event it caused. Transactions that lock several runs may meet in opposite orders:
 * Postgres stops one of them, and it is simply run again.
 */
export async function inWork<T>(
  deps: Deps,
  deliver: (work: Work, events: readonly EventPayload[]) => Promise<unknown>,
  body: (work: Work) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const db = await deps.pool.connect();
    try {
      await db.query("begin");
      const work: Work = { db, now: deps.now(), registry: deps.registry, emitted: [], releasedKeys: [] };
      const result = await body(work);
      while (work.emitted.length > 0) await deliver(work, work.emitted.splice(0));
      if (work.releasedKeys.length > 0) await db.query("select jobs.release($1)", [[...new Set(work.releasedKeys)]]);
      await db.query("commit");
      db.release();
      return result;
    } catch (error) {
      await db.query("rollback").then(
        () => db.release(),
        (broken: Error) => db.release(broken),
      );
      if (tries >= MAX_TRIES || !isWorthRetrying(error)) throw error;
    }
  }
}
