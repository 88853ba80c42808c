import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Identity, serverIdentity } from "@local/postgres/native";

export type Bouncer = {
  /** The same login and database, through the pooler. */
  through(url: string): string;
  stop(): Promise<void>;
};

export type BouncerOptions = {
  /** Direct URLs of every login that will come through; all of one database. */
  urls: readonly string[];
  /** Server connections for each login. */
  poolSize: number;
};

const startLimitMs = 10_000;

export function hasPgbouncer(): boolean {
  return spawnSync("pgbouncer", ["--version"]).status === 0;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function writeConfig(folder: string, port: number, { urls, poolSize }: BouncerOptions, owner: Identity | null): string {
  const parsed = urls.map((url) => new URL(url));
  const [first] = parsed;
  if (!first) throw new Error("no login to pool");
  const database = first.pathname.slice(1);
  const users = parsed.map((url) => `"${url.username}" "${decodeURIComponent(url.password)}"`).join("\n");
  const files = {
    "users.txt": users,
    "pgbouncer.ini": `[databases]
${database} = host=${first.hostname} port=${first.port} dbname=${database}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${path.join(folder, "users.txt")}
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 500
ignore_startup_parameters = extra_float_digits
logfile = ${path.join(folder, "pgbouncer.log")}
`,
  };
  for (const [name, text] of Object.entries(files)) {
    fs.writeFileSync(path.join(folder, name), text, { mode: 0o600 });
    if (owner) fs.chownSync(path.join(folder, name), owner.uid, owner.gid);
  }
  if (owner) fs.chownSync(folder, owner.uid, owner.gid);
  return path.join(folder, "pgbouncer.ini");
}

/** A transaction-mode pooler in front of one database, as hosted Postgres has it. Refuses root, like the server. */
export async function startPgbouncer(options: BouncerOptions): Promise<Bouncer> {
  const identity = serverIdentity();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "mostrador-pgbouncer-"));
  const port = await freePort();
  const config = writeConfig(folder, port, options, identity);
  const child = spawn("pgbouncer", [config], { ...(identity ?? {}), cwd: folder, stdio: "ignore" });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    child.kill("SIGKILL");
    await exited;
    fs.rmSync(folder, { recursive: true, force: true });
  };
  for (const deadline = performance.now() + startLimitMs; !(await accepts(port)); await wait(25)) {
    if (child.exitCode !== null || performance.now() > deadline) {
      const log = path.join(folder, "pgbouncer.log");
      const said = fs.existsSync(log) ? fs.readFileSync(log, "utf8") : "nothing";
      await stop();
      throw new Error(`pgbouncer did not start: ${said}`);
    }
  }
  return {
    through(url) {
      const pooled = new URL(url);
      pooled.port = `${port}`;
      return pooled.href;
    },
    stop,
  };
}
