import { readFileSync } from "node:fs";
import { request } from "node:http";
import { createClock } from "@local/kit/clock";
import { eventually, type Receiver, startReceiver, temporaryFolder } from "@local/kit/testing";
import { type Meta, startMeta } from "@local/providers/meta";
import { type SmtpSink, startSmtp } from "@local/providers/smtp";
import { type StripeSim, startStripe } from "@local/providers/stripe";
import { createTransport } from "nodemailer";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Console, startConsole } from "./index";
import type { MessageView } from "./view";

let folder: ReturnType<typeof temporaryFolder>;
let receiver: Receiver;
let clock: ReturnType<typeof createClock>;
let meta: Meta;
let stripe: StripeSim;
let smtp: SmtpSink;
let page: Console;

beforeAll(async () => {
  folder = temporaryFolder();
  receiver = await startReceiver();
  clock = createClock(`${folder.path}/clock`);
  const shared = { port: 0, appUrl: receiver.url, dataDir: folder.path, clock };
  meta = await startMeta({ ...shared, appSecret: "s", verifyToken: "v", accessToken: "t" });
  stripe = await startStripe({ ...shared, webhookSecret: "whsec_x" });
  smtp = await startSmtp({ ...shared, httpPort: 0 });
  page = await startConsole({ port: 0, appUrl: receiver.url, meta, stripe, smtp, clock });
  await json("POST", `${meta.url}/__numbers`, {
    phone_number_id: "1",
    display_phone_number: "+58 212 555 0001",
    label: "El Cardón",
  });
});
afterAll(async () => {
  for (const one of [page, smtp, stripe, meta, receiver]) await one.stop();
  clock.stop();
  folder.remove();
});

