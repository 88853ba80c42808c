import { describe, expect } from "vitest";
import type { ItemId } from "@/lib/ids";
import { milliToText, units } from "@/lib/quantity";
import { minutes, plus } from "@/lib/time";
import { createProduct } from "@/server/modules/catalog/public";
import type { ServiceContext } from "@/server/platform/context";
import { sql } from "@/server/platform/db";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { expireReservations, moveReservations, releaseReservations, reserveStock } from "../reservation/service";
import {
  adjustStock,
  getStock,
  issueForSale,
  listMovements,
  receiveStock,
  setLimits,
  verifyInvariants,
} from "./service";

async function product(ctx: ServiceContext, sku: string): Promise<ItemId> {
  const { itemId } = await createProduct(ctx, { name: `Repuesto ${sku}`, sku, price: "10.00" });
  return itemId as ItemId;
}
const stocked = async (tenant: TestTenant, sku: string, quantity: string, unitCost = "5.00"): Promise<ItemId> => {
  const ctx = tenant.as("owner");
  const itemId = await product(ctx, sku);
  await receiveStock(ctx, { branchId: tenant.branches[0].id, lines: [{ itemId, quantity, unitCost }] });
  return itemId;
};
const held = async (tenant: TestTenant, itemId: string) => {
  const { rows } = await getStock(tenant.as("owner"), { itemIds: [itemId] });
  const row = rows.find(({ branchId }) => branchId === tenant.branches[0].id);
  return { onHand: row?.onHand, reserved: row?.reserved, available: row?.available };
};
const hold = (tenant: TestTenant, itemId: ItemId, id: string, quantity: number, forMinutes: number | null = null) => {
  const ctx = tenant.job();
  return ctx.transaction((tx) =>
    reserveStock(tx, ctx, {
      subject: { kind: "quote", id },
      branchId: tenant.branches[0].id,
      expiresAt: forMinutes === null ? null : plus(tenant.clock.now(), minutes(forMinutes)),
      lines: [{ lineKey: "1", itemId, qtyMilli: units(quantity) }],
    }),
  );
};

