import { expect } from "vitest";
import type { ItemId } from "@/lib/ids";
import { localDate, plusDays } from "@/lib/time";
import { sql } from "@/server/platform/db";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import type { SaleFact } from "./domain";
import { recordCompletedOrder } from "./jobs";
import { dailyDemand, importSalesHistory, salesSummary, verifyInvariants } from "./service";

const aSale = (tenant: TestTenant, itemId: string, day: number, qty: bigint, branch = 0): SaleFact => ({
  factKey: `history:${day}:${branch}:${itemId}`,
  businessDate: plusDays(localDate("2026-11-20"), -day),
  branchId: tenant.branches[branch === 0 ? 0 : 1].id,
  itemId: itemId as ItemId,
  source: "history",
  qtyMilli: qty * 1_000n,
  netMinor: qty * 4_800n,
  taxMinor: 0n,
  costMicro: qty * 29_800_000n,
  currency: "USD",
  occurredAt: tenant.clock.now(),
});
const item = "01h00000000000000000000000";

tenantTest("[N1] [K13] facts come in once, however often they are sent, and the rollup follows", async ({ tenant }) => {
  const owner = tenant.as("owner");
  const facts = [aSale(tenant, item, 1, 2n), aSale(tenant, item, 2, 3n), aSale(tenant, item, 2, 1n, 1)];
  expect(await importSalesHistory(owner, facts)).toEqual({ added: 3 });
  expect(await importSalesHistory(owner, facts)).toEqual({ added: 0 });
  const days = await dailyDemand(owner.read, owner.today(), [item], [tenant.branches[0].id], 28);
  expect(days.map(({ businessDate, qtyMilli }) => [businessDate, qtyMilli])).toEqual([
    ["2026-11-18", 3_000n],
    ["2026-11-19", 2_000n],
  ]);
  expect(await verifyInvariants(owner)).toEqual([]);
});

tenantTest(
  "[N1] the summary compares with the equal period before, and a branch-scoped member sees only that branch",
  async ({ tenant }) => {
    await importSalesHistory(tenant.as("owner"), [
      aSale(tenant, item, 1, 6n),
      aSale(tenant, item, 31, 3n),
      aSale(tenant, item, 1, 4n, 1),
    ]);
    const all = await salesSummary(tenant.as("owner"), { days: 30 });
    expect(all.sales.amount).toBe("480.00");
    expect(all.perBranch).toHaveLength(2);
    expect(all.marginPerThousand).toBe(379);
    const mine = await salesSummary(tenant.as("branch_manager", "first branch"), { days: 30 });
    expect(mine.sales.amount).toBe("288.00");
    expect(mine.changePerThousand).toBe(1_000);
    expect(mine.perBranch.map(({ branchId }) => branchId)).toEqual([tenant.branches[0].id]);
    await expect(salesSummary(tenant.as("seller"), { days: 30 })).rejects.toMatchObject({ code: "forbidden" });
  },
);

tenantTest("[I2] [N1] a completed order told twice is one sale", async ({ tenant, otherTenant }) => {
  const order = {
    orderId: "01h0000000000000000000000a",
    branchId: tenant.branches[0].id,
    number: 1,
    channel: "whatsapp",
    customerId: null,
    conversationId: null,
    sellerId: null,
    businessDate: "2026-11-20",
    occurredAt: "2026-11-20T14:30:00.000Z",
    currency: "USD",
    netMinor: "9600",
    taxMinor: "1536",
    totalMinor: "11136",
    lines: [
      {
        lineNo: 1,
        itemId: item,
        name: "Pastillas",
        qtyMilli: "2000",
        netMinor: "9600",
        taxMinor: "1536",
        costMicro: "59600000",
      },
      {
        lineNo: 2,
        itemId: null,
        name: "Mano de obra",
        qtyMilli: "1000",
        netMinor: "0",
        taxMinor: "0",
        costMicro: null,
      },
    ],
  };
  expect(await recordCompletedOrder(tenant.job(), order)).toBe(1);
  expect(await recordCompletedOrder(tenant.job(), order)).toBe(0);
  const [row] = await sql<{ businessDate: string; qty: bigint }>(
    tenant.job().read,
  )`select business_date::text as "businessDate", qty_milli as qty from sale_day`;
  expect(row && [row.businessDate, row.qty]).toEqual(["2026-11-20", 2_000n]);
  expect(await sql(otherTenant.job().read)`select 1 from sale_day`).toHaveLength(0);
});

tenantTest("[T10] [C95] the owner asks for sales by WhatsApp and hears them by branch", async ({ tenant }) => {
  await importSalesHistory(tenant.as("owner"), [
    aSale(tenant, item, 1, 6n),
    aSale(tenant, item, 1, 4n, 1),
    aSale(tenant, item, 9, 9n),
  ]);
  const owner = tenant.as("owner");
  expect(await owner.tools.run(owner, "sales_summary", { period: "yesterday" })).toEqual({
    label: "Ventas de ayer",
    total: { amount: "480.00", currency: "USD" },
    count: "2",
    rows: [
      { name: "Chacao", total: { amount: "288.00", currency: "USD" } },
      { name: "Valencia", total: { amount: "192.00", currency: "USD" } },
    ],
  });
  const seller = tenant.as("seller");
  await expect(owner.tools.run(seller, "sales_summary", { period: "today" })).rejects.toMatchObject({
    code: "forbidden",
  });
});
