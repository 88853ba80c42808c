import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { postgresUrl, startPostgres } from "@local/postgres/start";
import pg from "pg";
import { closeDb, configureDb } from "@/server/platform/db";
import { bootstrapCluster, derivePasswords, loginUrl, type Passwords } from "@/server/platform/db/schema/bootstrap";
import { migrateControl } from "@/server/platform/db/schema/migrate-all";
import { newTenantSchema, provisionSchema } from "@/server/platform/db/schema/provision";

/** What a test worker needs to clone the template. */
export type TestCluster = {
  readonly adminUrl: string;
  readonly template: string;
  readonly tenantSchemas: readonly string[];
};

/** Two for every test file, the rest for tests that want their own: copying one is far cheaper than making one. */
const tenantsInTemplate = 8;
const dataDir = ".local/test-pg";
const templatePrefix = "template_";
export const clonePrefix = "test_";
/** Nothing here outlives a test, so nothing needs to survive a power cut. */
const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", autovacuum: "off" };
const templateLock = 7_301_458;
/** Held by every run for as long as it clones from a template; only the sweep asks for it alone. */
const use = "pg_advisory_lock_shared(hashtext($1), 1)";
const tryUse = "pg_try_advisory_lock(hashtext($1), 1)";

export function urlsOf(adminUrl: string) {
  const passwords: Passwords = derivePasswords(new URL(adminUrl).password);
  const url = (login: Parameters<typeof loginUrl>[1]) => loginUrl(adminUrl, login, passwords);
  return { appUrl: url("app"), controlUrl: url("control"), migratorUrl: url("migrator"), directUrl: url("control") };
}

export function databaseUrl(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

export async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: "mostrador-test" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A template is as good as new while nothing that shaped it has changed. */
async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of ["prisma", "src/server/platform/db/schema"]) {
    const names = (await readdir(folder, { recursive: true })).sort();
    for (const name of names.filter((file) => /(?<!\.test)\.(sql|json|ts)$/.test(file))) {
      hash.update(name).update(await readFile(path.join(folder, name)));
    }
  }
  return hash.digest("hex").slice(0, 12);
}

async function buildTemplate(adminUrl: string): Promise<void> {
  await bootstrapCluster({ adminUrl, passwords: derivePasswords(new URL(adminUrl).password) });
  configureDb(urlsOf(adminUrl));
  try {
    await migrateControl();
    for (let made = 0; made < tenantsInTemplate; made += 1) await provisionSchema(newTenantSchema());
  } finally {
    await closeDb();
  }
}

async function tenantSchemasOf(url: string): Promise<string[]> {
  return asAdmin(url, async (client) => {
    const { rows } = await client.query<{ nspname: string }>(
      "select nspname from pg_namespace where nspname ~ '^t_[0-9a-z]{26}$' order by 1",
    );
    return rows.map(({ nspname }) => nspname);
  });
}

/** Tenant roles are cluster-wide, so they go after the database that used them. */
export async function dropDatabase(admin: pg.Client, database: string, adminUrl: string): Promise<void> {
  const { rowCount } = await admin.query("select from pg_database where datname = $1", [database]);
  if (rowCount === 0) return;
  const roles = await tenantSchemasOf(databaseUrl(adminUrl, database)).catch(() => []);
  await admin.query(`drop database if exists "${database}" with (force)`);
  const { rows } = await admin.query<{ rolname: string }>(
    `select rolname from pg_roles r where rolname = any($1)
     and not exists (select from pg_shdepend d where d.refobjid = r.oid and d.refclassid = 'pg_authid'::regclass)`,
    [roles],
  );
  for (const { rolname } of rows) await admin.query(`drop role if exists "${rolname}"`);
}

/** Clones and half-made templates of test runs that were killed. */
async function sweep(admin: pg.Client, adminUrl: string, keep: string): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `select datname from pg_database d where (datname like '${clonePrefix}%' or datname like '${templatePrefix}%')
     and datname not in ('template0', 'template1', $1)
     and not exists (select from pg_stat_activity a where a.datid = d.oid)`,
    [keep],
  );
  for (const { datname } of rows) {
    const isFree = await admin.query<{ free: boolean }>(`select ${tryUse} as free`, [datname]);
    if (!isFree.rows[0]?.free) continue;
    const owner = Number(new RegExp(`^${clonePrefix}(\\d+)_`).exec(datname)?.[1] ?? 0);
    if (owner > 0 && isRunning(owner)) continue;
    await dropDatabase(admin, datname, adminUrl);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function ensureTemplate(adminUrl: string, holder: pg.Client): Promise<TestCluster> {
  const template = `${templatePrefix}${await fingerprint()}`;
  await holder.query(`select ${use}`, [template]);
  await asAdmin(adminUrl, async (admin) => {
    await admin.query("select pg_advisory_lock($1)", [templateLock]);
    const { rowCount } = await admin.query("select from pg_database where datname = $1", [template]);
    if (rowCount !== 0) return;
    await sweep(admin, adminUrl, template);
    const draft = `${template}_draft`;
    await dropDatabase(admin, draft, adminUrl);
    await admin.query(`create database "${draft}"`);
    await buildTemplate(databaseUrl(adminUrl, draft));
    await admin.query(`alter database "${draft}" rename to "${template}"`);
  });
  return { adminUrl, template, tenantSchemas: await tenantSchemasOf(databaseUrl(adminUrl, template)) };
}

export type RunningCluster = { readonly cluster: TestCluster; stop(): Promise<void> };

/** One server and one template for all test files, kept between runs; a second run at the same time shares them. */
export async function startTestCluster(): Promise<RunningCluster> {
  const server = await startPostgres({ dataDir, settings });
  const adminUrl = postgresUrl(server);
  const holder = new pg.Client({ connectionString: adminUrl, application_name: "mostrador-test-run" });
  holder.on("error", () => undefined);
  const stop = async () => {
    await holder.end();
    await server.stop();
  };
  try {
    await holder.connect();
    return { cluster: await ensureTemplate(adminUrl, holder), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
