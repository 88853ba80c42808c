import { createClock } from "@local/kit/clock";
import { type Receiver, startReceiver, temporaryFolder } from "@local/kit/testing";
import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type StripeSim, startStripe } from "./index";
import { amountText } from "./pages";

const SECRET = "whsec_local";
let sim: StripeSim;
let receiver: Receiver;
let stripe: Stripe;
let clock: ReturnType<typeof createClock>;
let folder: ReturnType<typeof temporaryFolder>;

const start = async () => {
  sim = await startStripe({ port: 0, appUrl: receiver.url, dataDir: folder.path, webhookSecret: SECRET, clock });
  stripe = client();
};
const client = (options: { maxNetworkRetries?: number; timeout?: number } = {}) =>
  new Stripe("sk_test_local", {
    host: "127.0.0.1",
    port: sim.port,
    protocol: "http",
    telemetry: false,
    maxNetworkRetries: 0,
    ...options,
  });

beforeEach(async () => {
  receiver = await startReceiver();
  folder = temporaryFolder();
  clock = createClock(`${folder.path}/clock`);
  await start();
});
afterEach(async () => {
  await sim.stop();
  await receiver.stop();
  clock.stop();
  folder.remove();
});

const params = (extra: Partial<Stripe.Checkout.SessionCreateParams> = {}): Stripe.Checkout.SessionCreateParams => ({
  mode: "payment",
  line_items: [
    {
      quantity: 2,
      price_data: { currency: "usd", unit_amount: 4_800, product_data: { name: "Pastillas freno Corolla" } },
    },
    { quantity: 1, price_data: { currency: "usd", unit_amount: 950, product_data: { name: "Filtro aceite" } } },
  ],
  metadata: { payment_id: "pay_1", tenant: "t_1" },
  payment_intent_data: { metadata: { payment_id: "pay_1" } },
  client_reference_id: "pay_1",
  success_url: "http://127.0.0.1:1/ok?s={CHECKOUT_SESSION_ID}",
  cancel_url: "http://127.0.0.1:1/cancel",
  ...extra,
});
const submit = (id: string, action: string) =>
  fetch(`${sim.url}/c/pay/${id}`, { method: "POST", body: new URLSearchParams({ action }), redirect: "manual" });
