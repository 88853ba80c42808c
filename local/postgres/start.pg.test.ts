import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive, processMark, withFileLock } from "./file-lock";
import { isReachable, serverIdentity } from "./native";
import { postgresUrl, type RunningPostgres, startPostgres } from "./start";

const settings = { fsync: "off", shared_buffers: "16MB", max_connections: "20" };
let home = "";
const running: RunningPostgres[] = [];

beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "mostrador-start-"));
  fs.chmodSync(home, 0o755);
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  fs.rmSync(home, { recursive: true, force: true });
});

const dataDir = () => path.join(home, "data");
async function start(dir = dataDir()): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir: dir, settings });
  running.push(server);
  return server;
}
async function ask(server: RunningPostgres, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: postgresUrl(server) });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return Object.values((await client.query(text)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}
const postmasterPid = () => Number(fs.readFileSync(path.join(dataDir(), "postmaster.pid"), "utf8").split("\n")[0]);

test("[Q5] a first start makes a UTF-8 cluster; two at once share one server, which the last to leave stops", async () => {
  const [first, second] = await Promise.all([start(), start()]);
  expect(first.port).toBe(second.port);
  expect(await ask(first, "select current_setting('server_encoding')")).toBe("UTF8");
  expect(await ask(first, "select lower('ÑANDÚ')")).toBe("ñandú");
  await first.stop();
  expect(await ask(second, "select 1")).toBe(1);
  await second.stop();
  expect(fs.existsSync(path.join(dataDir(), "postmaster.pid"))).toBe(false);
  expect(fs.statSync(path.join(dataDir(), ".password")).mode & 0o077).toBe(0);
});

test("[F8 Q5] committed rows outlive a kill of the server, and the next start recovers by itself", async () => {
  const server = await start();
  await ask(server, "create table kept (id int)");
  await ask(server, "insert into kept values (7)");
  process.kill(postmasterPid(), "SIGKILL");
  expect(await ask(await start(), "select id from kept")).toBe(7);
});

test("[F1] a server left behind by a killed application is adopted", async () => {
  const server = await start();
  const pid = postmasterPid();
  // What a killed application leaves: a user file of a process that no longer runs, and a lock nobody will release.
  const users = `${dataDir()}.users`;
  for (const name of fs.readdirSync(users)) fs.writeFileSync(path.join(users, name), "999999999 1");
  fs.writeFileSync(`${dataDir()}.lock`, "999999999 1");
  const next = await start();
  expect([next.port, postmasterPid()]).toEqual([server.port, pid]);
  await next.stop();
  expect(fs.existsSync(path.join(dataDir(), "postmaster.pid"))).toBe(false);
});

test("[F2] a half-made cluster is made again, and a pid file that names somebody else is ignored", async () => {
  fs.mkdirSync(`${dataDir()}.new/base`, { recursive: true });
  fs.mkdirSync(dataDir());
  await (await start()).stop();
  fs.writeFileSync(path.join(dataDir(), "postmaster.pid"), `${process.pid}\n${dataDir()}\n1\n5432\n`);
  expect(await ask(await start(), "select 1")).toBe(1);
});

test.runIf(process.getuid?.() === 0)(
  "[Q5] as root, a closed home folder sends the data where the server's user may go",
  async () => {
    fs.chmodSync(home, 0o700);
    expect(isReachable(home, serverIdentity())).toBe(false);
    const server = await start();
    const place = String(await ask(server, "show data_directory"));
    expect(place).not.toContain(home);
    await server.stop();
    for (const end of ["", ".log", ".users"]) fs.rmSync(`${place}${end}`, { recursive: true, force: true });
  },
);

test("[F1] a lock is held by one at a time and freed by the death of its holder", async () => {
  const file = path.join(home, "one.lock");
  let inside = 0;
  let most = 0;
  const visit = () =>
    withFileLock(file, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
    });
  await Promise.all(Array.from({ length: 8 }, visit));
  expect(most).toBe(1);
  expect(isAlive(processMark() ?? "")).toBe(true);
  expect(isAlive(`${process.pid} 1`)).toBe(process.platform !== "linux");
});
