import { expect } from "vitest";
import type { OrderId } from "@/lib/ids";
import { stockOf } from "@/server/modules/inventory/public";
import { verifyInvariants as paymentsBroken, recordPayment } from "@/server/modules/payments/service";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { type Owed, owedOrder, type Shelf, stockedShelf } from "@/server/testing/selling";
import { orderRepository } from "./repository";
import { cancelOrder, completeOrder, getOrder, listOrders, placeOrder, verifyInvariants } from "./service";

const healthy = async (tenant: TestTenant) => {
  const job = tenant.job();
  expect([...(await verifyInvariants(job)), ...(await paymentsBroken(job))]).toEqual([]);
};
const pay = (tenant: TestTenant, owed: Owed, amount = "111.36") =>
  recordPayment(tenant.as("cashier"), { chargeId: owed.chargeId, method: "cash", amount });
const shelfOf = async (tenant: TestTenant, shelf: Shelf) =>
  (await stockOf(tenant.job().read, [shelf.pads], [tenant.branches[0].id]))[0];
/** A service: no stock to lock, so that only the counter is in the way. */
const place = (tenant: TestTenant, shelf: Shelf, clientId: string, fails = false) => {
  const ctx = tenant.as("owner");
  return ctx.transaction(async (tx) => {
    const order = await placeOrder(tx, ctx, {
      clientId,
      branchId: tenant.branches[0].id,
      channel: "counter",
      customerId: shelf.customerId,
      conversationId: null,
      sellerId: null,
      quoteId: null,
      completesOnPaid: false,
      totals: { currency: "USD", subtotalMinor: 2_000n, discountMinor: 0n, taxMinor: 0n, totalMinor: 2_000n },
      lines: [
        {
          lineNo: 1,
          itemId: shelf.labour,
          name: "Mano de obra",
          sku: "MO-1",
          qtyMilli: 1_000n,
          unitPriceMinor: 2_000n,
          discountMinor: 0n,
          taxRatePpm: 0,
          taxMinor: 0n,
          totalMinor: 2_000n,
        },
      ],
    });
    if (fails) throw new Error("the customer left");
    return order;
  });
};

tenantTest(
  "[OR-31] [T85] 100 sales in parallel, one in five rolled back, are numbered 1…80",
  { timeout: 90_000 },
  async ({ tenant }) => {
    const shelf = await stockedShelf(tenant);
    const numbers: number[] = [];
    for (let from = 0; from < 100; from += 10) {
      const batch = Array.from({ length: 10 }, (_, index) =>
        place(tenant, shelf, `sale-${from + index}`, (from + index) % 5 === 0),
      );
      for (const one of await Promise.allSettled(batch)) if (one.status === "fulfilled") numbers.push(one.value.number);
    }
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
    await healthy(tenant);
  },
);

tenantTest("[OR-31] a new business day starts at one again, at the hour the business says", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  expect(await place(tenant, shelf, "day-1")).toMatchObject({ number: 1, businessDate: "2026-11-20" });
  tenant.clock.advance(15 * 60 * 60_000); // 1:30 a. m. in Caracas still belongs to Friday
  expect(await place(tenant, shelf, "day-1b")).toMatchObject({ number: 2, businessDate: "2026-11-20" });
  tenant.clock.advance(3 * 60 * 60_000);
  expect(await place(tenant, shelf, "day-2")).toMatchObject({ number: 1, businessDate: "2026-11-21" });
});

tenantTest("[OR-1] the same client id is the same order", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const [first, again] = [await place(tenant, shelf, "same"), await place(tenant, shelf, "same")];
  expect(again.id).toBe(first.id);
  expect(await tenant.published("orders/order.placed")).toHaveLength(1);
});

tenantTest("[OR-10] goods that are not there refuse the order, and it takes no number", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant, { pads: 3, filter: 1 });
  await owedOrder(tenant, shelf);
  await expect(owedOrder(tenant, shelf)).rejects.toMatchObject({
    code: "insufficient_stock",
    data: { available: "1" },
  });
  expect(await place(tenant, shelf, "next")).toMatchObject({ number: 2 });
  await healthy(tenant);
});