const control = (path: string, body: unknown = {}) =>
  fetch(`${sim.url}${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
const events = () =>
  receiver.received.map(({ body, headers }) =>
    stripe.webhooks.constructEvent(body, headers["stripe-signature"] ?? "", SECRET),
  );

describe("checkout", () => {
  test("[T48] the hosted page takes the money once, tells by signed events and sends the customer back", async () => {
    const session = await stripe.checkout.sessions.create(params());
    expect(session).toMatchObject({
      status: "open",
      payment_status: "unpaid",
      amount_total: 10_550,
      currency: "usd",
      metadata: { payment_id: "pay_1" },
    });
    const page = await (await fetch(session.url ?? "")).text();
    expect(page).toContain("USD 105,50");
    expect(page).toContain("Pastillas freno Corolla");
    const back = await submit(session.id, "pay");
    expect(back.headers.get("location")).toBe(`http://127.0.0.1:1/ok?s=${session.id}`);
    await submit(session.id, "pay");
    await receiver.until((all) => all.length === 2);
    expect(receiver.received[0]?.path).toBe("/api/webhooks/stripe/stripe-platform");
    expect(events().map(({ type }) => type)).toEqual(["payment_intent.succeeded", "checkout.session.completed"]);
    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent.latest_charge", "line_items"],
    });
    expect(paid).toMatchObject({ status: "complete", payment_status: "paid", url: null });
    const intent = paid.payment_intent as Stripe.PaymentIntent;
    expect(intent).toMatchObject({ status: "succeeded", amount_received: 10_550, metadata: { payment_id: "pay_1" } });
    expect((intent.latest_charge as Stripe.Charge).amount).toBe(10_550);
    const bought = [
      ["Pastillas freno Corolla", 2],
      ["Filtro aceite", 1],
    ];
    const rows = (lines: Stripe.LineItem[] = []) => lines.map(({ description, quantity }) => [description, quantity]);
    expect(rows(paid.line_items?.data)).toEqual(bought);
    expect(rows((await stripe.checkout.sessions.listLineItems(session.id)).data)).toEqual(bought);
    expect(sim.ledger.charges.all()).toHaveLength(1);
  });

  test("a declined card keeps the session open and tells so; abandoning tells nothing", async () => {
    const { id } = await stripe.checkout.sessions.create(params());
    const declined = await submit(id, "decline");
    expect(await (await fetch(new URL(declined.headers.get("location") ?? "", sim.url))).text()).toContain(
      "Tarjeta rechazada.",
    );
    const left = await submit(id, "abandon");
    expect(left.headers.get("location")).toBe("http://127.0.0.1:1/cancel");
    await receiver.until((all) => all.length === 1);
    expect(events()[0]?.type).toBe("payment_intent.payment_failed");
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe("open");
    const { payment_intent } = await stripe.checkout.sessions.retrieve(id);
    expect((await stripe.paymentIntents.retrieve(String(payment_intent))).last_payment_error?.code).toBe(
      "card_declined",
    );
  });

  test("sessions expire by call and by the simulated clock, and a late payment is refused", async () => {
    const first = await stripe.checkout.sessions.create(params());
    await stripe.checkout.sessions.expire(first.id);
    await expect(stripe.checkout.sessions.expire(first.id)).rejects.toThrow("Only Checkout Sessions with a status in");
    const second = await stripe.checkout.sessions.create(params());
    clock.advance(24 * 3_600_000 + 1_000);
    await receiver.until((all) => all.length === 2);
    expect(events().map(({ type }) => type)).toEqual(["checkout.session.expired", "checkout.session.expired"]);
    expect((await submit(second.id, "pay")).status).toBe(410);
    expect(sim.ledger.charges.all()).toHaveLength(0);
  });

  test.each([
    ["no lines", { line_items: [] }, "line_items"],
    [
      "two currencies",
      {
        line_items: ["usd", "cop"].map((currency) => ({
          quantity: 1,
          price_data: { currency, unit_amount: 100, product_data: { name: "a" } },
        })),
      },
      "line_items",
    ],
    [
      "nothing to pay",
      { line_items: [{ quantity: 1, price_data: { currency: "usd", unit_amount: 0, product_data: { name: "a" } } }] },
      "line_items",
    ],
    [
      "a fraction of a cent",
      { line_items: [{ quantity: 1, price_data: { currency: "usd", unit_amount: 1.5, product_data: { name: "a" } } }] },
      "line_items[0][price_data][unit_amount]",
    ],
    ["an early end", { expires_at: Math.floor(Date.now() / 1_000) + 60 }, "expires_at"],
    ["an unknown customer", { customer: "cus_x" }, "customer"],
  ])("refuses %s in Stripe's shape", async (_label, extra, param) => {
    await expect(stripe.checkout.sessions.create(params(extra))).rejects.toMatchObject({
      type: "StripeInvalidRequestError",
      param,
    });
  });

  test("an unknown id is resource_missing, a missing key 401", async () => {
    await expect(stripe.checkout.sessions.retrieve("cs_test_none")).rejects.toMatchObject({
      statusCode: 404,
      code: "resource_missing",
    });
    expect((await fetch(`${sim.url}/v1/events`)).status).toBe(401);
  });

  test("amounts are written in the currency's own decimals", () => {
    expect(amountText(123_456_789, "usd")).toBe("USD 1.234.567,89");
    expect(amountText(5, "ars")).toBe("ARS 0,05");
    expect(amountText(15_000, "clp")).toBe("CLP 15.000");
  });
});

describe("idempotency", () => {
  test("[I2] the same key and body give the same session; another body is an error", async () => {
    const first = await stripe.checkout.sessions.create(params(), { idempotencyKey: "k1" });
    const again = await stripe.checkout.sessions.create(params(), { idempotencyKey: "k1" });
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    await expect(
      stripe.checkout.sessions.create(params({ client_reference_id: "x" }), { idempotencyKey: "k1" }),
    ).rejects.toMatchObject({ type: "StripeIdempotencyError" });
    expect(sim.ledger.sessions.all()).toHaveLength(1);
  });

  test("[I2] a call that timed out after its effect is replayed by the SDK's own retry", async () => {
    await control("/__faults", { id: "timeout_after", times: 1 });
    const patient = client({ maxNetworkRetries: 2, timeout: 400 });
    const session = await patient.checkout.sessions.create(params());
    expect(sim.ledger.sessions.all().map(({ id }) => id)).toEqual([session.id]);
  });
});

