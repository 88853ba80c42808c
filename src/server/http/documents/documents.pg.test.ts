import { gzipSync } from "node:zlib";
import { paySession } from "@local/providers/stripe/checkout";
import { Hono } from "hono";
import { expect } from "vitest";
import { sendQuote } from "@/server/modules/invoicing/acceptance/service";
import { createQuote, getQuote, updateQuote } from "@/server/modules/invoicing/service";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { stockedShelf, useStripe } from "@/server/testing/selling";
import { documentsApp } from "./index";

const stripe = useStripe();
const app = new Hono().route("/", documentsApp());

async function sentQuote(tenant: TestTenant, over: Partial<Parameters<typeof createQuote>[1]> = {}) {
  const shelf = await stockedShelf(tenant);
  const seller = tenant.as("seller");
  const draft = await createQuote(seller, {
    customerId: shelf.customerId,
    branchId: tenant.branches[0].id,
    discountPpm: 50_000,
    lines: [
      { itemId: shelf.pads, quantity: "2" },
      { itemId: shelf.filter, quantity: "1" },
    ],
    ...over,
  });
  const quote = await sendQuote(seller, { quoteId: draft.id, version: draft.version });
  const path = new URL(quote.url ?? "").pathname;
  return { quote, path, shelf, pay: path.replace("/quote/", "/pay/") };
}
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });
const post = (path: string, form: Record<string, string> = {}) =>
  app.request(path, { method: "POST", body: new URLSearchParams(form) });
const words = (text: string) => text.replaceAll("\u00a0", " ");

tenantTest(
  "[QI-11] [S5] the page of a link says amount and validity first, then lines, tax and total",
  async ({ tenant }) => {
    const { path } = await sentQuote(tenant);
    const answer = await get(path);
    expect(answer.status).toBe(200);
    const text = words(await answer.text());
    const order = [
      "$116,26",
      "Vale hasta el 22/11/2026, 10:30 a. m.",
      "Aceptar y pagar",
      "No, gracias",
      "Pastillas freno Corolla",
      "IVA 16 %",
      "$16,04",
    ];
    const places = order.map((word) => text.indexOf(word));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(text).toContain("Rosa Peña");
    expect(text.match(/\$116,26/g)?.length).toBeGreaterThan(1);
  },
);

tenantTest("[P27] whoever reads English reads English, with the country's figures", async ({ tenant }) => {
  const { path } = await sentQuote(tenant);
  const text = words(await (await get(path, { "accept-language": "en-US,en;q=0.9" })).text());
  expect(text).toContain("Accept and pay");
  expect(text).toContain('<html lang="en">');
  expect(text).toContain("$116,26");
});

tenantTest(
  "[Q4] a document is under 90 kB with everything it loads, script of one line with its nonce",
  async ({ tenant }) => {
    const { path } = await sentQuote(tenant);
    const answer = await get(path);
    const text = await answer.text();
    expect(gzipSync(text).byteLength).toBeLessThan(30_000);
    expect(text).not.toMatch(/<script[^>]*src|<link(?! rel="icon" href="data:,")|<img/);
    const policy = answer.headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-([\w-]+)'/.exec(policy)?.[1] ?? "";
    expect(nonce.length).toBeGreaterThan(20);
    for (const [tag] of text.matchAll(/<(script|style)\b[^>]*>/g)) expect(tag).toContain(`nonce="${nonce}"`);
    expect(policy).not.toContain("unsafe-inline");
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect((await get(path)).headers.get("content-security-policy")).not.toBe(policy);
  },
);

tenantTest("[D15] a product's name is text, wherever it comes out", async ({ tenant }) => {
  const nasty = `<img src=x onerror=alert(1)>"'`;
  const { path } = await sentQuote(tenant, {
    lines: [{ name: nasty, quantity: "1", unitPrice: "10" }],
    discountPpm: 0,
  });
  const text = await (await get(path)).text();
  expect(text).not.toContain("<img");
  expect(text).toContain("&lt;img src=x");
});

tenantTest("[QI-11] reading changes nothing; the beacon tells the seller once", async ({ tenant }) => {
  const { path, quote } = await sentQuote(tenant);
  await get(path);
  await get(path);
  expect(await getQuote(tenant.as("seller"), { quoteId: quote.id })).toMatchObject({ status: "sent", viewedAt: null });
  expect((await post(`${path}/viewed`)).status).toBe(204);
  expect((await post(`${path}/viewed`)).status).toBe(204);
  expect(await tenant.published("invoicing/quote.viewed")).toHaveLength(1);
});