async function json<T = Record<string, unknown>>(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: T }> {
  const address = url.startsWith("/") ? `${page.url}${url}` : url;
  const answer = await fetch(address, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}
const graph = (message: Record<string, unknown>) =>
  json(
    "POST",
    `${meta.url}/v21.0/1/messages`,
    { messaging_product: "whatsapp", to: "584125550102", ...message },
    { authorization: "Bearer t" },
  );
const chat = async (after = "") =>
  (await json<{ messages: MessageView[] }>("GET", `/api/phones/rosa-pena/messages?number=1&after=${after}`)).body
    .messages;

test("[C114] a customer writes, the business answers with buttons, and a tap answers back, all by API", async () => {
  const sent = await json<{ message: MessageView }>("POST", "/api/phones/rosa-pena/messages", {
    number: "El Cardón",
    type: "text",
    text: "hola",
  });
  expect(sent.status).toBe(201);
  await graph({
    type: "interactive",
    interactive: {
      type: "button",
      body: { text: "¿La apartamos?" },
      action: { buttons: [{ type: "reply", reply: { id: "si", title: "Sí" } }] },
    },
  });
  const [question] = await chat(sent.body.message.id);
  expect(question).toMatchObject({
    direction: "out",
    text: "¿La apartamos?",
    options: [{ id: "si", title: "Sí", kind: "button" }],
  });
  const tap = await json<{ message: MessageView }>("POST", "/api/phones/rosa-pena/messages", {
    type: "button",
    message_id: question?.id,
    id: "Sí",
  });
  expect(tap.body.message).toMatchObject({ text: "Sí", quotes: question?.id });
  await eventually(() => meta.world.messages.get(sent.body.message.id)?.isReceived === true);
  expect((await chat())[0]?.status).toBe("delivered");
});

test("[C114] airplane mode keeps what was sent on the way until it is off", async () => {
  await json("PATCH", "/api/phones/rosa-pena", { isOffline: true });
  await graph({ type: "text", text: { body: "¿estás?" } });
  await eventually(() => meta.world.messages.all().at(-1)?.statuses.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect((await chat()).at(-1)?.status).toBe("sent");
  await json("PATCH", "/api/phones/rosa-pena", { isOffline: false });
  await eventually(() => meta.world.messages.all().at(-1)?.statuses.at(-1)?.status === "read");
});

test.each([
  ["an unknown persona", "/api/phones/nobody/messages", { type: "text", text: "x" }, 404],
  ["an unknown number", "/api/phones/rosa-pena/messages", { number: "none", type: "text", text: "x" }, 404],
  ["an unknown kind", "/api/phones/rosa-pena/messages", { type: "poll" }, 422],
  ["an unknown fault", "/api/faults", { provider: "meta", id: "nonsense" }, 422],
  ["an unknown checkout", "/api/checkouts/cs_none/pay", {}, 422],
])("%s is refused with a reason", async (_label, path, body, status) => {
  const answer = await json("POST", path, body);
  expect([answer.status, typeof answer.body.error]).toEqual([status, "string"]);
});

test("[C113] the clock moves for the simulators and for whoever reads the file", async () => {
  const before = clock.offset();
  const { body } = await json("POST", "/api/clock/advance", { hours: 1, minutes: 30 });
  expect(body.offsetMs).toBe(before + 5_400_000);
  expect(readFileSync(`${folder.path}/clock`, "utf8")).toBe(`${before + 5_400_000}\n`);
  await json("POST", "/api/clock/freeze", { on: true });
  const held = clock.now();
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(clock.now()).toBe(held);
  expect(Math.abs(Date.now() + Number(readFileSync(`${folder.path}/clock`, "utf8")) - held)).toBeLessThan(400);
  await json("POST", "/api/clock/freeze", { on: false });
});

test("checkouts are paid and mails read by API", async () => {
  const sdk = new Stripe("sk_test_x", { host: "127.0.0.1", port: stripe.port, protocol: "http", telemetry: false });
  const { id } = await sdk.checkout.sessions.create({
    mode: "payment",
    success_url: "http://127.0.0.1/ok",
    line_items: [
      { quantity: 1, price_data: { currency: "cop", unit_amount: 1_250_000, product_data: { name: "Almuerzo" } } },
    ],
  });
  expect((await json("POST", `/api/checkouts/${id}/pay`)).body).toMatchObject({
    status: "complete",
    paymentStatus: "paid",
  });
  await createTransport({ host: "127.0.0.1", port: smtp.port }).sendMail({
    from: "a@a.test",
    to: "b@b.test",
    subject: "Hola",
    text: "x",
  });
  const { body } = await json<{ mails: { id: string; subject: string }[] }>("GET", "/api/mails");
  expect(body.mails.map(({ subject }) => subject)).toEqual(["Hola"]);
});

test("[C115] every fault says in words what it proves, and can be switched on and off", async () => {
  const { body } = await json<{ faults: { provider: string; id: string; proves: string }[] }>("GET", "/api/faults");
  expect(body.faults.every(({ proves }) => proves.length > 20)).toBe(true);
  await json("POST", "/api/faults", { provider: "meta", id: "slow", value: 700 });
  expect(meta.world.faults.active("slow")).toBe(700);
  await json("DELETE", "/api/faults");
  expect(meta.world.faults.active("slow")).toBeUndefined();
});

test("[C116] the books of all simulators come together", async () => {
  const { body } = await json<Record<string, { totals: Record<string, unknown> }>>("GET", "/api/books");
  expect(body.meta?.totals.received).toBeGreaterThan(0);
  expect(body.stripe?.totals.per_currency).toMatchObject({ cop: { charged: 1_250_000 } });
  expect(body.smtp?.totals).toEqual({ received: 1 });
});

test("the API describes itself, and every described path answers", async () => {
  const { body } = await json<{ paths: Record<string, Record<string, unknown>> }>("GET", "/openapi.json");
  for (const [path, methods] of Object.entries(body.paths)) {
    if (!methods.get || path.includes("{id}")) continue;
    expect((await fetch(`${page.url}${path.replace("{persona}", "rosa-pena")}`)).status, path).toBe(200);
  }
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining(["/api/phones/{persona}/messages", "/api/clock/advance", "/api/books"]),
  );
});

test("[T38] a page of another site can neither write nor reach it under another name", async () => {
  const foreign = await json("POST", "/api/clock/advance", { hours: 1 }, { origin: "https://evil.test" });
  expect(foreign.status).toBe(403);
  // `fetch` does not let a caller choose the Host header.
  const status = await new Promise((resolve, reject) => {
    request(`${page.url}/api/books`, { headers: { host: "evil.test" } }, (answer) =>
      resolve(answer.resume().statusCode),
    )
      .on("error", reject)
      .end();
  });
  expect(status).toBe(403);
});

test("[T32] what customers write is data: the page carries none of it and allows no foreign script", async () => {
  await json("POST", "/api/phones/rosa-pena/messages", { type: "text", text: "<img src=x onerror=alert(1)>" });
  const answer = await fetch(page.url);
  expect(await answer.text()).not.toContain("onerror");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'self'");
  const script = await (await fetch(`${page.url}/console.js`)).text();
  expect(script).not.toContain("innerHTML");
});
