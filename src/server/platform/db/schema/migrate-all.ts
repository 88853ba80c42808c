import pg from "pg";
import { dbConfig, reportDbError } from "../clients";
import { assertTenantSchema } from "../tenant-store";
import { appliedMigrations, type MigrationEvent, migrateSchema } from "./migrate-schema";
import { type MigrationFile, readMigrations } from "./migration-files";
import { readTableClasses } from "./table-classes";

export type MigrateOptions = {
  /** Folder with `control/` and `tenant/`. */
  sourceDir?: string;
  workers?: number;
  /** Only these, instead of every tenant and spare the control schema knows. */
  schemas?: readonly string[];
  onEvent?: (event: MigrationEvent) => void | Promise<void>;
};

export type MigrationReport = {
  readonly head: number;
  readonly migrated: readonly string[];
  readonly failed: readonly { readonly schema: string; readonly error: Error }[];
  /** Not tried: too many others had failed. */
  readonly skipped: readonly string[];
};

const defaultWorkers = 8;
/** Failures a wave forgives whatever its size; beyond them the share decides. */
const forgivenFailures = 2;
const forgivenShare = 0.01;

/** A direct connection as the migrator, for one piece of work. */
export async function withMigrator<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: dbConfig().migratorUrl, application_name: "mostrador-migrator" });
  client.on("error", (error) => reportDbError(error, "migrator"));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function migrateControl(options: Pick<MigrateOptions, "sourceDir" | "onEvent"> = {}): Promise<number> {
  const files = await readMigrations("control", options.sourceDir);
  return withMigrator(async (client) => {
    const version = await migrateSchema(client, { schema: "control", files, onEvent: options.onEvent });
    await client.query(ingestGrants);
    return version;
  });
}

/** The ingest login writes what providers send and reads back only what deduplication needs. */
const ingestGrants = `DO $body$ BEGIN
  IF to_regclass('control.provider_inbox') IS NOT NULL THEN
    GRANT INSERT, SELECT (id, provider, app_key, dedupe_key) ON control.provider_inbox TO mostrador_ingest;
    GRANT INSERT ON control.provider_reject TO mostrador_ingest;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA control TO mostrador_ingest;
  END IF;
END $body$`;

async function knownSchemas(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ nspname: string }>(
    `select n.nspname from pg_namespace n
     join (select schema_name from control.tenant where status <> 'erased'
           union select schema_name from control.schema_spare) known on known.schema_name = n.nspname
     order by 1`,
  );
  return rows.map(({ nspname }) => nspname);
}

async function mirror(client: pg.ClientBase, schema: string, version: number): Promise<void> {
  await client.query("update control.tenant set schema_version = $2 where schema_name = $1", [schema, version]);
  await client.query("update control.schema_spare set version = $2 where schema_name = $1", [schema, version]);
}

async function migrateOne(
  client: pg.ClientBase,
  schema: string,
  source: { files: MigrationFile[]; classes: Awaited<ReturnType<typeof readTableClasses>> },
  onEvent: MigrateOptions["onEvent"],
): Promise<void> {
  const version = await migrateSchema(client, { schema: assertTenantSchema(schema), ...source, onEvent });
  await mirror(client, schema, version);
}

/**
 * Brings every tenant and spare to head, several at a time. A tenant that fails stays at its version and is reported;
 * the others go on, until so many have failed that the migration itself must be at fault.
 */
export async function migrateTenants(options: MigrateOptions = {}): Promise<MigrationReport> {
  const { sourceDir, workers = defaultWorkers, onEvent } = options;
  const [files, classes] = await Promise.all([readMigrations("tenant", sourceDir), readTableClasses(sourceDir)]);
  const waiting = [...(options.schemas ?? (await withMigrator(knownSchemas)))];
  const mostFailures = Math.max(forgivenFailures, Math.floor(waiting.length * forgivenShare));
  const migrated: string[] = [];
  const failed: { schema: string; error: Error }[] = [];

  const worker = async () => {
    for (let schema = waiting.shift(); schema; schema = waiting.shift()) {
      if (failed.length > mostFailures) {
        waiting.unshift(schema);
        return;
      }
      try {
        // A connection of its own: one that breaks must not take the schemas after it along.
        const name = schema;
        await withMigrator((client) => migrateOne(client, name, { files, classes }, onEvent));
        migrated.push(schema);
      } catch (error) {
        failed.push({ schema, error: error as Error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(workers, waiting.length)) }, worker));
  return { head: files.at(-1)?.version ?? 0, migrated, failed, skipped: waiting };
}

/** Control first, because it lists the tenants. */
export async function migrateAll(options: MigrateOptions = {}): Promise<MigrationReport> {
  await migrateControl(options);
  return migrateTenants(options);
}

export async function schemaVersion(schema: string): Promise<number> {
  return withMigrator(
    async (client) => (await appliedMigrations(client, assertTenantSchema(schema))).at(-1)?.version ?? 0,
  );
}
