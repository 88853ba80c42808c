import type { Pool } from "pg";
import type { AppClient } from "./app-client";
import { fireSchedules } from "./cron";
import { dispatch } from "./dispatch";
import type { Backoff } from "./durations";
import { deliver } from "./events";
import { applyQuickly } from "./fast-path";
import type { Faults } from "./faults";
import { applyAnswer, type QueueItem, reportLost } from "./outcomes";
import type { Registry } from "./registry";
import { fireTimers } from "./timers";
import { inWork, type Work } from "./work";

export type Log = (level: "info" | "warn" | "error", message: string, fields?: Record<string, unknown>) => void;

type Deps = {
  pool: Pool;
  /** Commits without waiting for the disk: a lease that a database crash forgets is only a step run again. */
  leasePool: Pool;
  registry: Registry;
  client: AppClient;
  faults: Faults;
  now: () => Date;
  random: () => number;
  owner: string;
  backoff: Backoff;
  maxInFlight: number;
  log: Log;
};

export type Scheduler = {
  wake(): void;
  setOnline(isOnline: boolean): void;
  readonly inFlight: number;
  readonly isOnline: boolean;
  stop(): Promise<void>;
};

const LEASE_SECONDS = 5;
const HEARTBEAT_MS = 1_500;
const IDLE_MS = 1_000; // the longest another executor's work can stay unnoticed when its notification was lost
const SWEEP_MS = 2_000;
const ERROR_PAUSE_MS = 500;
const STORE_PAUSES_MS = [200, 800, 2_000]; // together less than a lease, or another claim would already have been made
const DRAIN_MS = 2_000;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

type Due = { ready: boolean; next_at: Date | null; timer_due: boolean; cron_due: boolean };

const DUE_SQL = `
  select exists (select 1 from jobs.queue where state = 'ready') as ready,
         t.at <= $1 as timer_due, c.at <= $1 as cron_due,
         least(t.at, c.at,
               (select min(run_at) from jobs.queue where state = 'later'),
               (select $1::timestamptz + (min(lease_until) - clock_timestamp()) from jobs.queue where state = 'leased' and lease_owner <> $2)
         ) as next_at
    from (select min(due_at) as at from jobs.timer) t, (select min(next_at) as at from jobs.cron) c`;

