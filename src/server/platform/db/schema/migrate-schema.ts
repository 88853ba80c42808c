import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { sqlStateOf } from "../errors";
import type { MigrationFile } from "./migration-files";
import { grantStatements, type TableClasses } from "./table-classes";

export type MigrationEvent = {
  readonly kind: "began" | "statement" | "recorded" | "committed";
  readonly schema: string;
  readonly version: number;
  /** Position in the file, for `statement`. */
  readonly index?: number;
  readonly elapsedMs: number;
};

export type MigrationPlan = {
  readonly schema: string;
  readonly files: readonly MigrationFile[];
  /** Only tenant schemas have classes: they say what the tenant's role may do. */
  readonly classes?: TableClasses;
  readonly onEvent?: (event: MigrationEvent) => void | Promise<void>;
};

export class ChecksumDriftError extends Error {
  override readonly name = "ChecksumDriftError";
}

const lockNamespace = 7_301_456;
const lockTimeout = "2s";
const mostLockRetries = 5;
const lockNotAvailable = "55P03";

const quote = (name: string) => pg.escapeIdentifier(name);
const searchPath = (schema: string) => `${quote(schema)}, ext`;

const createJournal = (schema: string) => `CREATE TABLE IF NOT EXISTS ${quote(schema)}."schema_migration" (
  version integer PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  elapsed_ms integer NOT NULL,
  applied_at timestamptz(3) NOT NULL DEFAULT now()
)`;

type Applied = { version: number; name: string; checksum: string };

/** What the schema itself says it has; the mirror in the control schema may lag. */
export async function appliedMigrations(client: pg.ClientBase, schema: string): Promise<Applied[]> {
  const { rows: found } = await client.query<{ exists: boolean }>("select to_regclass($1) is not null as exists", [
    `${quote(schema)}.schema_migration`,
  ]);
  if (!found[0]?.exists) return [];
  const { rows } = await client.query<Applied>(
    `select version, name, checksum from ${quote(schema)}.schema_migration order by version`,
  );
  return rows;
}

/** The files still to run; refuses when history was edited, because then no two tenants mean the same by a version. */
function pending(schema: string, files: readonly MigrationFile[], applied: readonly Applied[]): MigrationFile[] {
  for (const { version, checksum, name } of applied) {
    const file = files.find((candidate) => candidate.version === version);
    if (!file) throw new ChecksumDriftError(`${schema}: has migration ${version} (${name}), which this release lacks`);
    if (file.checksum !== checksum) {
      throw new ChecksumDriftError(`${schema}: migration ${version} (${name}) was changed after it ran`);
    }
  }
  const done = new Set(applied.map(({ version }) => version));
  return files.filter(({ version }) => !done.has(version));
}

export async function tablesOf(client: pg.ClientBase, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ relname: string }>(
    `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'm') order by 1`,
    [schema],
  );
  return rows.map(({ relname }) => relname);
}

export async function applyGrants(client: pg.ClientBase, schema: string, classes: TableClasses): Promise<void> {
  await client.query(grantStatements(schema, await tablesOf(client, schema), classes));
}

const record = (schema: string) =>
  `insert into ${quote(schema)}.schema_migration (version, name, checksum, elapsed_ms) values ($1, $2, $3, $4)`;

/** Runs inside the caller's transaction, whole files at once: for a schema nobody has seen yet. */
export async function applyAll(client: pg.ClientBase, { schema, files, classes }: MigrationPlan): Promise<void> {
  await client.query("select set_config('search_path', $1, true)", [searchPath(schema)]);
  await client.query(createJournal(schema));
  for (const { version, name, checksum, text } of files) {
    const startedAt = performance.now();
    // A new schema has no rows to lock, and CONCURRENTLY is refused inside a transaction.
    await client.query(text.replace(/\bCONCURRENTLY\b/gi, ""));
    await client.query(record(schema), [version, name, checksum, Math.round(performance.now() - startedAt)]);
  }
  if (classes) await applyGrants(client, schema, classes);
}

type Step = { readonly client: pg.ClientBase; readonly plan: MigrationPlan; readonly file: MigrationFile };

