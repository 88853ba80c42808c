import { createHmac } from "node:crypto";
import pg from "pg";

export const logins = {
  app: "mostrador_app",
  control: "mostrador_control",
  ingest: "mostrador_ingest",
  migrator: "mostrador_migrator",
} as const;
export type Login = keyof typeof logins;
export type Passwords = Readonly<Record<Login, string>>;

/**
 * What all tenants may do, held once: granting `ext` to each of thousands of roles would make every provisioning and
 * migration wait for the same catalogue row.
 */
export const everyTenant = "mostrador_tenant";

export type BootstrapOptions = {
  /** Superuser, or a login with CREATEROLE that owns the database, connected to that database directly. */
  adminUrl: string;
  passwords: Passwords;
};

/** One secret to keep for an embedded cluster: each login's password follows from the administrator's. */
export function derivePasswords(secret: string): Passwords {
  const derive = (login: Login) => createHmac("sha256", secret).update(`login:${login}`).digest("base64url");
  return { app: derive("app"), control: derive("control"), ingest: derive("ingest"), migrator: derive("migrator") };
}

/** The same database as another login. */
export function loginUrl(adminUrl: string, login: Login, passwords: Passwords): string {
  const url = new URL(adminUrl);
  url.username = logins[login];
  url.password = encodeURIComponent(passwords[login]);
  return url.href;
}

const oldestPostgres = 160_000;
const fewestLocks = 256;
const bootstrapLock = 7_301_455;

const quote = (text: string) => pg.escapeLiteral(text);

/** Limits belong to logins: those of a tenant's role would not apply after `set role`. */
const settingsOf: Readonly<Record<Login, Readonly<Record<string, string>>>> = {
  app: { search_path: "", statement_timeout: "5s", lock_timeout: "2s", idle_in_transaction_session_timeout: "10s" },
  control: {
    search_path: "control, ext",
    statement_timeout: "5s",
    lock_timeout: "2s",
    idle_in_transaction_session_timeout: "10s",
  },
  ingest: {
    search_path: "control",
    statement_timeout: "5s",
    lock_timeout: "2s",
    idle_in_transaction_session_timeout: "10s",
  },
  migrator: { search_path: "", idle_in_transaction_session_timeout: "60s" },
};

function roleStatements(login: Login, password: string, exists: boolean): string[] {
  const role = logins[login];
  const attributes = login === "migrator" ? "LOGIN CREATEROLE" : "LOGIN NOINHERIT NOCREATEROLE NOCREATEDB";
  const settings = { TimeZone: "UTC", ...settingsOf[login] };
  return [
    `${exists ? "ALTER" : "CREATE"} ROLE ${role} ${attributes} PASSWORD ${quote(password)}`,
    ...Object.entries(settings).map(([name, value]) =>
      name === "search_path" && value !== ""
        ? `ALTER ROLE ${role} SET search_path = ${value}`
        : `ALTER ROLE ${role} SET ${name} = ${quote(value)}`,
    ),
  ];
}

async function preflight(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; locks: number }>(
    "select current_setting('server_version_num')::int as version, current_setting('max_locks_per_transaction')::int as locks",
  );
  const [found] = rows;
  if (!found || found.version < oldestPostgres) throw new Error("Postgres 16 or newer is needed");
  if (found.locks < fewestLocks) throw new Error(`max_locks_per_transaction must be at least ${fewestLocks}`);
}

async function createLogins(client: pg.Client, passwords: Passwords): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>("select rolname from pg_roles where rolname = any($1)", [
    [...Object.values(logins), everyTenant],
  ]);
  const existing = new Set(rows.map(({ rolname }) => rolname));
  if (!existing.has(everyTenant)) await client.query(`CREATE ROLE ${everyTenant} NOLOGIN NOINHERIT`);
  for (const login of Object.keys(logins) as Login[]) {
    for (const statement of roleStatements(login, passwords[login], existing.has(logins[login]))) {
      await client.query(statement);
    }
  }
  await client.query(`GRANT ${everyTenant} TO ${logins.migrator} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE`);
}

/** Rights on the connected database itself, which a copy made from a template does not inherit. */
export async function grantDatabase(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>("select quote_ident(current_database()) as name");
  const name = rows[0]?.name;
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
    GRANT CONNECT ON DATABASE ${name} TO ${Object.values(logins).join(", ")};
    GRANT CREATE ON DATABASE ${name} TO ${logins.migrator};
    REVOKE ALL ON SCHEMA public FROM PUBLIC`);
}

/** A superuser may act as anyone; a hosted administrator needs the grant. */
async function mayActAsMigrator(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ rolsuper: boolean }>(
    "select rolsuper from pg_roles where rolname = current_user",
  );
  if (!rows[0]?.rolsuper) await client.query(`GRANT ${logins.migrator} TO current_user WITH SET TRUE`);
}

/** Owned by the migrator, like every tenant schema; the extensions are trusted ones, so no superuser is needed. */
const sharedObjects = [
  `CREATE SCHEMA IF NOT EXISTS ext AUTHORIZATION ${logins.migrator}`,
  `CREATE SCHEMA IF NOT EXISTS control AUTHORIZATION ${logins.migrator}`,
  ...["pg_trgm", "unaccent", "btree_gist", "pgcrypto"].map(
    (extension) => `CREATE EXTENSION IF NOT EXISTS ${extension} SCHEMA ext`,
  ),
  // With the dictionary named, unaccent depends on nothing that can change, so the fold may be indexed.
  `CREATE OR REPLACE FUNCTION ext.fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(ext.unaccent('ext.unaccent'::regdictionary, $1))`,
  "GRANT EXECUTE ON FUNCTION ext.fold(text) TO PUBLIC",
  `DO $body$ BEGIN
    CREATE TEXT SEARCH CONFIGURATION ext.es_unaccent (COPY = pg_catalog.spanish);
    ALTER TEXT SEARCH CONFIGURATION ext.es_unaccent
      ALTER MAPPING FOR hword, hword_part, word WITH ext.unaccent, pg_catalog.spanish_stem;
  EXCEPTION WHEN unique_violation THEN NULL; END $body$`,
  `GRANT USAGE ON SCHEMA ext TO ${everyTenant}, ${logins.control}, ${logins.ingest}`,
  `GRANT USAGE ON SCHEMA control TO ${logins.control}, ${logins.ingest}`,
  `ALTER DEFAULT PRIVILEGES IN SCHEMA control GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${logins.control}`,
  `ALTER DEFAULT PRIVILEGES IN SCHEMA control GRANT USAGE ON SEQUENCES TO ${logins.control}`,
  "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON ROUTINES FROM PUBLIC",
];

/** Logins, shared schemas and search functions of one database. Safe to run again; passwords are set each time. */
export async function bootstrapCluster({ adminUrl, passwords }: BootstrapOptions): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl, application_name: "mostrador-bootstrap" });
  admin.on("error", () => undefined);
  await admin.connect();
  try {
    await preflight(admin);
    await admin.query("BEGIN");
    await admin.query("select pg_advisory_xact_lock($1)", [bootstrapLock]);
    await createLogins(admin, passwords);
    await grantDatabase(admin);
    await mayActAsMigrator(admin);
    await admin.query(`SET LOCAL ROLE ${logins.migrator}`);
    await admin.query("SET LOCAL search_path = ext, pg_catalog");
    for (const statement of sharedObjects) await admin.query(statement);
    await admin.query("COMMIT");
  } finally {
    await admin.end();
  }
}