tenantTest(
  "[S6] [PA-24] accept without script, pay at the provider, come back, see the receipt",
  async ({ tenant }) => {
    const { path, quote, pay } = await sentQuote(tenant);
    const accepted = await post(`${path}/accept`, { version: `${quote.version}` });
    expect(accepted.status).toBe(303);
    const checkout = accepted.headers.get("location") ?? "";
    expect(checkout).toMatch(/\/c\/pay\/cs_test_/);
    const session = stripe().ledger.sessions.get(checkout.split("/").at(-1) ?? "");
    if (!session) throw new Error("no session");
    expect(session).toMatchObject({ amount_total: 11_626, currency: "usd" });
    expect(words(await (await get(pay)).text())).toContain("Pagar con tarjeta");
    const waiting = await (await get(`${pay}?back=1`)).text();
    expect(waiting).toContain('http-equiv="refresh"');
    paySession(stripe().ledger, session);
    expect((await post(`${pay}/refresh`)).status).toBe(204);
    const paid = words(await (await get(`${pay}?back=1`)).text());
    expect(paid).toContain("Recibimos $116,26");
    expect(paid).not.toContain('http-equiv="refresh"');
    expect(words(await (await get(path)).text())).toContain("Ver comprobante");
    expect(await tenant.published("orders/order.completed")).toHaveLength(1);
  },
);

tenantTest("[T53] the way back from the provider proves nothing", async ({ tenant }) => {
  const { path, quote, pay } = await sentQuote(tenant);
  await post(`${path}/accept`, { version: `${quote.version}` });
  await post(`${pay}/refresh`);
  expect(await (await get(`${pay}?back=1`)).text()).toContain("Estamos confirmando tu pago");
  expect(await tenant.published("payments/payment.captured")).toEqual([]);
});

tenantTest("[QI-9] an expired offer says so and has no button", async ({ tenant }) => {
  const { path, quote } = await sentQuote(tenant, { validHours: 1 });
  tenant.clock.advance(61 * 60_000);
  const text = await (await get(path)).text();
  expect(text).toContain("Esta cotización venció");
  expect(text).not.toContain("<form");
  const late = await post(`${path}/accept`, { version: `${quote.version}` });
  expect(late.status).toBe(409);
  expect(await late.text()).toContain("Esta cotización venció");
});

tenantTest(
  "[QI-12] a changed offer is shown anew, missing goods are named, and nothing is accepted",
  async ({ tenant }) => {
    const { path, quote, shelf } = await sentQuote(tenant);
    const seller = tenant.as("seller");
    const revised = await updateQuote(seller, { quoteId: quote.id, version: quote.version, discountPpm: 0 });
    expect(await (await get(path)).text()).toContain("Tu vendedor la está actualizando");
    await sendQuote(seller, { quoteId: quote.id, version: revised.version });
    const stale = await post(`${path}/accept`, { version: `${quote.version}` });
    expect(stale.status).toBe(409);
    const text = words(await stale.text());
    expect(text).toContain("La cotización cambió desde que la abriste");
    expect(text).toContain("$122,38");
    expect(shelf.pads).toBeTruthy();
  },
);

tenantTest("[QI-8] «No, gracias» closes the offer and frees the goods", async ({ tenant }) => {
  const { path, quote } = await sentQuote(tenant);
  expect((await post(`${path}/decline`, { version: `${quote.version}` })).status).toBe(303);
  expect(await (await get(path)).text()).toContain("Dijiste que no, gracias");
  expect(await tenant.published("invoicing/quote.declined")).toHaveLength(1);
});

tenantTest("[D14] a guessed, cut or foreign link is the same «no encontramos»", async ({ tenant, otherTenant }) => {
  const { path } = await sentQuote(tenant);
  const secret = path.slice(path.indexOf(".") + 1);
  const foreign = `/quote/${otherTenant.info.code6}.${secret}`;
  const answers = await Promise.all(
    [foreign, path.slice(0, -1), "/quote/x", `/pay/zzzzzz.${secret}`].map((one) => get(one)),
  );
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  for (const answer of answers) expect(await answer.text()).toContain("No encontramos esta página");
});

tenantTest("[F3] the provider is down: the order stands, the page offers to pay later", async ({ tenant }) => {
  const { path, quote, pay } = await sentQuote(tenant);
  stripe().ledger.faults.set({ id: "http_500", on: true });
  const accepted = await post(`${path}/accept`, { version: `${quote.version}` });
  stripe().ledger.faults.clear();
  expect(accepted.status).toBe(503);
  expect(await accepted.text()).toContain("Tu pedido quedó apartado");
  expect(await tenant.published("orders/order.placed")).toHaveLength(1);
  expect((await post(pay)).status).toBe(303);
});
