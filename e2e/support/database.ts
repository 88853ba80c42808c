import path from "node:path";
import { postgresUrl, startPostgres } from "@local/postgres/start";
import pg from "pg";
import { business, home } from "./product";

export type Rows = Record<string, unknown>[];

/** Reads one business's books as they are on disk; nothing is ever written from here. */
export async function openBooks(slug = business) {
  const given = process.env.DATABASE_URL_ADMIN ?? process.env.DATABASE_URL;
  const server = given ? null : await startPostgres({ dataDir: path.join(home, "postgres") });
  const client = new pg.Client({
    connectionString: server ? postgresUrl(server, { database: "mostrador" }) : given,
  });
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query("select schema_name from control.tenant where slug = $1", [slug]);
  const schema = String(rows[0]?.schema_name);
  await client.query("set default_transaction_read_only = on");
  await client.query(`set search_path = ${pg.escapeIdentifier(schema)}`);
  return {
    async rows(text: string, values: unknown[] = []): Promise<Rows> {
      return (await client.query(text, values)).rows;
    },
    async one(text: string, values: unknown[] = []): Promise<Record<string, unknown>> {
      const { rows: found } = await client.query(text, values);
      if (found.length !== 1) throw new Error(`${found.length} rows: ${text}`);
      return found[0];
    },
    async count(text: string, values: unknown[] = []): Promise<number> {
      return Number(Object.values((await client.query(text, values)).rows[0] ?? {})[0]);
    },
    async close(): Promise<void> {
      await client.end();
      await server?.stop();
    },
  };
}
export type Books = Awaited<ReturnType<typeof openBooks>>;
