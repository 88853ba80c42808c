import pg from "pg";
import { expect, vi } from "vitest";
import { sql } from "@/server/platform/db";
import { type TestTenant, tenantTest, testDatabase } from "@/server/testing/fixtures";
import { recordAudit } from "./index";
import { sealAudit, verifyAudit } from "./seal";

async function write(tenant: TestTenant, count: number): Promise<void> {
  const ctx = tenant.as("owner");
  for (let n = 0; n < count; n += 1) {
    await ctx.transaction((tx) =>
      recordAudit(tx, ctx, {
        action: "product.update",
        subject: `product-${n}`,
        before: { price: n },
        after: { price: n + 1 },
      }),
    );
  }
}

/** Sealing waits for transactions that began earlier, those of other test files on the same server too. */
async function sealAll(tenant: TestTenant, count: number): Promise<void> {
  let sealed = 0;
  await vi.waitFor(
    async () => {
      sealed += await sealAudit(tenant.info.schema);
      expect(sealed).toBe(count);
    },
    { timeout: 60_000, interval: 50 },
  );
}

async function asSuperuser(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: testDatabase().adminUrl });
  await client.connect();
  try {
    await client.query("set session_replication_role = replica"); // past the triggers, as a thief with the server would be
    await client.query(text);
  } finally {
    await client.end();
  }
}

tenantTest(
  "[P9] [PL75] committed entries are sealed once, in gapless order, and the chain verifies",
  async ({ tenant }) => {
    await write(tenant, 5);
    await sealAll(tenant, 5);
    expect(await sealAudit(tenant.info.schema)).toBe(0);
    await write(tenant, 3);
    await sealAll(tenant, 3);
    const rows = await sql<{ no: bigint }>(tenant.job().read)`select no from audit_seal order by no`;
    expect(rows.map(({ no }) => Number(no))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await verifyAudit(tenant.job().read)).toEqual({ ok: true, sealed: 8 });
  },
);

tenantTest("[PL76] [D10] an edit, a removal and a cut tail are each named", async ({ tenant, otherTenant }) => {
  await write(tenant, 4);
  await sealAll(tenant, 4);
  const { schema } = tenant.info;
  await asSuperuser(
    `update "${schema}".audit_entry set subject = 'forged' where id = (select entry_id from "${schema}".audit_seal where no = 2)`,
  );
  expect(await verifyAudit(tenant.job().read)).toMatchObject({ ok: false, at: 2n, kind: "edit" });
  await asSuperuser(
    `delete from "${schema}".audit_entry where id = (select entry_id from "${schema}".audit_seal where no = 2)`,
  );
  expect(await verifyAudit(tenant.job().read)).toMatchObject({ ok: false, at: 2n, kind: "removal" });
  const other = otherTenant.info.schema;
  await write(otherTenant, 4);
  await sealAll(otherTenant, 4);
  await asSuperuser(`delete from "${other}".audit_seal where no = 4`);
  expect(await verifyAudit(otherTenant.job().read)).toMatchObject({ ok: false, kind: "tail" });
});

tenantTest("[PL77] [T57] [T80] the run-time role cannot edit, remove or truncate the trail", async ({ tenant }) => {
  await write(tenant, 1);
  const { read } = tenant.job();
  await expect(sql.execute(read)`update audit_entry set action = 'x'`).rejects.toThrow(/permission denied/);
  await expect(sql.execute(read)`delete from audit_entry`).rejects.toThrow(/permission denied/);
  await expect(sql.execute(read)`truncate audit_entry`).rejects.toThrow(/permission denied/);
});

tenantTest("[PL72] a change that changed nothing leaves no entry, and secrets are masked", async ({ tenant }) => {
  const ctx = tenant.as("owner");
  await ctx.transaction((tx) =>
    recordAudit(tx, ctx, { action: "member.update", subject: "m", before: { name: "Ana" }, after: { name: "Ana" } }),
  );
  expect(await tenant.audited("member.update")).toHaveLength(0);
  await ctx.transaction((tx) =>
    recordAudit(tx, ctx, { action: "secret.set", subject: "s", after: { apiToken: "abc", name: "Stripe" } }),
  );
  const [entry] = await tenant.audited("secret.set");
  expect(JSON.stringify(entry?.changes)).not.toContain("abc");
});
