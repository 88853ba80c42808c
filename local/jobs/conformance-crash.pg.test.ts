import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, isEmbedded, query, until } from "./testing/world";

/** Lease, plus what a process needs to come back. */
const RESUME_MS = 6_000;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

describe.runIf(isEmbedded)("[P13] [PL158] crashes", () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let folder: string;
  let journal: string;
  let ports: { executor: number; app: number };
  const children = new Set<ChildProcess>();

  function start(file: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn(process.execPath, ["--import", "tsx", here(file), ...args], {
      env: { ...process.env, ...env },
      stdio: "ignore",
    });
    children.add(child);
    child.once("exit", () => children.delete(child));
    return child;
  }
  const startExecutor = () =>
    start("./main.ts", [], {
      DATABASE_URL: database.url,
      JOBS_PORT: String(ports.executor),
      APP_URL: `http://127.0.0.1:${ports.app}`,
      JOBS_BACKOFF_MS: "100",
    });
  const startApp = () =>
    start("./testing/crash-app.ts", [`http://127.0.0.1:${ports.executor}`, String(ports.app), journal]);
  async function kill9(child: ChildProcess): Promise<void> {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
  const lines = (key: string) =>
    readFileSync(journal, "utf8")
      .split("\n")
      .filter((line) => line.startsWith(key))
      .map((line) => line.slice(key.length + 1));
  const noted = (key: string, what: string, times = 1, timeoutMs = 20_000) =>
    until(
      () => lines(key),
      (all) => all.filter((line) => line === what).length >= times,
      timeoutMs,
    );
  const isReady = () =>
    until(
      () =>
        fetch(`http://127.0.0.1:${ports.executor}/stats`).then(
          async (response) => ((await response.json()) as { isOnline: boolean }).isOnline,
          () => false,
        ),
      (online) => online,
      25_000,
    );
  async function send(name: string): Promise<string> {
    const key = randomUUID();
    const body = JSON.stringify({ name, data: { key } });
    const response = await fetch(`http://127.0.0.1:${ports.executor}/e/k`, { method: "POST", body });
    expect(response.status).toBe(200);
    return key;
  }

  beforeAll(async () => {
    database = await createDatabase();
    folder = mkdtempSync(path.join(tmpdir(), "jobs-crash-"));
    journal = path.join(folder, "journal");
    writeFileSync(journal, "");
    ports = { executor: await freePort(), app: await freePort() };
  });
  afterAll(async () => {
    await Promise.all([...children].map(kill9));
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  test("[P13] [PL158] [PL164] kill -9 of the executor, then of the app, inside a step: only the step in flight repeats", {
    timeout: 60_000,
  }, async () => {
    let executor = startExecutor();
    let app = startApp();
    await isReady();

    const first = await send("crash/go");
    await noted(first, "in 2");
    await kill9(executor);
    const killedAt = Date.now();
    executor = startExecutor();
    await noted(first, "in 2", 2);
    expect(Date.now() - killedAt).toBeLessThan(RESUME_MS);
    await noted(first, "done");
    expect(lines(first).filter((line) => line.startsWith("in"))).toEqual(["in 1", "in 2", "in 2", "in 3"]);

    await isReady();
    const second = await send("crash/go");
    await noted(second, "in 2");
    await kill9(app);
    const appKilledAt = Date.now();
    app = startApp();
    await noted(second, "in 2", 2);
    expect(Date.now() - appKilledAt).toBeLessThan(RESUME_MS);
    await noted(second, "done");
    expect(lines(second).filter((line) => line.startsWith("in"))).toEqual(["in 1", "in 2", "in 2", "in 3"]);

    // No attempt was used: with retries 0 a second attempt would have failed the run.
    await until(
      () => query<{ status: string }>(database.url, "select status from jobs.run order by status"),
      (runs) => runs.map(({ status }) => status).join() === "completed,completed",
    );
    await kill9(app);
    await kill9(executor);
  });

  test("[P13] [PL158] [F39] a job that takes the app down each time is parked with its input; the others go on", {
    timeout: 60_000,
  }, async () => {
    startExecutor();
    let isOver = false;
    const keepUp = async () => {
      while (!isOver) {
        const app = startApp();
        await once(app, "exit");
      }
    };
    const keeper = keepUp();
    await isReady();
    // Nine losses are already on its account: one more proves the bound without nine more starts of a process.
    const poison = await send("crash/poison");
    await query(database.url, "update jobs.queue set losses = 9 where fn_id = 'crash-poison'");
    await until(
      () =>
        query<{ status: string; input: string }>(
          database.url,
          "select status, events::text as input from jobs.run where fn_id = 'crash-poison'",
        ),
      ([run]) => run?.status === "failed" && run.input.includes(poison),
    );
    const healthy = await send("crash/go");
    await noted(healthy, "done");
    isOver = true;
    await Promise.all([...children].map(kill9));
    await keeper;
  });
});
