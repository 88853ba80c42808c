import { randomBytes } from "node:crypto";
import pg from "pg";
import { controlPool } from "../clients";
import { isUniqueViolation } from "../errors";
import { assertTenantSchema } from "../tenant-store";
import { everyTenant, logins } from "./bootstrap";
import { migrateTenants, withMigrator } from "./migrate-all";
import { applyAll, tablesOf } from "./migrate-schema";
import { type MigrationFile, readMigrations } from "./migration-files";
import { readTableClasses, type TableClasses } from "./table-classes";

export type ProvisionOptions = { sourceDir?: string };

type Template = { readonly files: readonly MigrationFile[]; readonly classes: TableClasses };

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const timeLength = 10;
const randomLength = 16;

/** `t_` and a new ULID: schemas made later sort later. The tenant's id is the part after the prefix. */
export function newTenantSchema(): string {
  let time = Date.now();
  let name = "";
  for (let place = 0; place < timeLength; place += 1) {
    name = alphabet.charAt(time % alphabet.length) + name;
    time = Math.floor(time / alphabet.length);
  }
  for (const byte of randomBytes(randomLength)) name += alphabet.charAt(byte % alphabet.length);
  return `t_${name}`;
}

async function readTemplate({ sourceDir }: ProvisionOptions): Promise<Template> {
  const [files, classes] = await Promise.all([readMigrations("tenant", sourceDir), readTableClasses(sourceDir)]);
  return { files, classes };
}

async function createSchema(client: pg.ClientBase, schema: string, template: Template): Promise<void> {
  const name = pg.escapeIdentifier(assertTenantSchema(schema));
  await client.query(`CREATE ROLE ${name} NOLOGIN NOINHERIT; CREATE SCHEMA ${name}`);
  await client.query(`GRANT ${everyTenant} TO ${name} WITH INHERIT TRUE, SET FALSE`);
  await applyAll(client, { schema, ...template });
  // The login may become this role, but has none of its rights before it does.
  await client.query(`GRANT ${name} TO ${logins.app} WITH INHERIT FALSE, SET TRUE`);
}

/**
 * A schema at head with its role and grants, in one transaction. The role is cluster-wide, so a name is never used
 * twice; answers false when the schema is already there.
 */
export async function provisionSchema(schema: string, options: ProvisionOptions = {}): Promise<boolean> {
  const template = await readTemplate(options);
  return withMigrator(async (client) => {
    await client.query("BEGIN");
    try {
      await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [assertTenantSchema(schema)]);
      const { rowCount } = await client.query("select from pg_namespace where nspname = $1", [schema]);
      if (rowCount === 0) await createSchema(client, schema, template);
      await client.query("COMMIT");
      return rowCount === 0;
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    }
  });
}

const spareLock = 7_301_457;

/**
 * Fills the pool of empty schemas up to `wanted` unclaimed ones. All in one transaction: every grant makes each pooled
 * connection compute its role memberships again, once per commit. Answers how many were made.
 */
export async function refillSpares(wanted: number, options: ProvisionOptions = {}): Promise<number> {
  const template = await readTemplate(options);
  const head = template.files.at(-1)?.version ?? 0;
  return withMigrator(async (client) => {
    await client.query("BEGIN");
    try {
      await client.query("select pg_advisory_xact_lock($1)", [spareLock]);
      const { rows } = await client.query<{ free: number }>(
        "select count(*)::int as free from control.schema_spare where claimed_by is null",
      );
      const missing = Math.max(0, wanted - (rows[0]?.free ?? 0));
      for (let made = 0; made < missing; made += 1) {
        const schema = newTenantSchema();
        await createSchema(client, schema, template);
        await client.query("insert into control.schema_spare (schema_name, version) values ($1, $2)", [schema, head]);
      }
      await client.query("COMMIT");
      return missing;
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    }
  });
}

const claim = `update control.schema_spare set claimed_by = $1, claimed_at = now()
  where claimed_by is null and schema_name = (
    select schema_name from control.schema_spare where claimed_by is null
    order by version desc, created_at limit 1 for update skip locked)
  returning schema_name, version`;

/**
 * Takes a spare for this claimant, or null when there is none. Asking again with the same claimant answers the same
 * schema. A spare that a running wave has not reached yet is brought to head here.
 */
export async function claimSpare(claimedBy: string, options: ProvisionOptions = {}): Promise<string | null> {
  const spare = (await heldSpare(claimedBy)) ?? (await takeSpare(claimedBy));
  if (!spare) return null;
  const files = await readMigrations("tenant", options.sourceDir);
  if (spare.version < (files.at(-1)?.version ?? 0)) {
    const { failed } = await migrateTenants({ ...options, schemas: [spare.schema_name], workers: 1 });
    if (failed[0]) throw failed[0].error;
  }
  return spare.schema_name;
}

type Spare = { schema_name: string; version: number };

async function heldSpare(claimedBy: string): Promise<Spare | undefined> {
  const text = "select schema_name, version from control.schema_spare where claimed_by = $1";
  return (await controlPool().query<Spare>(text, [claimedBy])).rows[0];
}

async function takeSpare(claimedBy: string): Promise<Spare | undefined> {
  try {
    return (await controlPool().query<Spare>(claim, [claimedBy])).rows[0];
  } catch (error) {
    // The same claimant asked twice at once and the other call won.
    if (isUniqueViolation(error)) return heldSpare(claimedBy);
    throw error;
  }
}

/** After a seed or a large import: a planner without statistics made a list of 25 rows ten times slower. */
export async function analyzeSchema(schema: string): Promise<void> {
  const name = pg.escapeIdentifier(assertTenantSchema(schema));
  await withMigrator(async (client) => {
    const tables = (await tablesOf(client, schema)).map((table) => `${name}.${pg.escapeIdentifier(table)}`);
    await client.query(`ANALYZE ${tables.join(", ")}`);
  });
}

/** For tests and for erasing a tenant for good: nothing of it remains. */
export async function dropSchema(schema: string): Promise<void> {
  const name = pg.escapeIdentifier(assertTenantSchema(schema));
  await withMigrator(async (client) => {
    await client.query("BEGIN");
    await client.query("delete from control.schema_spare where schema_name = $1", [schema]);
    await client.query(`DROP SCHEMA IF EXISTS ${name} CASCADE; DROP ROLE IF EXISTS ${name}`);
    await client.query("COMMIT");
  });
}
