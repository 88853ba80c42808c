import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import { createApp } from "@/server/http/app";
import { sql } from "@/server/platform/db";
import { asAdmin } from "@/server/testing/cluster";
import { happen } from "@/server/testing/feed";
import { type TestTenant, tenantTest, testDatabase } from "@/server/testing/fixtures";
import { callerOf, cookieOf, jobs } from "@/server/testing/http";
import { openNumber } from "@/server/testing/talk";
import { postMeta } from "@/server/testing/webhooks";
import { startBackground } from "./background";

const app = createApp({ jobs });

const waiting = async (tenant: TestTenant) => {
  const [row] = await sql<{ n: number }>(tenant.job().read)`
    select count(*)::int as n from outbox where seq is null or (deliver_jobs and published_at is null)`;
  return row?.n ?? 0;
};
async function eventually(check: () => Promise<boolean>, withinMs: number): Promise<number> {
  const started = performance.now();
  while (!(await check().catch(() => false))) {
    if (performance.now() - started > withinMs) throw new Error("it did not come to pass");
    await wait(25);
  }
  return performance.now() - started;
}

/** The database turns everybody out and lets nobody in, as it does while it restarts. */
async function away(milliseconds: number): Promise<void> {
  const { adminUrl } = testDatabase();
  const name = new URL(adminUrl).pathname.slice(1);
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`alter database "${name}" connection limit 0`);
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await wait(milliseconds);
    await admin.query(`alter database "${name}" connection limit -1`);
  });
}

tenantTest(
  "[F7] the work goes on by itself after the database was away, without a restart",
  { timeout: 40_000 },
  async ({ tenant }) => {
    const surprises: unknown[] = [];
    const heard = (error: unknown) => surprises.push(error);
    process.on("unhandledRejection", heard);
    const number = await openNumber(tenant);
    const owner = callerOf(app.fetch, { cookie: await cookieOf(tenant) });
    const stop = await startBackground();
    try {
      await eventually(async () => (await waiting(tenant)) === 0, 5_000);
      await happen(tenant, 1);
      expect(await eventually(async () => (await waiting(tenant)) === 0, 5_000)).toBeLessThan(2_000);

      const back = away(2_500);
      await wait(200);
      const during = [await owner.query("tenancy.branches"), await postMeta(number.message("durante"))];
      for (const { status, code, headers } of during) {
        expect([status, code]).toEqual([503, "dependency_unavailable"]);
        expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
      }
      await back;
      const recovery = await eventually(async () => (await owner.query("tenancy.branches")).status === 200, 5_000);
      expect(recovery).toBeLessThan(2_000);
      await happen(tenant, 2);
      expect((await postMeta(number.message("después"))).status).toBe(200);
      await eventually(async () => {
        const [row] = await sql<{ n: number }>(
          tenant.job().read,
        )`select count(*)::int as n from message where direction = 'in'`;
        return row?.n === 1;
      }, 15_000);
      await eventually(async () => {
        const [row] = await sql<{ n: number }>(
          tenant.job().read,
        )`select count(*)::int as n from outbox where seq is null`;
        return row?.n === 0;
      }, 15_000);
    } finally {
      await stop();
      process.off("unhandledRejection", heard);
    }
    expect(surprises).toEqual([]);
    // Once stopped it starts nothing more.
    await happen(tenant, 3);
    await wait(300);
    expect(await waiting(tenant)).toBeGreaterThan(0);
  },
);
