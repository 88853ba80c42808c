import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { availableParallelism, loadavg } from "node:os";
import { Inngest, type InngestFunction } from "inngest";
import { serve } from "inngest/node";
import { Client } from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { type ExecutorOptions, type JobExecutor, startJobExecutor } from "../executor";

/** Set to the address of a real Inngest server to run the same suite against it. */
const realServer = process.env.INNGEST_DEV?.startsWith("http") ? process.env.INNGEST_DEV : undefined;
export const isEmbedded = realServer === undefined;

/** An empty database; the name is one that the test cluster's own sweep recognises. */
export async function createDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { adminUrl } = inject("postgres");
  const name = `test_${process.pid}_${randomUUID().slice(0, 8)}`;
  const asAdmin = async (sql: string) => {
    const client = new Client({ connectionString: adminUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await asAdmin(`create database "${name}"`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`drop database if exists "${name}" with (force)`) };
}

export async function query<Row extends Record<string, unknown>>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Polls a condition of the outside world; fails with what was last seen. */
export async function until<T>(
  read: () => T | Promise<T>,
  isDone: (value: T) => boolean,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (isDone(value)) return value;
    if (Date.now() > deadline) throw new Error(`still not so after ${timeoutMs} ms: ${JSON.stringify(value)}`);
    await pause(15);
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** What the functions of a test did, by the key that the test put into its event. */
export type Seen = {
  (key: string): readonly { what: string; at: number }[];
  note(key: string, what: string): void;
};

export function createSeen(): Seen {
  const notes = new Map<string, { what: string; at: number }[]>();
  return Object.assign((key: string) => notes.get(key) ?? [], {
    note(key: string, what: string) {
      notes.set(key, [...(notes.get(key) ?? []), { what, at: Date.now() }]);
    },
  });
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** An HTTP server whose handler may be replaced: the stand-in for an app that is deployed again. */
export async function startApp(): Promise<{ url: string; use(handler: Handler): void; stop(): Promise<void> }> {
  let handler: Handler = (_, response) => response.writeHead(503).end();
  const server = createServer((request, response) => handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the app has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    use(next) {
      handler = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Functions = readonly InngestFunction.Any[];
export type World = {
  client: Inngest.Any;
  executorUrl: string;
  databaseUrl: string;
  app: Awaited<ReturnType<typeof startApp>>;
  executor: JobExecutor | undefined;
  seen: Seen;
  /** Sends one event whose data carries a key of its own, and returns the key. */
  send(name: string, data?: Record<string, unknown>, extra?: Record<string, unknown>): Promise<string>;
  /** Waits until the functions noted this under the key. */
  noted(key: string, what: string, timeoutMs?: number): Promise<void>;
  whats(key: string): string[];
  /** Embedded only. */
  api<T = Record<string, unknown>>(path: string, body?: unknown): Promise<T>;
  runs(functionId: string): Promise<RunView[]>;
};
export type RunView = {
  id: string;
  functionId: string;
  status: string;
  error: { message: string } | null;
  replayOf: string | null;
  cancelReason: string | null;
};

const FAST_BACKOFF = { baseMs: 60, factor: 2, maxMs: 2_000 };

/** One app with a real `serve()` route and one executor for the tests of a file. */
export function useWorld(
  build: (client: Inngest.Any, seen: Seen) => Functions,
  options: Partial<ExecutorOptions> & { client?: Record<string, unknown> } = {},
): World {
  const world = {} as World;
  let drop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const app = await startApp();
    const appId = `conformance-${randomUUID().slice(0, 8)}`;
    if (isEmbedded) {
      const database = await createDatabase();
      drop = database.drop;
      world.databaseUrl = database.url;
      const { client: _client, ...rest } = options;
      world.executor = await startJobExecutor({
        databaseUrl: database.url,
        port: 0,
        appUrl: app.url,
        backoff: FAST_BACKOFF,
        ...rest,
      });
    }
    world.app = app;
    world.executorUrl = world.executor?.url ?? realServer ?? "";
    world.seen = createSeen();
    world.client = new Inngest({
      id: appId,
      isDev: true,
      baseUrl: world.executorUrl,
      logger: silentLogger,
      ...options.client,
    });
    world.app.use(serve({ client: world.client, functions: [...build(world.client, world.seen)] }));
    await until(
      () => fetch(`${app.url}/api/inngest`, { method: "PUT" }).then(({ status }) => status),
      (status) => status === 200,
    );
  });
  afterAll(async () => {
    await world.executor?.stop();
    await world.app.stop();
    await drop?.();
  });
  world.send = async (name, data = {}, extra = {}) => {
    const key = randomUUID();
    await world.client.send({ name, data: { key, ...data }, ...extra });
    return String(data.key ?? key);
  };
  world.whats = (key) => world.seen(key).map(({ what }) => what);
  world.noted = async (key, what, timeoutMs) => {
    await until(
      () => world.whats(key),
      (whats) => whats.includes(what),
      timeoutMs,
    );
  };
  world.api = async <T>(path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    return (await (await fetch(`${world.executorUrl}${path}`, init)).json()) as T;
  };
  world.runs = async (functionId) => {
    const { runs } = await world.api<{ runs: RunView[] }>(`/runs?limit=200&fn=${world.client.id}-${functionId}`);
    return runs;
  };
  return world;
}

/** The SDK reports every failing function; here failing is what the functions are for. */
export const silentLogger = { info() {}, warn() {}, error() {}, debug() {} };

export const keyIn = (event: { data?: unknown }): string =>
  String((event.data as { key?: unknown } | undefined)?.key ?? "");

/** Timed inside the database: what is measured is the claim and not the connection. */
const CLAIM_TIMES_SQL = `
  do $$
  declare started timestamptz;
  begin
    create temporary table if not exists claim_times (ms double precision);
    for n in 1 .. 60 loop
      started := clock_timestamp();
      perform jobs.claim(now(), 8, 'probe', 0.001, false);
      insert into claim_times values (extract(epoch from clock_timestamp() - started) * 1000);
    end loop;
  end $$`;

export async function claimTimes(databaseUrl: string): Promise<number[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(CLAIM_TIMES_SQL);
    return (await client.query<{ ms: number }>("select ms from claim_times")).rows.map(({ ms }) => ms);
  } finally {
    await client.end();
  }
}

export const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

/** Machines of a build are shared: a promise is held to twice its bound, and to more while others use the cores. */
export const SLACK = 2 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
