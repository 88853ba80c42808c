import fs from "node:fs";
import pg from "pg";
import type { Running } from "./processes";
import type { Row } from "./report";
import type { Job, Load } from "./servers/generator";

const ticksPerSecond = 100;
/** Code that ran less than this is not compiled yet, and its cost says nothing about a server that has been up for an hour. */
const warmUpRequests = 6_000;
const warmUpSeconds = 25;

/** CPU of every process of the database server, in microseconds since they started. */
export class PostgresMeter {
  readonly #client: pg.Client;
  private constructor(client: pg.Client) {
    this.#client = client;
  }
  static async open(url: string): Promise<PostgresMeter> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new PostgresMeter(client);
  }
  async micros(): Promise<number | null> {
    if (process.platform !== "linux") return null;
    const { rows } = await this.#client.query<{ pid: number }>(
      "select pid from pg_stat_activity where pid <> pg_backend_pid()",
    );
    let ticks = 0;
    for (const { pid } of rows) {
      try {
        const fields = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
        ticks += Number(fields[11]) + Number(fields[12]);
      } catch {
        // ended between the query and the look
      }
    }
    return (ticks * 1_000_000) / ticksPerSecond;
  }
  async close(): Promise<void> {
    await this.#client.end();
  }
}

export interface Meters {
  generator: Running;
  postgres: PostgresMeter;
}

/** Warms the server up with the same work, then measures it. */
export async function measure(name: string, server: Running, meters: Meters, job: Job): Promise<Row> {
  await meters.generator.ask<Load>({
    ...job,
    ratePerSecond: undefined,
    seconds: warmUpSeconds,
    most: job.warmUp ?? warmUpRequests,
  });
  const [before, postgresBefore] = [await server.usage(), await meters.postgres.micros()];
  const load = await meters.generator.ask<Load>(job);
  const [after, postgresAfter] = [await server.usage(), await meters.postgres.micros()];
  const each = (from: number | null, to: number | null) =>
    from === null || to === null ? null : Math.max(0, to - from) / load.count;
  return {
    name,
    load,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / load.count,
    postgresMicros: each(postgresBefore, postgresAfter),
    rssBytes: after.rssBytes,
  };
}
