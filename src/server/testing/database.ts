import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, inject } from "vitest";
import { closeDb, configureDb, type DbConfig, newTenantSchema, provisionSchema } from "@/server/platform/db";
import { grantDatabase } from "@/server/platform/db/schema/bootstrap";
import { asAdmin, clonePrefix, databaseUrl, dropDatabase, urlsOf } from "./cluster";

export type TestDatabase = {
  /** Superuser of this clone: for looking at the catalogue, never for what the product does. */
  readonly adminUrl: string;
  readonly urls: Pick<DbConfig, "appUrl" | "controlUrl" | "migratorUrl" | "directUrl">;
  /** Empty schemas at head, with their roles. */
  readonly tenantSchemas: readonly [string, string];
};

export type DatabaseOptions = {
  /** Connections per pool. */
  poolSize?: number;
  /** Runs once the clone is configured: what the composition adds (clock, environment, tenant rows). */
  prepare?: (database: TestDatabase) => Promise<void>;
};

let opened: TestDatabase | undefined;
let unused: string[] = [];

/** The clone of the running test file. */
export function testDatabase(): TestDatabase {
  if (!opened) throw new Error("call useDatabase() at the top of the test file");
  return opened;
}

/** A clone of the template made now; for a test that needs more than one, or other options. */
export async function openDatabase({ poolSize, prepare }: DatabaseOptions = {}): Promise<TestDatabase> {
  const { adminUrl: clusterUrl, template, tenantSchemas } = inject("postgres");
  const name = `${clonePrefix}${process.pid}_${randomBytes(4).toString("hex")}`;
  await asAdmin(clusterUrl, (admin) => admin.query(`create database "${name}" template "${template}"`));
  const adminUrl = databaseUrl(clusterUrl, name);
  await asAdmin(adminUrl, grantDatabase);
  const urls = urlsOf(adminUrl);
  const [first, second, ...others] = tenantSchemas;
  unused = others;
  if (!first || !second) throw new Error("the template has no tenants");
  configureDb({ ...urls, poolSize });
  opened = { adminUrl, urls, tenantSchemas: [first, second] };
  await prepare?.(opened);
  return opened;
}

/** A schema no other test of this file has used: one of the template's while they last, then a new one. */
export async function takeTenantSchema(): Promise<string> {
  const ready = unused.shift();
  if (ready) return ready;
  const schema = newTenantSchema();
  await provisionSchema(schema);
  return schema;
}

export async function closeDatabase({ adminUrl }: TestDatabase): Promise<void> {
  await closeDb();
  const { adminUrl: clusterUrl } = inject("postgres");
  const name = new URL(adminUrl).pathname.slice(1);
  await asAdmin(clusterUrl, (admin) => dropDatabase(admin, name, clusterUrl));
  opened = undefined;
}

/** One database per test file, cloned from the template: two tenants, both empty, and nobody else's rows. */
export function useDatabase(options: DatabaseOptions = {}): () => TestDatabase {
  let own: TestDatabase | undefined;
  beforeAll(async () => {
    own = await openDatabase(options);
  });
  afterAll(async () => {
    if (own) await closeDatabase(own);
  });
  return testDatabase;
}
