import { expireSession, paySession } from "@local/providers/stripe/checkout";
import { expect } from "vitest";
import type { ChargeId } from "@/lib/ids";
import { stockOf } from "@/server/modules/inventory/public";
import { verifyInvariants as ordersBroken } from "@/server/modules/orders/public";
import { findRoute } from "@/server/platform/routing";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { type Owed, owedOrder, type Shelf, stockedShelf, useStripe } from "@/server/testing/selling";
import { applyStripeEvent, openPaymentLink, reconcilePayment, unsettledPayments } from "./link/service";
import { paymentRepository } from "./repository";
import { chargeOf, recordPayment, verifyInvariants, voidChargeOf } from "./service";

const stripe = useStripe();

const link = (tenant: TestTenant, { chargeId }: Owed) =>
  openPaymentLink(tenant.job(), {
    chargeId,
    successUrl: "http://localhost:3000/pay/x?back=1",
    cancelUrl: "http://localhost:3000/pay/x",
    description: "Repuestos de prueba · C-00001",
  });
const sessionOf = (url: string) => {
  const session = stripe().ledger.sessions.get(url.split("/").at(-1) ?? "");
  if (!session) throw new Error("no session behind the link");
  return session;
};
const pay = (url: string) => paySession(stripe().ledger, sessionOf(url));
const hint = (tenant: TestTenant, checkoutSessionId: string) => applyStripeEvent(tenant.job(), { checkoutSessionId });
const view = async (tenant: TestTenant, { orderId }: Owed) => {
  const charge = await chargeOf(tenant.as("owner"), { subjectKind: "order", subjectId: orderId });
  if (!charge) throw new Error("no charge");
  return charge;
};
const healthy = async (tenant: TestTenant) => {
  const job = tenant.job();
  expect([...(await verifyInvariants(job)), ...(await ordersBroken(job))]).toEqual([]);
};
const available = async (tenant: TestTenant, shelf: Shelf) =>
  (await stockOf(tenant.job().read, [shelf.pads], [tenant.branches[0].id]))[0];
const balances = async (tenant: TestTenant, ...accounts: string[]) =>
  Promise.all(accounts.map((account) => paymentRepository(tenant.job().read).balance(account, "USD")));

tenantTest(
  "[S3] [S13] [PA-14] a link is paid, the event comes twice: one capture, one entry, goods out once",
  async ({ tenant }) => {
    const shelf = await stockedShelf(tenant);
    const owed = await owedOrder(tenant, shelf);
    const { url, paymentId } = await link(tenant, owed);
    const { id: session } = sessionOf(url);
    expect(await findRoute("stripe", session)).toMatchObject({ tenantId: tenant.info.id, subjectId: paymentId });
    pay(url);
    await hint(tenant, session);
    await hint(tenant, session);
    expect(await view(tenant, owed)).toMatchObject({ status: "paid", due: { amount: "0.00" } });
    expect(await tenant.published("payments/charge.paid")).toHaveLength(1);
    expect(await tenant.published("payments/payment.captured")).toHaveLength(1);
    expect(await tenant.published("orders/order.completed")).toHaveLength(1);
    expect(await available(tenant, shelf)).toMatchObject({ onHandMilli: 9_000n, availableMilli: 9_000n });
    expect(await balances(tenant, "provider_clearing", "receivable", "sales", "tax_payable")).toEqual([
      11_136n,
      0n,
      -9_600n,
      -1_536n,
    ]);
    await healthy(tenant);
  },
);

