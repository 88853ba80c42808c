import pg from "pg";
import { PrismaClient as ControlPrisma } from "@/generated/prisma/control/client";
import { PrismaClient as TenantPrisma } from "@/generated/prisma/tenant/client";
import { bindTenant } from "./bind-tenant";
import { ControlPg, TenantPg } from "./tenant-adapter";
import { PlainClient, TenantPool } from "./tenant-pool";

export type DbConfig = {
  /** Login `mostrador_app`, possibly through a transaction pooler. */
  appUrl: string;
  /** Login `mostrador_control`, possibly through a transaction pooler. */
  controlUrl: string;
  /** Login `mostrador_migrator`, directly: runner and provisioner only. */
  migratorUrl: string;
  /** Any login, directly: LISTEN does not survive a transaction pooler. */
  directUrl: string;
  /** Connections per pool; each keeps the catalogue of every tenant it served, so few and short-lived. */
  poolSize?: number;
  /** Hears of errors on idle connections and listeners, which nobody awaits. */
  onError?: (error: Error, where: string) => void;
};

type State = {
  config?: DbConfig;
  appPool?: TenantPool;
  controlPool?: pg.Pool;
  tenantClient?: TenantPrisma;
  controlClient?: ControlPrisma;
  closers: Set<() => Promise<void>>;
};

const shared = globalThis as unknown as Record<symbol, State | undefined>;
const key = Symbol.for("mostrador.db");
shared[key] ??= { closers: new Set() };
export const state: State = shared[key];

const limits = {
  max: 10,
  maxLifetimeSeconds: 600,
  maxUses: 5_000,
  connectionTimeoutMillis: 2_000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
};

/** Names the databases; nothing connects before the first query. Asking again with another configuration needs `closeDb` first. */
export function configureDb(config: DbConfig): void {
  const isOpen = state.appPool !== undefined || state.controlPool !== undefined;
  if (isOpen && JSON.stringify(state.config) !== JSON.stringify(config)) {
    throw new Error("the database is already open with another configuration");
  }
  state.config = config;
}

export function dbConfig(): DbConfig {
  if (!state.config) throw new Error("configureDb was not called");
  return state.config;
}

export function reportDbError(error: Error, where: string): void {
  state.config?.onError?.(error, where);
}

/** A server that ends a connection speaks on the connection itself, also while it is lent out: unheard, that stops Node. */
function watch(pool: pg.Pool, where: string): void {
  pool.on("error", (error) => reportDbError(error, where));
  pool.on("connect", (client) => client.on("error", (error) => reportDbError(error, where)));
}

export function appPool(): TenantPool {
  if (!state.appPool) {
    const { appUrl, poolSize = limits.max } = dbConfig();
    const pool = new TenantPool({
      ...limits,
      max: poolSize,
      connectionString: appUrl,
      application_name: "mostrador-app",
    });
    watch(pool, "tenant pool");
    state.appPool = pool;
  }
  return state.appPool;
}

export function controlPool(): pg.Pool {
  if (!state.controlPool) {
    const { controlUrl, poolSize = limits.max } = dbConfig();
    const connection = { connectionString: controlUrl, application_name: "mostrador-control", Client: PlainClient };
    const pool = new pg.Pool({ ...limits, max: poolSize, ...connection } as pg.PoolConfig);
    watch(pool, "control pool");
    state.controlPool = pool;
  }
  return state.controlPool;
}

const interactive = { maxWait: 2_000, timeout: 15_000 };

/** Not exported from the module: repositories get readers and transactions, which are bound to a tenant. */
export function tenantClient(): TenantPrisma {
  state.tenantClient ??= bindTenant(
    new TenantPrisma({ adapter: new TenantPg(appPool()), errorFormat: "minimal", transactionOptions: interactive }),
  );
  return state.tenantClient;
}

export function controlClient(): ControlPrisma {
  state.controlClient ??= new ControlPrisma({
    adapter: new ControlPg(controlPool()),
    errorFormat: "minimal",
    transactionOptions: interactive,
  });
  return state.controlClient;
}

/** Throws when either pool cannot reach its database. The tenant pool refuses data without a tenant, so it opens a transaction. */
export async function pingDb(): Promise<void> {
  const [app] = await Promise.all([appPool().connect(), controlPool().query("select 1")]);
  try {
    await app.query("BEGIN");
    await app.query("ROLLBACK");
    app.release();
  } catch (error) {
    app.release(true);
    throw error;
  }
}

/** After this, the next query opens everything again with the same configuration. */
export async function closeDb(): Promise<void> {
  const { appPool: app, controlPool: control, tenantClient: tenant, controlClient } = state;
  const closers = [...state.closers];
  state.closers.clear();
  state.appPool = state.controlPool = state.tenantClient = state.controlClient = undefined;
  await Promise.all(closers.map((close) => close()));
  await Promise.all([tenant?.$disconnect(), controlClient?.$disconnect()]);
  await Promise.all([app?.end(), control?.end()]);
}
