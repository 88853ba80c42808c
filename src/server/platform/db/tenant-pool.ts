import pg from "pg";
import { AbortedTransactionError } from "./errors";
import { assertTenantSchema, type OpenTransaction, tenantStore } from "./tenant-store";

/** Both settings are transaction-local: they end with the statement, so nothing stays on a pooled connection. */
const preamble = "select set_config('role', $1, true), set_config('search_path', $2, true)";
/** Whole statements only: these carry no data and must not be wrapped. */
const transactionControl =
  /^(BEGIN|COMMIT|ROLLBACK|(SAVEPOINT|ROLLBACK TO SAVEPOINT|RELEASE SAVEPOINT) \w+|SET TRANSACTION ISOLATION LEVEL [A-Z ]+)$/i;

type Wire = {
  parse(message: { text: string; name: string }): void;
  bind(message: { portal: string; statement: string; values: readonly string[] }): void;
  execute(message: { portal: string; rows: number }): void;
};
type QueryInternals = {
  prepare(connection: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Wire): void;
};
const PgQuery = pg.Query as unknown as new (config: pg.QueryConfig & { queryMode: "extended" }) => QueryInternals;

/**
 * Role and search path travel before the query and before one Sync: one implicit transaction, one round trip.
 * Leans on `prepare` of pg's Query, which is why pg is pinned exactly and the isolation test gates every upgrade.
 */
class TenantQuery extends PgQuery {
  readonly #schema: string;
  #inPreamble = true;

  constructor(config: pg.QueryConfig, schema: string) {
    super({ ...config, queryMode: "extended" });
    this.#schema = schema;
  }
  override prepare(connection: Wire): void {
    connection.parse({ text: preamble, name: "" });
    connection.bind({ portal: "", statement: "", values: [this.#schema, `${this.#schema}, ext`] });
    connection.execute({ portal: "", rows: 0 });
    super.prepare(connection);
  }
  override handleDataRow(message: unknown): void {
    if (!this.#inPreamble) super.handleDataRow(message);
  }
  override handleCommandComplete(message: unknown, connection: Wire): void {
    if (this.#inPreamble) this.#inPreamble = false;
    else super.handleCommandComplete(message, connection);
  }
}

for (const method of ["prepare", "handleDataRow", "handleCommandComplete"] as const) {
  if (typeof (PgQuery.prototype as Partial<QueryInternals>)[method] !== "function") {
    throw new Error(`pg.Query.${method} is gone: TenantPool cannot isolate tenants with this version of pg`);
  }
}

type Callback = (error: Error | null, result: pg.QueryResult) => void;
type RawClient = { query(config: unknown, values?: unknown, callback?: Callback): Promise<pg.QueryResult> };
type QueryInput = string | pg.QueryConfig | TenantQuery;

function toConfig(input: string | pg.QueryConfig, values: unknown): pg.QueryConfig {
  return typeof input === "string" ? { text: input, values: values as unknown[] | undefined } : input;
}

function bindToCurrentTenant(config: pg.QueryConfig): TenantQuery {
  return new TenantQuery(config, assertTenantSchema(tenantStore.getStore()?.schema));
}

/** A submittable has no promise of its own in pg, only a callback. */
function send(to: (query: TenantQuery, callback: Callback) => unknown, query: TenantQuery): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    to(query, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** Lets one statement at a time onto a connection, as the next major version of pg demands. */
class StatementQueue {
  #last: Promise<unknown> | undefined;

  run<T>(statement: () => Promise<T>): Promise<T> {
    const result = this.#last ? this.#last.then(statement, statement) : statement();
    const release = () => {
      if (this.#last === settled) this.#last = undefined;
    };
    const settled: Promise<void> = result.then(release, release);
    this.#last = settled;
    return result;
  }
}

/** Which transaction a connection is carrying, so that the fate of its COMMIT can be noted. */
export const transactionOn = new WeakMap<object, OpenTransaction>();

async function control(client: object, query: Promise<pg.QueryResult>, text: string): Promise<pg.QueryResult> {
  if (!/^commit$/i.test(text)) return query;
  const transaction = transactionOn.get(client);
  try {
    const result = await query;
    // Postgres answers COMMIT of a failed transaction with a polite ROLLBACK; silence here would lose an acknowledged write.
    if (result.command === "ROLLBACK") throw new AbortedTransactionError();
    return result;
  } catch (error) {
    const hasServerAnswered = error instanceof AbortedTransactionError || error instanceof pg.DatabaseError;
    if (transaction && !hasServerAnswered) transaction.commitLost = true;
    throw error;
  }
}

/** For pools without tenants: one statement at a time, and no silent rollback. */
export class PlainClient extends pg.Client {
  readonly #queue = new StatementQueue();
  static {
    const inherited = (client: PlainClient) => pg.Client.prototype.query.bind(client) as unknown as RawClient["query"];
    const query = function (this: PlainClient, input: unknown, values?: unknown, callback?: Callback) {
      const hasCallback = typeof values === "function" || callback !== undefined;
      if (hasCallback) return inherited(this)(input, values, callback);
      const config = toConfig(input as string | pg.QueryConfig, values);
      return this.#queue.run(() => control(this, inherited(this)(config), config.text));
    };
    Object.defineProperty(PlainClient.prototype, "query", { value: query, writable: true, configurable: true });
  }
}

/** Every statement on these connections runs as the tenant that was current when it was asked for. */
class TenantClient extends pg.Client {
  readonly #queue = new StatementQueue();
  static {
    const inherited = (client: TenantClient) => pg.Client.prototype.query.bind(client) as unknown as RawClient["query"];
    const query = function (this: TenantClient, input: QueryInput, values?: unknown, callback?: Callback) {
      if (input instanceof TenantQuery) return inherited(this)(input, values, callback);
      if (typeof values === "function" || callback !== undefined) {
        throw new TypeError("tenant connections answer with promises only");
      }
      const config = toConfig(input, values);
      if (transactionControl.test(config.text)) {
        return this.#queue.run(() => control(this, inherited(this)(config), config.text));
      }
      const bound = bindToCurrentTenant(config);
      return this.#queue.run(() => send((query, done) => inherited(this)(query, undefined, done), bound));
    };
    Object.defineProperty(TenantClient.prototype, "query", { value: query, writable: true, configurable: true });
  }
}

export class TenantPool extends pg.Pool {
  constructor(options: pg.PoolConfig) {
    super({ ...options, Client: TenantClient } as pg.PoolConfig);
    const inherited = pg.Pool.prototype.query.bind(this) as unknown as RawClient["query"];
    // The tenant is captured now, not when a queued query gets its connection.
    const query = async (input: string | pg.QueryConfig, values?: unknown): Promise<pg.QueryResult> => {
      const bound = bindToCurrentTenant(toConfig(input, values));
      return send((submittable, done) => inherited(submittable, undefined, done), bound);
    };
    this.query = query as typeof this.query;
  }
}
