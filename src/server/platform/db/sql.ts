import pg from "pg";
import { appPool, controlPool } from "./clients";
import { bindingOf, type ControlReader, type ControlTx, type TenantReader, type TenantTx } from "./facade";
import {
  ClosedTransactionError,
  controlStore,
  joinable,
  type StatementRunner,
  TenantMismatchError,
  tenantStore,
  withTenant,
} from "./tenant-store";

type Scalar = string | number | bigint | boolean | Date | Uint8Array | null;
/** Arrays become Postgres arrays; for JSON pass `JSON.stringify(…)` and cast. */
export type SqlValue = Scalar | readonly Scalar[];

export class SqlFragment {
  readonly texts: readonly string[];
  readonly values: readonly SqlValue[];
  constructor(texts: readonly string[], values: readonly SqlValue[]) {
    this.texts = texts;
    this.values = values;
  }
}

type Part = SqlValue | SqlFragment;
type Database = TenantReader | TenantTx | ControlReader | ControlTx;
type Template<R> = (texts: TemplateStringsArray, ...parts: Part[]) => Promise<R>;

/** Flattens nested fragments, so that values are only ever parameters. */
function compose(texts: readonly string[], parts: readonly Part[]): SqlFragment {
  const out = [texts[0] ?? ""];
  const values: SqlValue[] = [];
  const append = (text: string) => {
    out[out.length - 1] += text;
  };
  parts.forEach((part, index) => {
    if (part === undefined) throw new TypeError("undefined is not a value in SQL; say null");
    if (part instanceof SqlFragment) {
      append(part.texts[0] ?? "");
      part.values.forEach((value, at) => {
        values.push(value);
        out.push(part.texts[at + 1] ?? "");
      });
    } else {
      values.push(part);
      out.push("");
    }
    append(texts[index + 1] ?? "");
  });
  return new SqlFragment(out, values);
}

const int8 = 20;
const int8Array = 1016;
const textArray = 1009;
const date = 1082;
const timestamp = 1114;
const parserOf = pg.types.getTypeParser as (oid: number, format: "text") => (text: string) => unknown;
const parseArray = parserOf(textArray, "text") as (text: string) => (string | null)[];
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [int8]: BigInt,
  [int8Array]: (text) => parseArray(text).map((item) => (item === null ? null : BigInt(item))),
  // A calendar day has no zone; a Date would invent one.
  [date]: (text) => text,
  [timestamp]: (text) => new Date(`${text.replace(" ", "T")}Z`),
};
const types = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    parsers[oid] ?? parserOf(oid, format as "text")) as typeof pg.types.getTypeParser,
};

function toQuery({ texts, values }: SqlFragment): pg.QueryConfig {
  const text = texts.reduce((joined, piece, index) => `${joined}$${index}${piece}`);
  return { text, values: [...values], types };
}

function tenantStatement(schema: string, query: pg.QueryConfig): Promise<pg.QueryResult> {
  return withTenant(schema, () => {
    const runner: StatementRunner = joinable(tenantStore.getStore()?.transaction)?.connection ?? appPool();
    return runner.query(query);
  });
}

async function send(database: Database, query: pg.QueryConfig): Promise<pg.QueryResult> {
  const binding = bindingOf(database);
  const { transaction } = binding;
  if (transaction) {
    if (!transaction.open || !transaction.connection) throw new ClosedTransactionError("this transaction has ended");
    if (binding.kind === "tenant" && tenantStore.getStore()?.schema !== binding.schema) {
      throw new TenantMismatchError("a statement for another tenant was sent into this transaction");
    }
    return transaction.connection.query(query);
  }
  if (binding.kind === "tenant") return tenantStatement(binding.schema, query);
  return (joinable(controlStore.getStore()?.transaction)?.connection ?? controlPool()).query(query);
}

/**
 * The only door to raw SQL. ``sql<Row>(tx)`select … ${value}` `` answers rows; every value is a parameter.
 * bigint columns are bigint, `date` is "YYYY-MM-DD", `numeric` is a string, timestamps are Date.
 */
export function sql<Row extends object>(database: Database): Template<Row[]> {
  return async (texts, ...parts) => (await send(database, toQuery(compose(texts, parts)))).rows as Row[];
}

/** Answers how many rows were affected. */
sql.execute =
  (database: Database): Template<number> =>
  async (texts, ...parts) =>
    (await send(database, toQuery(compose(texts, parts)))).rowCount ?? 0;

/** A piece to put into a statement or another piece. */
sql.fragment = (texts: TemplateStringsArray, ...parts: Part[]): SqlFragment => compose(texts, parts);

sql.empty = new SqlFragment([""], []);

/** Values or pieces with a separator between them; refuses an empty list, which is rarely what was meant. */
sql.join = (parts: readonly Part[], separator: ", " | " AND " | " OR " | " UNION ALL " = ", "): SqlFragment => {
  if (parts.length === 0) throw new TypeError("nothing to join");
  return compose(["", ...parts.slice(1).map(() => separator), ""], parts);
};

/** For the hottest reads: straight to the connection, under the same role and path as everything else. */
export function hotSql<Row extends object>(schema: string): Template<Row[]> {
  return async (texts, ...parts) => (await tenantStatement(schema, toQuery(compose(texts, parts)))).rows as Row[];
}