describe("stock", () => {
  tenantTest(
    "[K3] [IN-20] receipts average, a sale leaves at the average and the statement says so",
    async ({ tenant }) => {
      const itemId = await stocked(tenant, "A-1", "10", "5.00");
      const owner = tenant.as("owner");
      const branchId = tenant.branches[0].id;
      await receiveStock(owner, { branchId, lines: [{ itemId, quantity: "10", unitCost: "7.00" }] });
      const sold = await owner.transaction((tx) =>
        issueForSale(tx, owner, {
          orderId: "order-1",
          branchId,
          lines: [{ lineKey: "1", itemId, qtyMilli: units(5) }],
        }),
      );
      expect(sold).toEqual([{ lineKey: "1", costMicro: 30_000_000n }]);
      const { rows } = await getStock(owner, { itemIds: [itemId] });
      expect(rows).toMatchObject([
        { onHand: "15", available: "15", averageCost: { amount: "6.00" }, value: { amount: "90.00" } },
      ]);
      const { items } = await listMovements(owner, { itemId, branchId });
      expect(items.map(({ delta, balance, reason }) => [delta, balance, reason])).toEqual([
        ["-5", "15", "sale"],
        ["10", "20", "receipt"],
        ["10", "10", "receipt"],
      ]);
      expect(await verifyInvariants(owner)).toEqual([]);
    },
  );

  tenantTest("[K3] [IN-18] the same order issued twice moves once and answers the same cost", async ({ tenant }) => {
    const itemId = await stocked(tenant, "A-2", "4");
    const ctx = tenant.job();
    const issue = () =>
      ctx.transaction((tx) =>
        issueForSale(tx, ctx, {
          orderId: "order-2",
          branchId: tenant.branches[0].id,
          lines: [{ lineKey: "1", itemId, qtyMilli: units(3) }],
        }),
      );
    expect(await issue()).toEqual(await issue());
    expect(await held(tenant, itemId)).toMatchObject({ onHand: "1" });
    expect(await tenant.published("inventory/stock.moved")).toHaveLength(2);
  });

  tenantTest("[K3] a receipt retried with its key is one receipt", async ({ tenant }) => {
    const owner = tenant.as("owner");
    const itemId = await product(owner, "A-3");
    const receipt = {
      branchId: tenant.branches[0].id,
      lines: [{ itemId, quantity: "2.5", unitCost: "4.00" }],
      idempotencyKey: "receipt-key-0001",
    };
    const first = await receiveStock(owner, receipt);
    expect(await receiveStock(owner, receipt)).toEqual(first);
    expect(await held(tenant, itemId)).toMatchObject({ onHand: "2.5" });
  });

  tenantTest(
    "[K3] [IN-50] an adjustment is a movement with a reason, and a count equal to the shelf moves nothing",
    async ({ tenant }) => {
      const itemId = await stocked(tenant, "A-4", "8");
      const keeper = tenant.as("storekeeper");
      const branchId = tenant.branches[0].id;
      expect(
        await adjustStock(keeper, { itemId, branchId, counted: "7", reason: "count", note: "falta una" }),
      ).toMatchObject({
        onHand: "7",
        averageCost: null,
      });
      await adjustStock(keeper, { itemId, branchId, counted: "7", reason: "count" });
      expect(await tenant.audited("stock.adjust")).toHaveLength(1);
      expect(await verifyInvariants(tenant.as("owner"))).toEqual([]);
    },
  );

  tenantTest("[K3] [IN-19] stock never goes below what is free", async ({ tenant }) => {
    const itemId = await stocked(tenant, "A-5", "5");
    await hold(tenant, itemId, "q", 3);
    const branchId = tenant.branches[0].id;
    await expect(
      adjustStock(tenant.as("owner"), { itemId, branchId, delta: "-3", reason: "loss" }),
    ).rejects.toMatchObject({ code: "insufficient_stock", data: { available: "2", requested: "3" } });
    expect(await held(tenant, itemId)).toEqual({ onHand: "5", reserved: "3", available: "2" });
  });

  tenantTest(
    "[K3] another business's item does not exist and a seller may not adjust",
    async ({ tenant, otherTenant }) => {
      const itemId = await stocked(otherTenant, "A-6", "5");
      const branchId = tenant.branches[0].id;
      const adjust = (ctx: ServiceContext) => adjustStock(ctx, { itemId, branchId, counted: "1", reason: "count" });
      await expect(adjust(tenant.as("owner"))).rejects.toMatchObject({ code: "item_not_found" });
      await expect(adjust(tenant.as("seller"))).rejects.toMatchObject({ code: "forbidden" });
      expect((await getStock(tenant.as("owner"), { itemIds: [itemId] })).rows).toEqual([]);
    },
  );

  tenantTest("[K3] a member of one branch adjusts only there", async ({ tenant }) => {
    const itemId = await stocked(tenant, "A-7", "5");
    const keeper = tenant.as("storekeeper", "first branch");
    const branchId = tenant.branches[1].id;
    await expect(adjustStock(keeper, { itemId, branchId, counted: "1", reason: "count" })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  tenantTest("[K3] [IN-29] limits are set by hand and audited", async ({ tenant }) => {
    const itemId = await stocked(tenant, "A-8", "5");
    const owner = tenant.as("owner");
    const branchId = tenant.branches[0].id;
    expect(await setLimits(owner, { itemId, branchId, min: "2", max: "10" })).toMatchObject({ min: "2", max: "10" });
    await expect(setLimits(owner, { itemId, branchId, min: "12", max: "10" })).rejects.toMatchObject({
      code: "quantity_invalid",
    });
  });
});

describe("reservations", () => {
  tenantTest("[K3] [IN-17] the refusal says what is free, who holds the rest and until when", async ({ tenant }) => {
    const itemId = await stocked(tenant, "B-1", "5");
    await hold(tenant, itemId, "first", 4, 30);
    await expect(hold(tenant, itemId, "second", 2, 30)).rejects.toMatchObject({
      code: "insufficient_stock",
      data: { itemId, requested: "2", available: "1", heldBy: "quote", heldUntil: "2026-11-20T15:00:00.000Z" },
    });
    expect(await held(tenant, itemId)).toEqual({ onHand: "5", reserved: "4", available: "1" });
  });

  tenantTest(
    "[K3] [IN-17] what ran out is free for the next one, without waiting for the sweep",
    async ({ tenant }) => {
      const itemId = await stocked(tenant, "B-2", "5");
      await hold(tenant, itemId, "first", 5, 30);
      tenant.clock.advance(minutes(31));
      expect(await held(tenant, itemId)).toMatchObject({ available: "5" });
      await hold(tenant, itemId, "second", 5, 30);
      expect(await held(tenant, itemId)).toEqual({ onHand: "5", reserved: "5", available: "0" });
      expect(await verifyInvariants(tenant.as("owner"))).toEqual([]);
    },
  );

  tenantTest("[K3] [IN-18] the sweep gives back what ran out, once", async ({ tenant }) => {
    const itemId = await stocked(tenant, "B-3", "5");
    await hold(tenant, itemId, "first", 2, 30);
    tenant.clock.advance(minutes(31));
    expect(await expireReservations(tenant.job())).toEqual({ places: 1 });
    expect(await expireReservations(tenant.job())).toEqual({ places: 0 });
    expect(await verifyInvariants(tenant.as("owner"))).toEqual([]);
  });

  tenantTest(
    "[K3] [IN-17] the same line held twice holds once, and released it may be held again",
    async ({ tenant }) => {
      const itemId = await stocked(tenant, "B-4", "5");
      await hold(tenant, itemId, "first", 3);
      await hold(tenant, itemId, "first", 3);
      expect(await held(tenant, itemId)).toMatchObject({ reserved: "3" });
      const ctx = tenant.job();
      const release = () =>
        ctx.transaction((tx) => releaseReservations(tx, ctx, { kind: "quote", id: "first" }, "declined"));
      await release();
      await release();
      expect(await held(tenant, itemId)).toMatchObject({ reserved: "0" });
      expect(await tenant.published("inventory/reservation.released")).toHaveLength(1);
      await hold(tenant, itemId, "first", 4);
      expect(await held(tenant, itemId)).toMatchObject({ reserved: "4" });
      expect(await verifyInvariants(tenant.as("owner"))).toEqual([]);
    },
  );

  tenantTest("[K3] [IN-26] a quote's hold becomes its order's and the sale uses it up", async ({ tenant }) => {
    const itemId = await stocked(tenant, "B-5", "5");
    await hold(tenant, itemId, "quote-5", 5, 30);
    const ctx = tenant.job();
    const branchId = tenant.branches[0].id;
    await ctx.transaction(async (tx) => {
      await moveReservations(tx, ctx, { kind: "quote", id: "quote-5" }, { kind: "order", id: "order-5" });
    });
    tenant.clock.advance(minutes(60));
    await ctx.transaction((tx) =>
      issueForSale(tx, ctx, { orderId: "order-5", branchId, lines: [{ lineKey: "1", itemId, qtyMilli: units(5) }] }),
    );
    expect(await held(tenant, itemId)).toEqual({ onHand: "0", reserved: "0", available: "0" });
    expect(await verifyInvariants(tenant.as("owner"))).toEqual([]);
  });

  tenantTest(
    "[T58 I3] forty buyers of ten units: ten get one, thirty are refused, none oversold",
    async ({ tenant }) => {
      const itemId = await stocked(tenant, "B-6", "10");
      const results = await Promise.allSettled(
        Array.from({ length: 40 }, (_, buyer) => hold(tenant, itemId, `buyer-${buyer}`, 1, 30)),
      );
      const refused = results.filter((result) => result.status === "rejected");
      expect(refused).toHaveLength(30);
      for (const { reason } of refused) expect(reason).toMatchObject({ code: "insufficient_stock" });
      expect(await held(tenant, itemId)).toEqual({ onHand: "10", reserved: "10", available: "0" });
      expect(await verifyInvariants(tenant.as("owner"))).toEqual([]);
    },
  );

  tenantTest("[T58 I3] sales racing for the last units never leave stock below zero", async ({ tenant }) => {
    const itemId = await stocked(tenant, "B-7", "7");
    const ctx = tenant.job();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        ctx.transaction((tx) =>
          issueForSale(tx, ctx, {
            orderId: `race-${index}`,
            branchId: tenant.branches[0].id,
            lines: [{ lineKey: "1", itemId, qtyMilli: units(1) }],
          }),
        ),
      ),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(7);
    const [row] = await sql<{ on_hand: bigint }>(ctx.read)`
      select sum(on_hand_milli)::bigint as on_hand from stock_level where item_id = ${itemId}`;
    expect(milliToText(row?.on_hand ?? -1n)).toBe("0");
    expect(await verifyInvariants(tenant.as("owner"))).toEqual([]);
  });
});