async function runInTransaction({ client, plan, file }: Step): Promise<boolean> {
  const { schema, classes, onEvent } = plan;
  const { version, name, checksum, statements } = file;
  const startedAt = performance.now();
  const elapsed = () => Math.round(performance.now() - startedAt);
  const tell = (kind: MigrationEvent["kind"], index?: number) =>
    onEvent?.({ kind, schema, version, index, elapsedMs: elapsed() });
  try {
    await client.query("BEGIN");
    await client.query("select pg_advisory_xact_lock($1, hashtext($2))", [lockNamespace, schema]);
    // Another runner may have been here while this one waited for the lock.
    if ((await appliedMigrations(client, schema)).some((applied) => applied.version === version)) {
      await client.query("ROLLBACK");
      return false;
    }
    await client.query("select set_config('lock_timeout', $1, true), set_config('search_path', $2, true)", [
      lockTimeout,
      searchPath(schema),
    ]);
    await client.query(createJournal(schema));
    await tell("began");
    for (const [index, statement] of statements.entries()) {
      await client.query(statement);
      await tell("statement", index);
    }
    await client.query(record(schema), [version, name, checksum, elapsed()]);
    if (classes) await applyGrants(client, schema, classes);
    await tell("recorded");
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch((cause: Error) => {
      throw new AggregateError([error, cause], "the migration failed and so did its rollback");
    });
    throw error;
  }
  await tell("committed");
  return true;
}

const concurrentIndex = /^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([a-z0-9_]+)"?/i;

/** An interrupted concurrent build leaves an index that is maintained but never used, under the name we need. */
async function clearIndex(client: pg.ClientBase, schema: string, statement: string): Promise<"build" | "present"> {
  const [, name] = concurrentIndex.exec(statement.replace(/^\s*--.*$/gm, "")) ?? [];
  if (!name) return "build";
  const { rows } = await client.query<{ indisvalid: boolean }>(
    "select indisvalid from pg_index where indexrelid = to_regclass($1)",
    [`${quote(schema)}.${quote(name)}`],
  );
  if (rows[0]?.indisvalid === false) {
    await client.query(`DROP INDEX CONCURRENTLY ${quote(schema)}.${quote(name)}`);
    return "build";
  }
  return rows[0] ? "present" : "build";
}

async function runWithoutTransaction({ client, plan, file }: Step): Promise<boolean> {
  const { schema, onEvent } = plan;
  const { version, name, checksum, statements } = file;
  const [statement] = statements;
  if (!statement) throw new Error(`migration ${version} (${name}) is empty`);
  const startedAt = performance.now();
  await client.query("select pg_advisory_lock($1, hashtext($2))", [lockNamespace, schema]);
  try {
    if ((await appliedMigrations(client, schema)).some((applied) => applied.version === version)) return false;
    await client.query("select set_config('search_path', $1, false)", [searchPath(schema)]);
    if ((await clearIndex(client, schema, statement)) === "build") await client.query(statement);
    const elapsedMs = Math.round(performance.now() - startedAt);
    await onEvent?.({ kind: "statement", schema, version, index: 0, elapsedMs });
    await client.query(record(schema), [version, name, checksum, elapsedMs]);
    await onEvent?.({ kind: "committed", schema, version, elapsedMs });
    return true;
  } finally {
    await client.query("select pg_advisory_unlock($1, hashtext($2)), set_config('search_path', '', false)", [
      lockNamespace,
      schema,
    ]);
  }
}

async function runFile(step: Step): Promise<boolean> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await (step.file.isTransactional ? runInTransaction(step) : runWithoutTransaction(step));
    } catch (error) {
      if (retries >= mostLockRetries || sqlStateOf(error) !== lockNotAvailable) throw error;
      await wait(randomInt(50, 250 * 2 ** retries));
    }
  }
}

/** Brings one schema to the last file, one transaction per file, and answers the version it is at. */
export async function migrateSchema(client: pg.ClientBase, plan: MigrationPlan): Promise<number> {
  const { schema, files } = plan;
  const todo = pending(schema, files, await appliedMigrations(client, schema));
  for (const file of todo) await runFile({ client, plan, file });
  return files.at(-1)?.version ?? 0;
}