tenantTest("[OR-14] [K4] the last cent hands the goods over, with their cost, once", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const owed = await owedOrder(tenant, shelf);
  await pay(tenant, owed, "100.00");
  const ctx = tenant.as("seller");
  const before = await getOrder(ctx, { orderId: owed.orderId });
  expect(before).toMatchObject({ status: "accepted", payment: "partial", due: { amount: "11.36" } });
  await expect(completeOrder(ctx, { orderId: owed.orderId, version: before.version })).rejects.toMatchObject({
    code: "order_state_conflict",
    data: { payment: "partial" },
  });
  await pay(tenant, owed, "11.36");
  const after = await getOrder(ctx, { orderId: owed.orderId });
  expect(after).toMatchObject({ status: "completed", payment: "paid" });
  expect(after.timeline.map(({ toStatus }) => toStatus)).toEqual(["accepted", "completed"]);
  expect(await shelfOf(tenant, shelf)).toMatchObject({ onHandMilli: 9_000n });
  const [event] = await tenant.published("orders/order.completed");
  expect(event?.payload).toMatchObject({
    netMinor: "9600",
    taxMinor: "1536",
    lines: [{ itemId: shelf.pads, qtyMilli: "2000", netMinor: "9600", costMicro: "60000000" }],
  });
  await healthy(tenant);
});

tenantTest("[OR-15] cancelling frees the goods and keeps the number; a stale screen is told", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const owed = await owedOrder(tenant, shelf);
  const manager = tenant.as("branch_manager");
  const stale = { orderId: owed.orderId, version: 7, reason: "se arrepintió" };
  await expect(cancelOrder(manager, stale)).rejects.toMatchObject({ code: "version_conflict", data: { version: 1 } });
  const input = { ...stale, version: 1, idempotencyKey: "cancel-0001" };
  expect(await cancelOrder(manager, input)).toEqual({ status: "cancelled" });
  expect(await cancelOrder(manager, input)).toEqual({ status: "cancelled" });
  expect(await shelfOf(tenant, shelf)).toMatchObject({ availableMilli: 11_000n });
  expect(await tenant.published("orders/order.cancelled")).toHaveLength(1);
  expect(await place(tenant, shelf, "next")).toMatchObject({ number: 2 });
  await healthy(tenant);
});

tenantTest("[OR-15] money in hand is not dropped with its order", async ({ tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  await pay(tenant, owed, "1.00");
  const { version } = await getOrder(tenant.as("owner"), { orderId: owed.orderId });
  await expect(
    cancelOrder(tenant.as("owner"), { orderId: owed.orderId, version, reason: "error" }),
  ).rejects.toMatchObject({
    code: "order_state_conflict",
  });
});

tenantTest(
  "[OR-46] pay, complete and cancel at the same instant: one legal path, goods out at most once",
  async ({ tenant }) => {
    const shelf = await stockedShelf(tenant, { pads: 40, filter: 1 });
    for (let round = 0; round < 8; round += 1) {
      const owed = await owedOrder(tenant, shelf);
      const at = { orderId: owed.orderId, version: 1 };
      await Promise.allSettled([
        pay(tenant, owed),
        cancelOrder(tenant.as("owner"), { ...at, reason: "carrera" }),
        completeOrder(tenant.as("owner"), at),
      ]);
      const order = await orderRepository(tenant.job().read).find(owed.orderId as OrderId);
      expect(["completed", "cancelled"]).toContain(order?.status);
      expect(order?.paidMinor).toBe(order?.status === "completed" ? 11_136n : 0n);
    }
    await healthy(tenant);
  },
);

tenantTest(
  "[P8] [P2] roles, branches and other businesses: what one may not see does not exist",
  async ({ tenant, otherTenant }) => {
    const shelf = await stockedShelf(tenant);
    const owed = await owedOrder(tenant, shelf);
    const at = { orderId: owed.orderId, version: 1 };
    await expect(getOrder(tenant.as("storekeeper"), at)).rejects.toMatchObject({ code: "forbidden" });
    await expect(cancelOrder(tenant.as("seller"), { ...at, reason: "no puedo" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(getOrder(otherTenant.as("owner"), at)).rejects.toMatchObject({ code: "order_not_found" });
    const elsewhere = tenant.actor(
      { kind: "bot", id: "b", name: "b" },
      { grants: new Map([["order:read", "branch"]]), branches: new Set([tenant.branches[1].id]) },
    );
    await expect(getOrder(elsewhere, at)).rejects.toMatchObject({ code: "order_not_found" });
    expect((await listOrders(elsewhere, { limit: 50 })).items).toEqual([]);
  },
);

tenantTest("[S1] pages follow each other without loss or repeat, also within one instant", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  for (let index = 0; index < 7; index += 1) await place(tenant, shelf, `page-${index}`);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listOrders(tenant.as("seller"), { limit: 3, cursor });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toHaveLength(7);
  expect(new Set(seen).size).toBe(7);
});
