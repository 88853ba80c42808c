import { describe, expect } from "vitest";
import { createProduct } from "@/server/modules/catalog/public";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { getStock, receiveStock, verifyInvariants } from "../stock/service";
import {
  approveTransfer,
  cancelTransfer,
  listTransfers,
  receiveTransfer,
  requestTransfer,
  shipTransfer,
} from "./service";

async function given(tenant: TestTenant) {
  const ctx = tenant.as("owner");
  const [from, to] = [tenant.branches[0].id, tenant.branches[1].id];
  const { itemId } = await createProduct(ctx, { name: "Pastillas de freno", sku: "BP-0412", price: "48.00" });
  const lines = [{ itemId, quantity: "10", unitCost: "5.00" }];
  await receiveStock(ctx, { branchId: from, lines });
  await receiveStock(ctx, { branchId: from, lines: [{ itemId, quantity: "7", unitCost: "3.33" }] });
  const request = () =>
    requestTransfer(ctx, { fromBranchId: from, toBranchId: to, lines: [{ itemId, quantity: "12" }] });
  const stock = async () => {
    const { rows } = await getStock(ctx, { itemIds: [itemId] });
    return Object.fromEntries(rows.map((row) => [row.branchName, `${row.onHand} (${row.reserved})`]));
  };
  return { ctx, from, to, itemId, request, stock };
}

describe("transfers", () => {
  tenantTest("[K5] [IN-35] requested, approved, shipped in part, received in two trips", async ({ tenant }) => {
    const { ctx, request, stock, itemId } = await given(tenant);
    const { transferId, number } = await request();
    expect(number).toBe(1);
    expect(await stock()).toEqual({ Chacao: "17 (0)" });
    await approveTransfer(ctx, { transferId });
    expect(await stock()).toEqual({ Chacao: "17 (12)" });
    await shipTransfer(ctx, { transferId, lines: [{ lineNo: 1, quantity: "11" }] });
    expect(await stock()).toEqual({ Chacao: "6 (0)" });
    expect(await receiveTransfer(ctx, { transferId, lines: [{ lineNo: 1, quantity: "4" }] })).toMatchObject({
      status: "partially_received",
    });
    expect(await receiveTransfer(ctx, { transferId })).toMatchObject({
      status: "received",
      lines: [{ received: "11" }],
    });
    expect(await stock()).toEqual({ Chacao: "6 (0)", Valencia: "11 (0)" });
    const { rows } = await getStock(ctx, { itemIds: [itemId] });
    const total = rows.reduce((all, row) => all + Number(row.value?.amount), 0);
    expect(total).toBeCloseTo(73.31, 2);
    expect(await verifyInvariants(ctx)).toEqual([]);
    expect(await tenant.published("inventory/transfer.shipped")).toHaveLength(1);
    expect(await tenant.published("inventory/transfer.received")).toHaveLength(2);
  });

  tenantTest("[K5] [IN-36] approval needs the goods, and the same step twice is one", async ({ tenant }) => {
    const { ctx, request } = await given(tenant);
    const first = await request();
    const second = await request();
    await approveTransfer(ctx, { transferId: first.transferId });
    await approveTransfer(ctx, { transferId: first.transferId });
    expect(await tenant.audited("transfer.approve")).toHaveLength(1);
    await expect(approveTransfer(ctx, { transferId: second.transferId })).rejects.toMatchObject({
      code: "insufficient_stock",
      data: { available: "5", requested: "12", heldBy: "transfer" },
    });
  });

  tenantTest("[K5] [IN-37] cancelling gives the goods back, and nothing stops once shipped", async ({ tenant }) => {
    const { ctx, request, stock } = await given(tenant);
    const { transferId } = await request();
    await approveTransfer(ctx, { transferId });
    await cancelTransfer(ctx, { transferId, reason: "ya llegó otro pedido" });
    expect(await stock()).toEqual({ Chacao: "17 (0)" });
    const again = await request();
    await approveTransfer(ctx, { transferId: again.transferId });
    await shipTransfer(ctx, { transferId: again.transferId });
    await expect(cancelTransfer(ctx, { transferId: again.transferId, reason: "tarde" })).rejects.toMatchObject({
      code: "transfer_state_conflict",
      data: { status: "in_transit" },
    });
  });

  tenantTest("[K5] [IN-39] two people receive the same truck: it arrives once", async ({ tenant }) => {
    const { ctx, request, stock } = await given(tenant);
    const { transferId } = await request();
    await approveTransfer(ctx, { transferId });
    await shipTransfer(ctx, { transferId });
    await Promise.all([receiveTransfer(ctx, { transferId }), receiveTransfer(ctx, { transferId })]);
    expect(await stock()).toEqual({ Chacao: "5 (0)", Valencia: "12 (0)" });
    expect(await verifyInvariants(ctx)).toEqual([]);
  });

  tenantTest("[T58] opposite transfers approved at once do not wait for each other for ever", async ({ tenant }) => {
    const { ctx, from, to, itemId } = await given(tenant);
    await receiveStock(ctx, { branchId: to, lines: [{ itemId, quantity: "20", unitCost: "5.00" }] });
    const one = (a: string, b: string) =>
      requestTransfer(ctx, { fromBranchId: a, toBranchId: b, lines: [{ itemId, quantity: "1" }] });
    const all = [];
    for (let index = 0; index < 8; index += 1) all.push(await (index % 2 ? one(from, to) : one(to, from)));
    for (const step of [approveTransfer, shipTransfer, receiveTransfer]) {
      await Promise.all(all.map(({ transferId }) => step(ctx, { transferId })));
    }
    expect(await verifyInvariants(ctx)).toEqual([]);
    expect((await listTransfers(ctx, { state: "done", limit: 5 })).items).toHaveLength(5);
  });

  tenantTest(
    "[K5] another business's transfer does not exist, and a branch ships only its own",
    async ({ tenant, otherTenant }) => {
      const { request, ctx } = await given(tenant);
      const { transferId } = await request();
      await expect(approveTransfer(otherTenant.as("owner"), { transferId })).rejects.toMatchObject({
        code: "transfer_not_found",
      });
      await approveTransfer(ctx, { transferId });
      await shipTransfer(ctx, { transferId });
      await expect(receiveTransfer(tenant.as("storekeeper", "first branch"), { transferId })).rejects.toMatchObject({
        code: "transfer_not_found",
      });
    },
  );
});
