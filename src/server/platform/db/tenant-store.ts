import { AsyncLocalStorage } from "node:async_hooks";
import type { QueryConfig, QueryResult } from "pg";

/** What `sql` needs of a connection or pool. */
export type StatementRunner = { query(config: QueryConfig): Promise<QueryResult> };

/** An interactive transaction: what it belongs to, and whether statements may still join it. */
export type OpenTransaction = {
  open: boolean;
  /** Prisma's client inside the transaction, and the connection it runs on: both known once it has begun. */
  client?: object;
  connection?: StatementRunner;
  /** Ended by its time limit while the work in it was still running: whatever that work does now is already lost. */
  hasExpired?: boolean;
  /** Set when COMMIT was sent and no answer came: the write may or may not exist. */
  commitLost: boolean;
};

export type TenantContext = { readonly schema: string; readonly transaction?: OpenTransaction };

const tenantSchemaPattern = /^t_[0-9a-hjkmnp-tv-z]{26}$/;

/** One store per process: the server and Next bundle this file separately and must see the same tenant. */
function storeFor<T>(name: string): AsyncLocalStorage<T> {
  const stores = globalThis as unknown as Record<symbol, AsyncLocalStorage<T> | undefined>;
  const key = Symbol.for(name);
  const store = stores[key] ?? new AsyncLocalStorage<T>();
  stores[key] = store;
  return store;
}

export const tenantStore = storeFor<TenantContext>("mostrador.tenant");
export const controlStore = storeFor<{ readonly transaction: OpenTransaction }>("mostrador.control");

export class NoTenantError extends Error {
  override readonly name = "NoTenantError";
}

export class TenantMismatchError extends Error {
  override readonly name = "TenantMismatchError";
}

export function isTenantSchema(schema: string | undefined): schema is string {
  return schema !== undefined && tenantSchemaPattern.test(schema);
}

export class ClosedTransactionError extends Error {
  override readonly name = "ClosedTransactionError";
}

/** The transaction that statements asked for here would join; an expired one is an error, not the absence of one. */
export function joinable<T extends OpenTransaction>(transaction: T | undefined): T | undefined {
  if (transaction?.hasExpired) throw new ClosedTransactionError("this transaction has run out of time");
  return transaction?.open ? transaction : undefined;
}

/** Once COMMIT or ROLLBACK is on its way, the connection belongs to the next one. */
export function endTransaction(transaction: OpenTransaction): void {
  if (transaction.open) transaction.hasExpired = true;
  transaction.open = false;
  transaction.connection = undefined;
}

/** The only way a schema name reaches SQL text, so the pattern is the escape. */
export function assertTenantSchema(schema: string | undefined): string {
  if (!isTenantSchema(schema)) {
    throw new NoTenantError(schema === undefined ? "no tenant in context" : "not the name of a tenant schema");
  }
  return schema;
}

export function currentTenantSchema(): string {
  return assertTenantSchema(tenantStore.getStore()?.schema);
}

/** Runs `work` for that tenant; inside an open transaction of another tenant it refuses instead of switching. */
export function withTenant<T>(schema: string, work: () => T): T {
  assertTenantSchema(schema);
  const current = tenantStore.getStore();
  if (current?.schema === schema) return work();
  if (current?.transaction?.open) {
    throw new TenantMismatchError("another tenant was asked for inside an open transaction");
  }
  return tenantStore.run({ schema }, work);
}