export function createScheduler(deps: Deps): Scheduler {
  const { pool, leasePool, faults, now, owner, log } = deps;
  const inFlight = new Map<string, AbortController>();
  const settled = new Set<Promise<void>>();
  let isOnline = false;
  let isStopped = false;
  let isWoken = false;
  let wakeUp: () => void = () => {};

  const wake = () => {
    isWoken = true;
    wakeUp();
  };
  const work = <T>(body: (work: Work) => Promise<T>) => inWork(deps, deliver, body);

  async function claim(): Promise<number> {
    const free = deps.maxInFlight - inFlight.size;
    if (!isOnline || free <= 0) return 0;
    const { rows } = await leasePool.query<QueueItem>("select * from jobs.claim($1, $2, $3, $4, $5)", [
      now(),
      free,
      owner,
      LEASE_SECONDS,
      faults.settings.reorder,
    ]);
    for (const item of rows) {
      const running = perform(item).finally(() => settled.delete(running));
      settled.add(running);
    }
    return rows.length;
  }

  async function perform(item: QueueItem): Promise<void> {
    const controller = new AbortController();
    inFlight.set(item.id, controller);
    try {
      const result = await dispatch(deps, item, controller.signal);
      if (controller.signal.aborted) return; // the run was cancelled or the lease is lost: nobody waits for this result
      if (result.kind === "answer") {
        const { answer } = result;
        if (answer.kind === "foreign")
          log("warn", "the app answered without the SDK", { status: answer.status, fn: item.fn_id });
        await store(async () => {
          if (await applyQuickly(deps, item, owner, answer)) return;
          await work((w) => applyAnswer(w, item, owner, answer, { backoff: deps.backoff, random: deps.random }));
        });
      } else {
        if (result.kind === "unreachable") isOnline = false;
        log("warn", `call ${result.kind}`, { fn: item.fn_id, run: item.run_id, reason: result.reason });
        await work((w) => reportLost(w, item, owner, result.kind === "lost" ? 1 : 0, result.reason));
      }
    } catch (error) {
      log("error", "a result could not be stored; its lease will expire", { run: item.run_id, error: String(error) });
    } finally {
      if (inFlight.get(item.id) === controller) inFlight.delete(item.id); // unless the lease was lost and we hold it again
      wake();
    }
  }

  /** The step has run and may have cost money: a database that restarts must not be a reason to run it again. */
  async function store(write: () => Promise<void>): Promise<void> {
    for (const pauseMs of STORE_PAUSES_MS) {
      try {
        return await write();
      } catch (error) {
        log("warn", "a result could not be stored yet", { error: String(error) });
        await pause(pauseMs);
      }
    }
    await write();
  }

  async function due(): Promise<Due> {
    const { rows } = await pool.query<Due>(DUE_SQL, [now(), owner]);
    return rows[0] ?? { ready: false, next_at: null, timer_due: false, cron_due: false };
  }

  /** One turn: take what is ready, fire what is due, and say how long nothing will happen by itself. */
  async function turn(): Promise<number> {
    const claimed = await claim();
    const state = await due();
    if (state.timer_due) await work(fireTimers);
    if (state.cron_due) await work(fireSchedules);
    if (state.timer_due || state.cron_due) return 0;
    const canTakeMore = isOnline && inFlight.size < deps.maxInFlight;
    if (state.ready && canTakeMore) return claimed > 0 ? 0 : 1; // what was only parked this time may have made room
    if (state.next_at === null) return IDLE_MS;
    return Math.max(0, Math.min(IDLE_MS, state.next_at.getTime() - now().getTime()));
  }

  function rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
      if (isWoken) wakeUp();
    });
  }

  async function loop(): Promise<void> {
    while (!isStopped) {
      isWoken = false;
      const pauseMs = await turn().catch((error: unknown) => {
        log("error", "the scheduler could not work", { error: String(error) });
        return ERROR_PAUSE_MS;
      });
      if (pauseMs > 0 && !isStopped) await rest(pauseMs);
    }
  }

  async function heartbeat(): Promise<void> {
    const ids = [...inFlight.keys()];
    if (ids.length === 0) return;
    const { rows } = await leasePool.query<{ id: string }>(
      `update jobs.queue set lease_until = clock_timestamp() + make_interval(secs => $3)
        where id = any ($1) and lease_owner = $2 and state = 'leased' returning id`,
      [ids, owner, LEASE_SECONDS],
    );
    const kept = new Set(rows.map(({ id }) => id));
    for (const id of ids) if (!kept.has(id)) inFlight.get(id)?.abort();
  }

  const report = (what: string) => (error: unknown) => log("error", what, { error: String(error) });
  const heartbeats = setInterval(() => void heartbeat().catch(report("heartbeat failed")), HEARTBEAT_MS);
  const sweeps = setInterval(() => {
    pool
      .query<{ unblock: number }>("select jobs.unblock()")
      .then(({ rows }) => (rows[0]?.unblock ?? 0) > 0 && wake())
      .catch(report("sweep failed"));
  }, SWEEP_MS);
  const running = loop();

  return {
    wake,
    setOnline(next) {
      isOnline = next;
      if (next) wake();
    },
    get inFlight() {
      return inFlight.size;
    },
    get isOnline() {
      return isOnline;
    },
    async stop() {
      isStopped = true;
      clearInterval(heartbeats);
      clearInterval(sweeps);
      wake();
      await running;
      // A step that is nearly done is better finished than repeated, but nobody waits long for a stop.
      await Promise.race([Promise.all(settled), pause(DRAIN_MS)]);
      for (const controller of inFlight.values()) controller.abort();
      await Promise.all(settled);
      // Whoever is next need not wait for our leases to run out.
      await pool.query(
        "update jobs.queue set lease_until = clock_timestamp() where lease_owner = $1 and state = 'leased'",
        [owner],
      );
    },
  };
}
