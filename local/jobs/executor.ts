import { randomUUID } from "node:crypto";
import { Client, Pool } from "pg";
import { createAppClient } from "./app-client";
import { syncSchedules } from "./cron";
import { type Backoff, DEFAULT_BACKOFF } from "./durations";
import { cancelRun } from "./endings";
import { deliver, ingest, parseEvents } from "./events";
import { createFaults } from "./faults";
import { type Api, listen } from "./http";
import { migrate } from "./migrations";
import { Registry } from "./registry";
import { findRun, listRuns, prune, queueStats, replayRun } from "./runs";
import { createScheduler, type Log } from "./scheduler";
import { inWork, type Work } from "./work";

export type ExecutorOptions = {
  databaseUrl: string;
  /** Zero picks a free port. */
  port: number;
  /** Origin of the app; its functions are expected under `/api/inngest`. */
  appUrl: string;
  /** Without one the app must be in development mode (`INNGEST_DEV`). */
  signingKey?: string;
  /** While keys are rotated: accepted from the app, and tried when the first is refused. */
  signingKeyFallback?: string;
  clock?: { now(): Date };
  log?: Log;
  backoff?: Partial<Backoff>;
  maxInFlight?: number;
  callTimeoutMs?: number;
};

export type JobExecutor = { url: string; stop(): Promise<void> };

const SYNC_MS = 5_000; // how soon a restarted app with other functions is noticed
const SYNC_OFFLINE_MS = 250;
const PRUNE_MS = 3_600_000;
const CALL_TIMEOUT_MS = 15 * 60_000;
const MAX_IN_FLIGHT = 32;
const CHANNEL = "jobs_changed";

const silent: Log = () => {};

export async function startJobExecutor(options: ExecutorOptions): Promise<JobExecutor> {
  const log = options.log ?? silent;
  const now = () => options.clock?.now() ?? new Date();
  const owner = randomUUID();
  const pool = new Pool({ connectionString: options.databaseUrl, max: 10, application_name: "jobs" });
  const leasePool = new Pool({
    connectionString: options.databaseUrl,
    max: 2,
    application_name: "jobs-leases",
    options: "-c synchronous_commit=off",
  });
  for (const each of [pool, leasePool])
    each.on("error", (error) => log("warn", "a database connection broke", { error: String(error) }));
  await migrate(pool);
  const registry = new Registry(pool);
  await registry.load();

  const signingKeys = [options.signingKey, options.signingKeyFallback].filter((key) => key !== undefined);
  const client = createAppClient({
    appUrl: options.appUrl,
    signingKeys,
    now,
    callTimeoutMs: options.callTimeoutMs ?? CALL_TIMEOUT_MS,
  });
  const faults = createFaults();
  const deps = { pool, registry, now };
  const work = <T>(body: (work: Work) => Promise<T>) => inWork(deps, deliver, body);
  const scheduler = createScheduler({
    ...deps,
    leasePool,
    client,
    faults,
    random: Math.random,
    owner,
    backoff: { ...DEFAULT_BACKOFF, ...options.backoff },
    maxInFlight: options.maxInFlight ?? MAX_IN_FLIGHT,
    log,
  });

  const stopListening = listenForChanges(options.databaseUrl, log, async (payload) => {
    if (payload === "functions") await registry.load();
    scheduler.wake();
  });

  const api: Api = {
    signingKeys,
    async accept(body, seed) {
      const parsed = parseEvents(body, seed, now());
      if ("error" in parsed) return { status: parsed.status, body: { ...parsed, ids: [] } };
      const { events, ids } = parsed;
      await work(async (w) => {
        await ingest(w, events, ids);
        if (faults.hits(faults.settings.duplicateEvents)) await deliver(w, events);
        await w.db.query("select pg_notify($1, 'events')", [CHANNEL]);
      });
      scheduler.wake();
      return { status: 200, body: { ids, status: 200 } };
    },
    async register(app) {
      const changed = await registry.register(app);
      if (changed) {
        await work(async (w) => {
          await syncSchedules(w);
          await w.db.query("select pg_notify($1, 'functions')", [CHANNEL]);
        });
        log("info", "the app registered its functions", { app: app.appName, count: app.functions.length });
      }
      scheduler.setOnline(true);
      return changed;
    },
    list: (filter) => listRuns(pool, filter),
    find: (id) => findRun(pool, id),
    async replay(id) {
      const runId = await work((w) => replayRun(w, id));
      scheduler.wake();
      return runId;
    },
    async cancel(id) {
      const isCancelled = await work((w) => cancelRun(w, id, "cancelled by a person"));
      scheduler.wake();
      return isCancelled;
    },
    stats: async () => ({ ...(await queueStats(pool)), inFlight: scheduler.inFlight, isOnline: scheduler.isOnline }),
    functions: () =>
      registry.functions.map(({ config }) => ({ id: config.id, name: config.name, triggers: config.triggers })),
    faults: { get: () => faults.settings, set: faults.set },
  };
  const { server, url } = await listen(api, options.port, (error) =>
    log("error", "a request failed", { error: String(error) }),
  );

  let isStopped = false;
  let syncTimer: NodeJS.Timeout | undefined;
  let lastRefusal: string | undefined;
  /** Asks the app to register until it does, and again now and then: that is how a restart is noticed. */
  const keepInSync = async () => {
    const answer = await client.sync();
    if (isStopped) return;
    const isThere = answer === "registered";
    if (!isThere && answer.refusal !== lastRefusal)
      log("warn", "the app does not register", { reason: answer.refusal });
    lastRefusal = isThere ? undefined : answer.refusal;
    scheduler.setOnline(isThere);
    syncTimer = setTimeout(() => void keepInSync(), isThere ? SYNC_MS : SYNC_OFFLINE_MS);
  };
  void keepInSync();
  const pruning = setInterval(
    () => void prune(pool, now()).catch((error) => log("error", "pruning failed", { error: String(error) })),
    PRUNE_MS,
  );

  return {
    url,
    async stop() {
      isStopped = true;
      clearTimeout(syncTimer);
      clearInterval(pruning);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await stopListening();
      await scheduler.stop();
      await client.close();
      await Promise.all([pool.end(), leasePool.end()]);
    },
  };
}

const RECONNECT_MS = 500;

/** Another executor's events and registrations; a broken connection is replaced, and what was missed is found by the idle poll. */
function listenForChanges(
  databaseUrl: string,
  log: Log,
  onChange: (payload: string) => Promise<void>,
): () => Promise<void> {
  let isStopped = false;
  let client: Client | undefined;
  const connect = async (): Promise<void> => {
    const next = new Client({ connectionString: databaseUrl, application_name: "jobs-listen" });
    client = next;
    const again = () => {
      if (isStopped || client !== next) return;
      client = undefined;
      setTimeout(() => void connect(), RECONNECT_MS);
    };
    next.on("error", again);
    next.on("end", again);
    next.on("notification", ({ payload }) => {
      onChange(payload ?? "").catch((error: unknown) =>
        log("error", "a change could not be read", { error: String(error) }),
      );
    });
    try {
      await next.connect();
      await next.query(`listen ${CHANNEL}`);
    } catch (error) {
      log("warn", "cannot listen for changes", { error: String(error) });
      again();
    }
  };
  void connect();
  return async () => {
    isStopped = true;
    await client?.end();
  };
}
