import { paySession } from "@local/providers/stripe/checkout";
import { expect } from "vitest";
import { expireOverdueQuotes } from "@/server/modules/invoicing/jobs";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { owedOrder, stockedShelf, useStripe } from "@/server/testing/selling";
import { bookCompletedOrder, reconcileUnsettled, voidCancelledOrder } from "./jobs";
import { openPaymentLink } from "./link/service";
import { paymentRepository } from "./repository";
import { recordPayment, verifyInvariants } from "./service";

const stripe = useStripe();
const link = (tenant: TestTenant, chargeId: string) =>
  openPaymentLink(tenant.job(), {
    chargeId,
    successUrl: "http://x/s",
    cancelUrl: "http://x/c",
    description: "C-00001",
  });
const sales = (tenant: TestTenant) => paymentRepository(tenant.job().read).balance("sales", "USD");

tenantTest(
  "[F24] [D6] the sweep settles what was paid and leaves alone what was not, run twice",
  async ({ tenant }) => {
    const shelf = await stockedShelf(tenant);
    const [paid, waiting] = [await owedOrder(tenant, shelf), await owedOrder(tenant, shelf)];
    const { url } = await link(tenant, paid.chargeId);
    await link(tenant, waiting.chargeId);
    const session = stripe().ledger.sessions.get(url.split("/").at(-1) ?? "");
    if (!session) throw new Error("no session");
    paySession(stripe().ledger, session);
    tenant.clock.advance(3 * 60_000);
    await reconcileUnsettled(tenant.job());
    await reconcileUnsettled(tenant.job());
    expect(await tenant.published("payments/payment.captured")).toHaveLength(1);
    expect(await verifyInvariants(tenant.job())).toEqual([]);
  },
);

tenantTest("[I7] a provider that does not answer leaves the payment for the next sweep", async ({ tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  await link(tenant, owed.chargeId);
  tenant.clock.advance(3 * 60_000);
  stripe().ledger.faults.set({ id: "http_500", on: true });
  expect(await reconcileUnsettled(tenant.job())).toEqual({ settled: 0, unanswered: 1 });
  stripe().ledger.faults.clear();
  expect(await reconcileUnsettled(tenant.job())).toEqual({ settled: 1, unanswered: 0 });
});

tenantTest("[PA-13] a link that never got its address dies when its day is over", async ({ tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  stripe().ledger.faults.set({ id: "http_500", on: true });
  await expect(link(tenant, owed.chargeId)).rejects.toMatchObject({ code: "outcome_unknown" });
  stripe().ledger.faults.clear();
  tenant.clock.advance(25 * 60 * 60_000);
  expect(await reconcileUnsettled(tenant.job())).toEqual({ settled: 1, unanswered: 0 });
  expect(await tenant.audited("payment.expired")).toHaveLength(1);
});

tenantTest("[I2] a completed order is booked once, by payment and by event, however often", async ({ tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  await recordPayment(tenant.as("cashier"), { chargeId: owed.chargeId, method: "cash", amount: "111.36" });
  const [event] = await tenant.published("orders/order.completed");
  const payload = event?.payload as Parameters<typeof bookCompletedOrder>[1];
  await bookCompletedOrder(tenant.job(), payload);
  await bookCompletedOrder(tenant.job(), payload);
  expect(await sales(tenant)).toBe(-9_600n);
});

tenantTest(
  "[OR-15] a cancelled order's debt is void, twice is once; nothing to expire is nothing",
  async ({ tenant }) => {
    const owed = await owedOrder(tenant, await stockedShelf(tenant));
    const payload = { orderId: owed.orderId, branchId: tenant.branches[0].id, number: 1, reason: "prueba" };
    await voidCancelledOrder(tenant.job(), payload);
    await voidCancelledOrder(tenant.job(), payload);
    expect(await tenant.audited("charge.void")).toHaveLength(1);
    expect(await expireOverdueQuotes(tenant.job())).toEqual({ expired: 0 });
  },
);
