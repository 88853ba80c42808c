import fs from "node:fs";
import path from "node:path";
import { postgresUrl, type RunningPostgres, startPostgres } from "@local/postgres/start";
import pg from "pg";
import { type Secrets, stateDir } from "./config";

export interface Database {
  appUrl: string;
  controlUrl: string;
  migratorUrl: string;
  adminUrl: string;
  stop(): Promise<void>;
}

const databaseName = "mostrador";

async function createDatabase(server: RunningPostgres): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl(server) });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [databaseName]);
    if (!rowCount) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}

const watchMs = 300;

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** The server outlives us, so nobody tells us when it ends: whatever ended it, it comes back on the port everybody was told. */
function keepRunning(first: RunningPostgres, dataDir: string): () => Promise<void> {
  const note = (pid: number) => {
    fs.mkdirSync(path.join(stateDir, "run"), { recursive: true });
    fs.writeFileSync(path.join(stateDir, "run", "postgres.pid"), `${pid}`);
  };
  let server = first;
  let reviving: Promise<void> | undefined;
  const revive = async () => {
    server = await startPostgres({ dataDir, port: first.port });
    note(server.pid);
  };
  const timer = setInterval(() => {
    if (reviving || isRunning(server.pid)) return;
    reviving = revive()
      .catch((error: unknown) => {
        process.stderr.write(`Postgres: ${error instanceof Error ? error.message : error}\n`);
      })
      .finally(() => {
        reviving = undefined;
      });
  }, watchMs);
  note(first.pid);
  return async () => {
    clearInterval(timer);
    await reviving;
    if (server !== first) await first.stop();
    await server.stop();
  };
}

/** The embedded server, or the one `DATABASE_URL` names (its user must be allowed to make roles), with logins, extensions and migrations. */
export async function openDatabase(secrets: Secrets): Promise<Database> {
  const given = process.env.DATABASE_URL_ADMIN ?? process.env.DATABASE_URL;
  const dataDir = path.join(stateDir, "postgres");
  const server = given ? null : await startPostgres({ dataDir });
  const stop = server ? keepRunning(server, dataDir) : async () => undefined;
  if (server) await createDatabase(server);
  const adminUrl = server ? postgresUrl(server, { database: databaseName }) : (given ?? "");
  const db = await import("@/server/platform/db");
  const passwords = db.derivePasswords(secrets.database);
  await db.bootstrapCluster({ adminUrl, passwords });
  const urls = {
    appUrl: db.loginUrl(adminUrl, "app", passwords),
    controlUrl: db.loginUrl(adminUrl, "control", passwords),
    migratorUrl: db.loginUrl(adminUrl, "migrator", passwords),
    adminUrl,
  };
  db.configureDb({ ...urls, directUrl: urls.controlUrl });
  const report = await db.migrateAll();
  const [broken] = report.failed;
  if (broken)
    process.stderr.write(`${report.failed.length} businesses stay at their version: ${broken.error.message}\n`);
  await db.refillSpares(1);
  await db.closeDb();
  return { ...urls, stop };
}
