import { PrismaPg } from "@prisma/adapter-pg";
import type { Transaction } from "@prisma/driver-adapter-utils";
import type { Pool } from "pg";
import { type TenantPool, transactionOn } from "./tenant-pool";
import {
  controlStore,
  currentTenantSchema,
  endTransaction,
  type OpenTransaction,
  type StatementRunner,
  TenantMismatchError,
  tenantStore,
} from "./tenant-store";

/** Prisma compiles every shape once, for this name; the tenant's schema takes its place on the way out. */
const placeholder = "__tenant__";
const compiledCacheLimit = 5_000;

type SqlQuery = Parameters<Transaction["queryRaw"]>[0];
type Queryable = Pick<Transaction, "queryRaw" | "executeRaw">;

const parts = new Map<string, readonly string[]>();

function qualify(query: SqlQuery, schema: string): SqlQuery {
  let pieces = parts.get(query.sql);
  if (!pieces) {
    pieces = query.sql.split(`"${placeholder}".`);
    if (parts.size < compiledCacheLimit) parts.set(query.sql, pieces);
  }
  return pieces.length === 1 ? query : { ...query, sql: pieces.join(`"${schema}".`) };
}

function route<T extends Queryable>(queryable: T, schemaNow: () => string): T {
  const { queryRaw, executeRaw } = queryable;
  queryable.queryRaw = async (query) => queryRaw.call(queryable, qualify(query, schemaNow()));
  queryable.executeRaw = async (query) => executeRaw.call(queryable, qualify(query, schemaNow()));
  return queryable;
}

/** A transaction belongs to the tenant it was opened for. */
function only(schema: string): () => string {
  return () => {
    if (currentTenantSchema() !== schema) {
      throw new TenantMismatchError("a statement for another tenant was sent into this transaction");
    }
    return schema;
  };
}

const isEnd = /^(COMMIT|ROLLBACK)$/;

/** Both adapters note the connection of a transaction, so that `sql` runs inside it without a detour through Prisma. */
function noteConnection(transaction: Transaction, into: OpenTransaction | undefined): void {
  if (!into) return;
  const { client } = transaction as unknown as { client?: StatementRunner };
  if (typeof client?.query !== "function") {
    throw new Error("adapter-pg no longer exposes a transaction's connection: `sql` cannot join it with this version");
  }
  into.connection = client;
  transactionOn.set(client, into);
  const { executeRaw } = transaction;
  transaction.executeRaw = (query) => {
    if (isEnd.test(query.sql)) endTransaction(into);
    return executeRaw.call(transaction, query);
  };
}

export class TenantPg extends PrismaPg {
  constructor(pool: TenantPool) {
    super(pool, { schema: placeholder });
  }
  override async connect() {
    const adapter = route(await super.connect(), currentTenantSchema);
    const startTransaction = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolationLevel) => {
      const schema = currentTenantSchema();
      const transaction = await startTransaction(isolationLevel);
      noteConnection(transaction, tenantStore.getStore()?.transaction);
      const plain = transaction.executeRaw.bind(transaction);
      const routed = route(transaction, only(schema));
      const checked = routed.executeRaw;
      // A timeout ends a transaction from a timer, where no tenant is current; these two carry no data.
      routed.executeRaw = (query) => (isEnd.test(query.sql) ? plain(query) : checked(query));
      return routed;
    };
    return adapter;
  }
}

export class ControlPg extends PrismaPg {
  constructor(pool: Pool) {
    super(pool, { schema: "control" });
  }
  override async connect() {
    const adapter = await super.connect();
    const startTransaction = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolationLevel) => {
      const transaction = await startTransaction(isolationLevel);
      noteConnection(transaction, controlStore.getStore()?.transaction);
      return transaction;
    };
    return adapter;
  }
}
