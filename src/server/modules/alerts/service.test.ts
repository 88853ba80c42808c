import "@/server/composition/request-context";
import { expect } from "vitest";
import type { ItemId } from "@/lib/ids";
import { days, localDate, plus, plusDays } from "@/lib/time";
import { importSalesHistory } from "@/server/modules/analytics/public";
import { createProduct } from "@/server/modules/catalog/public";
import { receiveStock, stockOf } from "@/server/modules/inventory/public";
import { sql } from "@/server/platform/db";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { evaluateItems } from "./evaluation/service";
import { approveProposal, rejectProposal } from "./proposal/service";
import { countAlerts, decideAlert, listAlerts } from "./service";

/** Pastillas: two a day in Chacao, where `here` are left; one a day in Valencia, where `there` are. */
async function brakePads(tenant: TestTenant, here: number, there: number): Promise<ItemId> {
  const owner = tenant.as("owner");
  const { itemId } = await createProduct(owner, {
    name: "Pastillas Corolla",
    sku: "BP-0412",
    price: "48.00",
    cost: "29.80",
  });
  const [chacao, valencia] = tenant.branches;
  for (const [branch, quantity] of [
    [chacao, here],
    [valencia, there],
  ] as const) {
    if (quantity > 0)
      await receiveStock(owner, {
        branchId: branch.id,
        lines: [{ itemId, quantity: `${quantity}`, unitCost: "29.80" }],
      });
  }
  const facts = Array.from({ length: 28 }, (_, index) =>
    [
      [chacao, 2n],
      [valencia, 1n],
    ].map(([branch, pieces]) => ({
      factKey: `h:${index}:${(branch as { code: string }).code}`,
      businessDate: plusDays(localDate(owner.today()), -(index + 1)),
      branchId: (branch as { id: (typeof chacao)["id"] }).id,
      itemId: itemId as ItemId,
      source: "history" as const,
      qtyMilli: (pieces as bigint) * 1_000n,
      netMinor: (pieces as bigint) * 4_800n,
      taxMinor: 0n,
      costMicro: (pieces as bigint) * 29_800_000n,
      currency: "USD" as const,
      occurredAt: tenant.clock.now(),
    })),
  ).flat();
  await importSalesHistory(owner, facts);
  return itemId as ItemId;
}

tenantTest(
  "[K6] [AL-7] low stock opens one alert with its figures, its money and a transfer worth approving",
  async ({ tenant, otherTenant }) => {
    const itemId = await brakePads(tenant, 3, 40);
    const owner = tenant.as("owner");
    await evaluateItems(tenant.job(), [itemId]);
    await evaluateItems(tenant.job(), [itemId]);
    const { items } = await listAlerts(owner, {});
    expect(items).toHaveLength(1);
    const [alert] = items;
    expect(alert).toMatchObject({
      kind: "low_stock",
      severity: "critical",
      branchName: "Chacao",
      available: "3",
      soldPerDay: "2",
    });
    expect(alert?.sentence).toBe("Vende 2 al día; quedan 3 en Chacao: se agota el sábado.");
    expect(alert?.risk).toEqual({ amount: "455.00", currency: "USD" });
    expect(alert?.proposal).toMatchObject({
      fromBranch: "Valencia",
      toBranch: "Chacao",
      quantity: "25",
      gain: { amount: "455.00", currency: "USD" },
    });
    expect(await countAlerts(owner)).toEqual({ open: 1, critical: 1 });
    expect(await tenant.published("alerts/alert.opened")).toHaveLength(1);
    expect((await listAlerts(otherTenant.as("owner"), {})).items).toHaveLength(0);
  },
);

