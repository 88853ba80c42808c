import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { isAlive, processMark, withFileLock } from "./file-lock";
import { type Identity, isReachable, nativeFolder, openFolder, serverIdentity } from "./native";

export type RunningPostgres = {
  pid: number;
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** Stops the server, unless another process is still using it. */
  stop(): Promise<void>;
};

export type StartOptions = {
  dataDir: string;
  /** A free one when left out; a server that already runs keeps its own. */
  port?: number;
  /** Who runs the server; found out by itself when left out. */
  runAs?: Identity | "auto";
  /** Server settings on top of ours, such as `fsync: "off"` for tests. */
  settings?: Readonly<Record<string, string>>;
};

const ourSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  max_locks_per_transaction: "256",
  shared_buffers: "256MB",
};
const startLimitMs = 45_000;
const stopLimitMs = 20_000;
const pollMs = 25;

type Place = {
  readonly dir: string;
  readonly native: string;
  readonly identity: Identity | null;
};

function placeFor({ dataDir, runAs = "auto" }: StartOptions): Place {
  const identity = runAs === "auto" ? serverIdentity() : runAs;
  const wanted = path.resolve(dataDir);
  const name = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  const dir = isReachable(path.dirname(wanted), identity) ? wanted : openFolder(name);
  fs.mkdirSync(path.dirname(dir), { recursive: true });
  return { dir, native: nativeFolder(identity), identity };
}

const processOptions = ({ identity }: Place) => ({
  ...(identity ?? {}),
  cwd: "/",
  env: { PATH: process.env.PATH, LC_ALL: "C" } as unknown as NodeJS.ProcessEnv,
});

const passwordFile = ({ dir }: Place) => path.join(dir, ".password");

/** Made beside and renamed, so that a cluster exists whole or not at all. */
function createCluster(place: Place): void {
  const { dir, native, identity } = place;
  if (fs.existsSync(path.join(dir, "PG_VERSION"))) return;
  const partial = `${dir}.new`;
  const secret = `${dir}.new.password`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.rmSync(dir, { recursive: true, force: true });
  fs.mkdirSync(partial, { recursive: true, mode: 0o700 });
  fs.writeFileSync(secret, randomBytes(18).toString("base64url"), { mode: 0o600 });
  if (identity) for (const file of [partial, secret]) fs.chownSync(file, identity.uid, identity.gid);
  const encoding = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = ["-U", "postgres", "-A", "scram-sha-256", `--pwfile=${secret}`];
  const { status, stderr, error } = spawnSync(
    path.join(native, "bin", "initdb"),
    ["-D", partial, ...access, ...encoding, "--no-sync", "--no-instructions"],
    { ...processOptions(place), encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`, { cause: error });
  fs.renameSync(secret, path.join(partial, ".password"));
  fs.renameSync(partial, dir);
}

const connection = (place: Place, port: number) => ({
  host: "127.0.0.1",
  port,
  user: "postgres",
  database: "postgres",
  password: fs.readFileSync(passwordFile(place), "utf8"),
});

type Postmaster = { pid: number; port: number };

function postmasterOf({ dir }: Place): Postmaster | null {
  try {
    const lines = fs.readFileSync(path.join(dir, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3] ?? 0) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** A pid file outlives its server after a kill, and its number may by now be anything. */
function isPostgres(pid: number): boolean {
  if (processMark(pid) === null) return false;
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("postgres");
  } catch {
    return process.platform !== "linux";
  }
}

async function answers(place: Place, port: number): Promise<boolean> {
  const client = new pg.Client({ ...connection(place, port), connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory === fs.realpathSync(place.dir);
  } catch {
    return false;
  } finally {
    await client.end();
  }
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

function spawnServer(place: Place, port: number, settings: Readonly<Record<string, string>>): () => boolean {
  const log = fs.openSync(`${place.dir}.log`, "a");
  const flags = Object.entries({ ...ourSettings, ...settings }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(path.join(place.native, "bin", "postgres"), ["-D", place.dir, "-p", `${port}`, ...flags], {
    ...processOptions(place),
    detached: true,
    stdio: ["ignore", "ignore", log],
  });
  fs.closeSync(log);
  let hasExited = false;
  child.once("exit", () => {
    hasExited = true;
  });
  child.once("error", () => {
    hasExited = true;
  });
  child.unref();
  return () => !hasExited;
}

/** Adopts the server that already runs on this folder, else starts one and waits until it answers. */
async function serve(place: Place, { settings = {}, port }: StartOptions): Promise<Postmaster> {
  const deadline = performance.now() + startLimitMs;
  for (let isRunning: (() => boolean) | undefined; performance.now() < deadline; await wait(pollMs)) {
    const found = postmasterOf(place);
    if (found && !isPostgres(found.pid)) fs.rmSync(path.join(place.dir, "postmaster.pid"), { force: true });
    else if (found) {
      if (found.port > 0 && (await answers(place, found.port))) return found;
    } else if (!isRunning?.()) isRunning = spawnServer(place, port ?? (await freePort()), settings);
  }
  const log = fs.readFileSync(`${place.dir}.log`, "utf8").split("\n").slice(-15).join("\n");
  throw new Error(`Postgres did not start on ${place.dir}:\n${log}`);
}

const usersFolder = ({ dir }: Place) => `${dir}.users`;

function register(place: Place): string {
  fs.mkdirSync(usersFolder(place), { recursive: true });
  const file = path.join(usersFolder(place), randomBytes(6).toString("hex"));
  fs.writeFileSync(file, processMark() ?? `${process.pid}`);
  return file;
}

function hasOtherUsers(place: Place): boolean {
  if (!fs.existsSync(usersFolder(place))) return false;
  for (const name of fs.readdirSync(usersFolder(place))) {
    const file = path.join(usersFolder(place), name);
    if (isAlive(fs.readFileSync(file, "utf8"))) return true;
    fs.rmSync(file, { force: true });
  }
  return false;
}

async function shutDown(place: Place): Promise<void> {
  const found = postmasterOf(place);
  if (!found || !isPostgres(found.pid)) return;
  // SIGINT ends open sessions at once; SIGTERM would wait for them.
  process.kill(found.pid, "SIGINT");
  const deadline = performance.now() + stopLimitMs;
  while (postmasterOf(place) && performance.now() < deadline) await wait(pollMs);
}

/**
 * Starts the Postgres that npm installed on a data folder, making the folder on first use. Safe to call twice at once,
 * after a kill of anything, and as root. The server outlives this process unless `stop` is called.
 */
export async function startPostgres(options: StartOptions): Promise<RunningPostgres> {
  const place = placeFor(options);
  const lock = `${place.dir}.lock`;
  const { pid, port, user } = await withFileLock(lock, async () => {
    createCluster(place);
    return { ...(await serve(place, options)), user: register(place) };
  });
  return {
    pid,
    ...connection(place, port),
    stop: () =>
      withFileLock(lock, async () => {
        // A second call must not stop a server that somebody else has started since.
        if (!fs.existsSync(user)) return;
        fs.rmSync(user);
        if (!hasOtherUsers(place)) await shutDown(place);
      }),
  };
}

/** As a URL, for another login or database where given. */
export function postgresUrl(
  { host, port, ...server }: Pick<RunningPostgres, "host" | "port" | "user" | "password" | "database">,
  { user = server.user, password = server.password, database = server.database } = {},
): string {
  return `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
}
