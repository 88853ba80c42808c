import { paySession } from "@local/providers/stripe/checkout";
import { Hono } from "hono";
import Stripe from "stripe";
import { expect } from "vitest";
import { workInbox } from "@/server/composition/inbox-worker";
import { openPaymentLink, verifyInvariants } from "@/server/modules/payments/public";
import { type TestTenant, tenantTest, testSecrets } from "@/server/testing/fixtures";
import { owedOrder, stockedShelf, useStripe } from "@/server/testing/selling";
import { webhooksApp } from "./index";

const simulator = useStripe();
const app = new Hono().route("/api/webhooks", webhooksApp);
const signer = new Stripe("sk_unused_for_signatures");

interface Event {
  id: string;
  type: string;
  data: { object: { id: string } };
}

function push(event: Event, secret = testSecrets.stripeWebhookSecret) {
  const payload = JSON.stringify(event);
  const signature = signer.webhooks.generateTestHeaderString({ payload, secret });
  return app.request("/api/webhooks/stripe/stripe-platform", {
    method: "POST",
    body: payload,
    headers: { "stripe-signature": signature, "content-type": "application/json" },
  });
}

async function paidLink(tenant: TestTenant) {
  const owed = await owedOrder(tenant, await stockedShelf(tenant));
  const { url } = await openPaymentLink(tenant.job(), {
    chargeId: owed.chargeId,
    successUrl: "http://x/s",
    cancelUrl: "http://x/c",
    description: "C-00001",
  });
  const { ledger } = simulator();
  const session = ledger.sessions.get(url.split("/").at(-1) ?? "");
  if (!session) throw new Error("no session");
  return { session, pay: () => paySession(ledger, session) };
}
const eventOf = (id: string, type: string, objectId: string): Event => ({
  id,
  type,
  data: { object: { id: objectId, object: "checkout.session" } as Event["data"]["object"] },
});
const captured = (tenant: TestTenant) => tenant.published("payments/payment.captured");

tenantTest("[F23] [F24] [T48] events twice, in parallel and disordered are one payment", async ({ tenant }) => {
  const { session, pay } = await paidLink(tenant);
  pay();
  const completed = eventOf(`evt_c_${session.id}`, "checkout.session.completed", session.id);
  const expired = eventOf(`evt_x_${session.id}`, "checkout.session.expired", session.id);
  const answers = await Promise.all([expired, completed, completed, completed, expired].map((event) => push(event)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  await Promise.all([workInbox(), workInbox()]);
  await workInbox();
  expect(await captured(tenant)).toHaveLength(1);
  expect(await tenant.published("orders/order.completed")).toHaveLength(1);
  await push(completed); // a week late
  await workInbox();
  expect(await captured(tenant)).toHaveLength(1);
  expect(await verifyInvariants(tenant.job())).toEqual([]);
});

tenantTest(
  "[T48] a forged event is refused, and an honest one about an unpaid session pays nothing",
  async ({ tenant }) => {
    const { session } = await paidLink(tenant);
    const event = eventOf(`evt_f_${session.id}`, "checkout.session.completed", session.id);
    expect((await push(event, "whsec_somebody_elses")).status).toBe(401);
    expect((await push(event)).status).toBe(200);
    await workInbox();
    expect(await captured(tenant)).toEqual([]);
  },
);