tenantTest(
  "[K5] [K10] approving twice makes one approved transfer that holds the stock",
  async ({ tenant, otherTenant }) => {
    const itemId = await brakePads(tenant, 3, 40);
    await evaluateItems(tenant.job(), [itemId]);
    const owner = tenant.as("owner");
    const proposalId = (await listAlerts(owner, {})).items[0]?.proposal?.id ?? "";
    await expect(approveProposal(otherTenant.as("owner"), { proposalId })).rejects.toMatchObject({
      code: "proposal_not_found",
    });
    await expect(approveProposal(tenant.as("storekeeper"), { proposalId })).rejects.toMatchObject({
      code: "forbidden",
    });
    const [first, second] = await Promise.all([
      approveProposal(owner, { proposalId }),
      approveProposal(owner, { proposalId, via: "whatsapp" }),
    ]);
    expect(first.transferId).toBe(second.transferId);
    expect(await sql(owner.read)`select 1 from transfer where status = 'approved'`).toHaveLength(1);
    const [valencia] = await stockOf(owner.read, [itemId], [tenant.branches[1].id]);
    expect(valencia?.availableMilli).toBe(15_000n);
    expect(await tenant.audited("proposal.approve")).toHaveLength(1);
    // What is on its way counts: the alert ends by itself.
    await evaluateItems(tenant.job(), [itemId]);
    expect(await countAlerts(owner)).toEqual({ open: 0, critical: 0 });
  },
);

tenantTest(
  "[AL-20] a source that cannot give it any more stops the approval, and nothing is done",
  async ({ tenant }) => {
    const itemId = await brakePads(tenant, 3, 40);
    await evaluateItems(tenant.job(), [itemId]);
    const owner = tenant.as("owner");
    const proposalId = (await listAlerts(owner, {})).items[0]?.proposal?.id ?? "";
    await sql.execute(
      owner.read,
    )`update stock_level set reserved_milli = 20000 where item_id = ${itemId} and branch_id = ${tenant.branches[1].id}`;
    await sql.execute(owner.read)`
    insert into reservation (id, subject_kind, subject_id, line_key, item_id, location_id, qty_milli)
    select ${owner.ids.next<string>()}, 'order', 'x', '1', item_id, location_id, 20000 from stock_level where item_id = ${itemId} and branch_id = ${tenant.branches[1].id}`;
    await expect(approveProposal(owner, { proposalId })).rejects.toMatchObject({
      code: "proposal_changed",
      data: { available: "20" },
    });
    expect(await sql(owner.read)`select 1 from transfer`).toHaveLength(0);
  },
);

tenantTest(
  "[AL-20] new stock supersedes the plan; an old or refused proposal cannot be approved",
  async ({ tenant }) => {
    const itemId = await brakePads(tenant, 3, 40);
    await evaluateItems(tenant.job(), [itemId]);
    const owner = tenant.as("owner");
    const old = (await listAlerts(owner, {})).items[0]?.proposal?.id ?? "";
    await receiveStock(owner, {
      branchId: tenant.branches[0].id,
      lines: [{ itemId, quantity: "2", unitCost: "29.80" }],
    });
    await evaluateItems(tenant.job(), [itemId]);
    const now = (await listAlerts(owner, {})).items[0]?.proposal;
    expect(now?.quantity).toBe("23");
    await expect(approveProposal(owner, { proposalId: old })).rejects.toMatchObject({
      code: "proposal_state_conflict",
    });
    await rejectProposal(owner, { proposalId: now?.id ?? "" });
    await expect(approveProposal(owner, { proposalId: now?.id ?? "" })).rejects.toMatchObject({
      code: "proposal_state_conflict",
    });
  },
);

tenantTest("[AL-16] ignoring needs a reason, snoozing hides until its time, closed is final", async ({ tenant }) => {
  const itemId = await brakePads(tenant, 3, 0);
  await evaluateItems(tenant.job(), [itemId]);
  const keeper = tenant.as("storekeeper");
  const alert = (await listAlerts(keeper, {})).items.find(({ kind }) => kind === "low_stock");
  const alertId = alert?.id ?? "";
  await expect(decideAlert(keeper, { alertId, action: "ignore" })).rejects.toMatchObject({ code: "validation_failed" });
  await decideAlert(keeper, { alertId, action: "snooze", snoozeHours: 24 });
  expect((await listAlerts(keeper, {})).items.some(({ id }) => id === alertId)).toBe(false);
  tenant.clock.set(plus(tenant.clock.now(), days(2)));
  expect((await listAlerts(keeper, {})).items.some(({ id }) => id === alertId)).toBe(true);
  await decideAlert(keeper, { alertId, action: "ignore", reason: "ya lo sé" });
  await expect(decideAlert(keeper, { alertId, action: "resolve" })).rejects.toMatchObject({
    code: "alert_state_conflict",
  });
  await expect(decideAlert(tenant.as("seller"), { alertId, action: "resolve" })).rejects.toMatchObject({
    code: "forbidden",
  });
});