tenantTest("[F23] twenty copies of the event at once are one capture", async ({ tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  const { url } = await link(tenant, owed);
  const { id: session } = pay(url);
  await Promise.all(Array.from({ length: 20 }, () => hint(tenant, session)));
  expect(await tenant.published("payments/payment.captured")).toHaveLength(1);
  expect(await balances(tenant, "provider_clearing")).toEqual([11_136n]);
  await healthy(tenant);
});

tenantTest("[T53] coming back from the provider's page without paying pays nothing", async ({ tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  const { url } = await link(tenant, owed);
  await hint(tenant, sessionOf(url).id);
  expect(await view(tenant, owed)).toMatchObject({ status: "open", payments: [{ status: "pending" }] });
});

tenantTest.for([
  ["amount", { amount_total: 1 }],
  ["currency", { currency: "cop" }],
  ["reference", { client_reference_id: "somebody-else" }],
] as const)("[T48] an object with another %s is not believed", async ([, over], { tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  const { url, paymentId } = await link(tenant, owed);
  const paid = pay(url);
  stripe().ledger.sessions.put(paid.id, { ...paid, ...over });
  await expect(applyStripeEvent(tenant.job(), { paymentId, checkoutSessionId: paid.id })).rejects.toMatchObject({
    code: "payment_mismatch",
  });
  expect(await view(tenant, owed)).toMatchObject({ status: "open" });
});

tenantTest("[T48] another business's session is not this payment", async ({ tenant, otherTenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  const { url } = await link(tenant, owed);
  const { id: session } = pay(url);
  await expect(hint(otherTenant, session)).rejects.toMatchObject({ code: "payment_not_found" });
});

tenantTest("[G10] two clicks on «pagar» are one checkout with one key", async ({ tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  const links = await Promise.all([link(tenant, owed), link(tenant, owed), link(tenant, owed)]);
  expect(new Set(links.map(({ url }) => url)).size).toBe(1);
  expect(
    stripe()
      .ledger.sessions.all()
      .filter((one) => one.client_reference_id === links[0]?.paymentId),
  ).toHaveLength(1);
});

tenantTest(
  "[F3] [PA-13] the answer is lost after the provider acted: unknown, then the same checkout again",
  async ({ tenant }) => {
    const owed = await owedOrder(tenant, await stockedShelf(tenant));
    const { faults, sessions } = stripe().ledger;
    const before = sessions.all().length;
    faults.set({ id: "http_500", on: true, times: 2 });
    await expect(link(tenant, owed)).rejects.toMatchObject({ code: "outcome_unknown" });
    faults.clear();
    expect(await view(tenant, owed)).toMatchObject({ status: "open", payments: [{ status: "unknown" }] });
    const { paymentId } = await link(tenant, owed);
    expect(await view(tenant, owed)).toMatchObject({ payments: [{ id: paymentId, status: "pending" }] });
    expect(sessions.all().length).toBe(before + 1);
  },
);

tenantTest("[PA-15] an expired link closes without money, and late money still counts", async ({ tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  const { url } = await link(tenant, owed);
  const { ledger } = stripe();
  const expired = expireSession(ledger, sessionOf(url));
  await hint(tenant, expired.id);
  expect(await view(tenant, owed)).toMatchObject({ status: "open", payments: [{ status: "expired" }] });
  ledger.sessions.put(expired.id, { ...expired, status: "complete", payment_status: "paid" });
  await hint(tenant, expired.id);
  expect(await view(tenant, owed)).toMatchObject({ status: "paid", payments: [{ status: "captured" }] });
  await healthy(tenant);
});

tenantTest(
  "[PA-21] cash at the counter and the link at once: the debt is settled once, the rest is credit",
  async ({ tenant }) => {
    const owed = await owedOrder(tenant, await stockedShelf(tenant));
    const { url } = await link(tenant, owed);
    const { id: session } = pay(url);
    const results = await Promise.allSettled([
      hint(tenant, session),
      recordPayment(tenant.as("cashier"), { chargeId: owed.chargeId, method: "cash", amount: "111.36" }),
    ]);
    const [clearing, drawer, credit] = await balances(tenant, "provider_clearing", "drawer", "customer_credit");
    const cashLost = results[1]?.status === "rejected";
    expect(clearing).toBe(11_136n);
    expect([drawer, credit]).toEqual(cashLost ? [0n, 0n] : [11_136n, -11_136n]);
    expect(await view(tenant, owed)).toMatchObject({ status: "paid", paid: { amount: "111.36" } });
    expect(await tenant.published("orders/order.completed")).toHaveLength(1);
    await healthy(tenant);
  },
);

tenantTest(
  "[S3] [PA-20] a debt is paid in parts with several methods; more than is due is refused",
  async ({ tenant }) => {
    const owed = await owedOrder(tenant, await stockedShelf(tenant));
    const cashier = tenant.as("cashier");
    const part = (amount: string, method: "cash" | "transfer", reference?: string) =>
      recordPayment(cashier, { chargeId: owed.chargeId, method, amount, reference });
    expect(await part("11.36", "cash")).toMatchObject({ status: "partial", due: { amount: "100.00" } });
    await expect(part("100.01", "cash")).rejects.toMatchObject({ code: "amount_invalid" });
    expect(await part("100.00", "transfer", "000123")).toMatchObject({ status: "paid" });
    await expect(part("1.00", "cash")).rejects.toMatchObject({ code: "charge_already_paid" });
    await expect(
      recordPayment(tenant.as("seller"), { chargeId: owed.chargeId, method: "cash", amount: "1.00" }),
    ).rejects.toMatchObject({ code: "forbidden" });
    expect(await tenant.audited("payment.capture")).toHaveLength(2);
    await healthy(tenant);
  },
);

tenantTest("[G10] [T56] a repeated click at the counter takes the money once", async ({ tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  const input = { chargeId: owed.chargeId, method: "cash" as const, amount: "11.36", idempotencyKey: "counter-0001" };
  await Promise.all(Array.from({ length: 5 }, () => recordPayment(tenant.as("cashier"), input)));
  expect(await balances(tenant, "drawer")).toEqual([1_136n]);
  await expect(recordPayment(tenant.as("cashier"), { ...input, amount: "11.37" })).rejects.toMatchObject({
    code: "idempotency_key_reused",
  });
});

tenantTest("[PA-11] a transfer's reference is used once", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const [one, two] = [await owedOrder(tenant, shelf), await owedOrder(tenant, shelf)];
  const by = (owed: Owed) =>
    recordPayment(tenant.as("cashier"), {
      chargeId: owed.chargeId,
      method: "transfer",
      amount: "10.00",
      reference: "777",
    });
  await by(one);
  await expect(by(two)).rejects.toMatchObject({ code: "payment_state_conflict" });
});

tenantTest("[D6] [I7] a payment whose event never came is found by asking", async ({ tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  const { url, paymentId } = await link(tenant, owed);
  pay(url);
  expect(await unsettledPayments(tenant.job())).toEqual([]);
  tenant.clock.advance(3 * 60_000);
  expect(await unsettledPayments(tenant.job())).toEqual([paymentId]);
  expect(await reconcilePayment(tenant.job(), { paymentId })).toEqual({ status: "captured" });
  expect(await unsettledPayments(tenant.job())).toEqual([]);
  await healthy(tenant);
});

tenantTest(
  "[OR-15] money for a cancelled order is booked as the customer's, the order stays cancelled",
  async ({ tenant }) => {
    const owed = await owedOrder(tenant, await stockedShelf(tenant));
    const { url } = await link(tenant, owed);
    await voidChargeOf(tenant.job(), { kind: "order", id: owed.orderId });
    await expect(link(tenant, owed)).rejects.toMatchObject({ code: "charge_already_paid" });
    await hint(tenant, pay(url).id);
    expect(await balances(tenant, "customer_credit", "receivable")).toEqual([-11_136n, 0n]);
    expect(await tenant.published("payments/charge.paid")).toEqual([]);
    await healthy(tenant);
  },
);

tenantTest(
  "[PA-22] goods that cannot leave do not lose the money: it is booked and the order waits",
  async ({ tenant }) => {
    const shelf = await stockedShelf(tenant);
    const owed = await owedOrder(tenant, shelf);
    const { url } = await link(tenant, owed);
    await owed.breakStock();
    await hint(tenant, pay(url).id);
    expect(await view(tenant, owed)).toMatchObject({ status: "paid" });
    expect(await tenant.published("orders/order.completed")).toEqual([]);
    expect(await tenant.published("payments/charge.paid")).toHaveLength(1);
    await healthy(tenant);
  },
);

tenantTest("[PA-22] the same at the counter: the cash is in the drawer, the goods wait", async ({ tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  await owed.breakStock();
  const input = { chargeId: owed.chargeId, method: "cash" as const, amount: "111.36", idempotencyKey: "counter-0002" };
  expect(await recordPayment(tenant.as("cashier"), input)).toMatchObject({ status: "paid" });
  expect(await recordPayment(tenant.as("cashier"), input)).toMatchObject({ status: "paid" });
  expect(await balances(tenant, "drawer")).toEqual([11_136n]);
  expect(await tenant.published("orders/order.completed")).toEqual([]);
  await healthy(tenant);
});

tenantTest("[D9] [I5] the books only grow: nobody may change an entry or an allocation", async ({ tenant }) => {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  await recordPayment(tenant.as("cashier"), { chargeId: owed.chargeId, method: "cash", amount: "1.00" });
  const job = tenant.job();
  const where = { chargeId: owed.chargeId as ChargeId };
  await expect(
    job.transaction((tx) => tx.allocation.updateMany({ where, data: { amountMinor: 2n } })),
  ).rejects.toThrow();
  await expect(job.transaction((tx) => tx.moneyLine.deleteMany({ where: { account: "drawer" } }))).rejects.toThrow();
});
