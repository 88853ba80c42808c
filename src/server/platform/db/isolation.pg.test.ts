import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { asAdmin } from "@/server/testing/cluster";
import { useDatabase } from "@/server/testing/database";
import { plantMarkers, runWorkload, seeded } from "@/server/testing/isolation-workload";
import { appPool } from "./clients";
import { newTenantSchema, provisionSchema, tenantReader } from "./index";

const poolSize = 3;
const database = useDatabase({ poolSize });
let schemas: string[] = [];

beforeAll(async () => {
  const more = Array.from({ length: 6 }, newTenantSchema);
  for (const schema of more) await provisionSchema(schema);
  schemas = [...database().tenantSchemas, ...more];
  for (const schema of schemas) await plantMarkers(schema);
});

/** Asks a pooled connection about itself, past the wrapping that would answer for a tenant. */
async function bareState(client: pg.PoolClient) {
  const bare = pg.Client.prototype.query.bind(client) as pg.Client["query"];
  const { rows } = await bare(
    "select current_user as user, current_setting('role') as role, current_setting('search_path') as path",
  );
  return rows[0];
}

describe("[G2 T2 T3 P2] eight tenants, sixty-four clients, a pool of three", () => {
  test("[G2] twenty thousand calls, cancelled and killed at random, never answer another tenant's row", async () => {
    const seed = 20_261_120;
    const findings = await asAdmin(database().adminUrl, (admin) =>
      runWorkload({
        schemas,
        clients: 64,
        callsPerClient: 316,
        seed,
        sabotage: async (random) => {
          const act = random() < 0.2 ? "pg_terminate_backend" : "pg_cancel_backend";
          await admin.query(
            `select ${act}(pid) from pg_stat_activity
             where usename = 'mostrador_app' and datname = current_database() order by random() limit 1`,
          );
        },
      }),
    );
    expect(findings.unexpected.slice(0, 3)).toEqual([]);
    expect(Object.fromEntries(findings.foreign)).toEqual({});
    expect(findings.calls).toBeGreaterThanOrEqual(20_000);
    // Sabotage that hits nothing, or everything, would prove nothing.
    expect(findings.provoked).toBeGreaterThan(0);
    expect(findings.provoked).toBeLessThan(findings.calls / 4);
    expect(findings.rows).toBeGreaterThan(findings.calls / 2);
  }, 180_000);

  test("[T2 PL9] afterwards no connection carries a role or a path", async () => {
    const pool = appPool();
    const clients = await Promise.all(Array.from({ length: poolSize }, () => pool.connect()));
    const states = await Promise.all(clients.map(bareState));
    for (const client of clients) client.release();
    for (const state of states) expect(state).toEqual({ user: "mostrador_app", role: "none", path: '""' });
  });

  test("[T2] an abandoned transaction left nothing behind", async () => {
    const random = seeded(1);
    expect(random()).not.toBe(random());
    for (const schema of schemas) {
      const found = await tenantReader(schema).branch.findMany({ select: { name: true } });
      expect(new Set(found.map(({ name }) => name))).toEqual(new Set([schema]));
    }
  });
});