describe("refunds", () => {
  const paid = async () => {
    const { id } = await stripe.checkout.sessions.create(params());
    await control(`/__checkouts/${id}/pay`);
    return String((await stripe.checkout.sessions.retrieve(id)).payment_intent);
  };

  test("[I4] partial refunds add up and never pass the charge", async () => {
    const payment_intent = await paid();
    await stripe.refunds.create({ payment_intent, amount: 550, metadata: { refund_id: "r1" } });
    await expect(stripe.refunds.create({ payment_intent, amount: 10_001 })).rejects.toThrow(
      "greater than unrefunded amount",
    );
    const rest = await stripe.refunds.create({ payment_intent });
    expect(rest.amount).toBe(10_000);
    await expect(stripe.refunds.create({ payment_intent })).rejects.toMatchObject({ code: "charge_already_refunded" });
    await receiver.until(() => events().filter(({ type }) => type === "charge.refunded").length === 2);
    const last = events()
      .filter((event) => event.type === "charge.refunded")
      .at(-1);
    expect(last?.data.object).toMatchObject({ amount: 10_550, amount_refunded: 10_550, refunded: true });
    const books = (await (await fetch(`${sim.url}/__books`)).json()) as { totals: { per_currency: unknown } };
    expect(books.totals.per_currency).toEqual({ usd: { charged: 10_550, refunded: 10_550 } });
  });

  test("an unpaid session has nothing to refund", async () => {
    await expect(stripe.refunds.create({ payment_intent: "pi_none" })).rejects.toMatchObject({
      code: "resource_missing",
    });
  });
});

describe("events", () => {
  test("lists page by cursor, newest first, and one event can be fetched", async () => {
    for (let n = 0; n < 3; n += 1)
      await stripe.checkout.sessions.expire((await stripe.checkout.sessions.create(params())).id);
    const all: string[] = [];
    for await (const event of stripe.events.list({ limit: 2 })) all.push(event.id);
    expect(all).toHaveLength(3);
    expect((await stripe.events.retrieve(all[0] ?? "")).id).toBe(all[0]);
  });

  test("customers are created and updated", async () => {
    const { id } = await stripe.customers.create({ name: "Rosa Peña", email: "rosa@ejemplo.test" });
    expect(await stripe.customers.update(id, { phone: "+58" })).toMatchObject({ id, name: "Rosa Peña", phone: "+58" });
    expect((await stripe.checkout.sessions.create(params({ customer: id }))).customer).toBe(id);
  });

  test("[T48] a forged signature comes first and does not verify; the real one follows", async () => {
    await control("/__faults", { id: "bad_signature", times: 1 });
    const { id } = await stripe.checkout.sessions.create(params());
    await stripe.checkout.sessions.expire(id);
    await receiver.until((all) => all.length === 2);
    const [forged, real] = receiver.received;
    expect(() =>
      stripe.webhooks.constructEvent(forged?.body ?? "", forged?.headers["stripe-signature"] ?? "", SECRET),
    ).toThrow("signature");
    expect(stripe.webhooks.constructEvent(real?.body ?? "", real?.headers["stripe-signature"] ?? "", SECRET).type).toBe(
      "checkout.session.expired",
    );
  });

  test("[T48] another account has its own address, secret and objects", async () => {
    await control("/__endpoints", {
      account: "acct_b",
      secret_key: "sk_test_b",
      app_key: "tienda-b",
      webhook_secret: "whsec_b",
    });
    const other = new Stripe("sk_test_b", {
      host: "127.0.0.1",
      port: sim.port,
      protocol: "http",
      telemetry: false,
      maxNetworkRetries: 0,
    });
    const { id } = await other.checkout.sessions.create(params());
    await expect(stripe.checkout.sessions.retrieve(id)).rejects.toMatchObject({ code: "resource_missing" });
    await other.checkout.sessions.expire(id);
    const [received] = await receiver.until((all) => all.length === 1);
    expect(received?.path).toBe("/api/webhooks/stripe/tienda-b");
    expect(() =>
      stripe.webhooks.constructEvent(received?.body ?? "", received?.headers["stripe-signature"] ?? "", "whsec_b"),
    ).not.toThrow();
  });

  test("[I2] sessions, keys and pending events survive a restart", async () => {
    receiver.answers.push(...Array.from({ length: 20 }, () => 500));
    const session = await stripe.checkout.sessions.create(params(), { idempotencyKey: "k1" });
    await control(`/__checkouts/${session.id}/pay`);
    await sim.stop();
    await start();
    expect((await stripe.checkout.sessions.create(params(), { idempotencyKey: "k1" })).id).toBe(session.id);
    receiver.answers.length = 0;
    const before = receiver.received.length;
    await receiver.until((all) => all.length >= before + 2, 20_000);
    expect(await sim.ledger.deliveries.settled()).toBe(true);
  }, 30_000);
});
