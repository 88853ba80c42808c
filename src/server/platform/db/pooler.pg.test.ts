import { type Bouncer, hasPgbouncer, startPgbouncer } from "@tools/build/pgbouncer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useDatabase } from "@/server/testing/database";
import { plantMarkers, runWorkload } from "@/server/testing/isolation-workload";
import {
  closeDb,
  configureDb,
  controlReader,
  newTenantSchema,
  pingDb,
  provisionSchema,
  transactControl,
} from "./index";

const database = useDatabase();
const isAvailable = hasPgbouncer();
let bouncer: Bouncer | undefined;
let schemas: string[] = [];

beforeAll(async () => {
  if (!isAvailable) return;
  const more = Array.from({ length: 2 }, newTenantSchema);
  for (const schema of more) await provisionSchema(schema);
  schemas = [...database().tenantSchemas, ...more];
  const { urls } = database();
  bouncer = await startPgbouncer({ urls: [urls.appUrl, urls.controlUrl], poolSize: 2 });
  await closeDb();
  // More client connections than server connections, so that a server connection changes tenants all the time.
  const pooled = { appUrl: bouncer.through(urls.appUrl), controlUrl: bouncer.through(urls.controlUrl) };
  configureDb({ ...urls, ...pooled, poolSize: 8 });
  for (const schema of schemas) await plantMarkers(schema);
});
afterAll(async () => {
  await closeDb();
  await bouncer?.stop();
});

describe.skipIf(!isAvailable)("[G2 T2 PL9] through a transaction pooler (skipped: needs pgbouncer)", () => {
  test("[G2] interleaved tenants on two server connections see only themselves", async () => {
    const findings = await runWorkload({ schemas, clients: 24, callsPerClient: 120, seed: 7 });
    expect(findings.unexpected.slice(0, 3)).toEqual([]);
    expect(Object.fromEntries(findings.foreign)).toEqual({});
    expect(findings.rows).toBeGreaterThan(findings.calls / 2);
  }, 120_000);

  test("[D1] the control schema and the health probe work through it too", async () => {
    await pingDb();
    await transactControl((tx) => tx.account.create({ data: { id: "a1", emailNorm: "ana@example.com", name: "Ana" } }));
    expect(await controlReader().account.findUnique({ where: { id: "a1" } })).toMatchObject({ name: "Ana" });
  });
});
