import { expect } from "vitest";
import { stockOf } from "@/server/modules/inventory/public";
import { verifyInvariants as ordersBroken } from "@/server/modules/orders/public";
import { verifyInvariants as paymentsBroken } from "@/server/modules/payments/public";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { type Shelf, stockedShelf } from "@/server/testing/selling";
import {
  acceptQuoteByToken,
  acceptQuoteFor,
  declineQuoteByToken,
  expireQuote,
  markQuoteViewed,
  overdueQuotes,
  quoteByToken,
  sendQuote,
} from "./acceptance/service";
import { quoteText } from "./message/domain";
import type { QuoteView } from "./schema";
import {
  cancelQuote,
  createQuote,
  getQuote,
  listQuotes,
  previewQuote,
  quotePipeline,
  updateQuote,
  verifyInvariants,
} from "./service";

const draft = (tenant: TestTenant, shelf: Shelf, over: Partial<Parameters<typeof createQuote>[1]> = {}) =>
  createQuote(tenant.as("seller"), {
    customerId: shelf.customerId,
    branchId: tenant.branches[0].id,
    discountPpm: 50_000,
    lines: [
      { itemId: shelf.pads, quantity: "2" },
      { itemId: shelf.filter, quantity: "1" },
    ],
    ...over,
  });
const send = (tenant: TestTenant, quote: QuoteView) =>
  sendQuote(tenant.as("seller"), { quoteId: quote.id, version: quote.version });
const tokenOf = (quote: QuoteView) => quote.url?.split("/quote/")[1] ?? "";
const holder = (tenant: TestTenant) =>
  tenant.actor(
    { kind: "customer_link", id: tenant.info.code6, name: "Cliente" },
    { grants: new Map(), branches: "all" },
  );
const healthy = async (tenant: TestTenant) => {
  const job = tenant.job();
  expect([...(await verifyInvariants(job)), ...(await ordersBroken(job)), ...(await paymentsBroken(job))]).toEqual([]);
};
const codesOf = (results: PromiseSettledResult<unknown>[]) =>
  results.flatMap((one) =>
    one.status === "rejected" ? [(one.reason as { code?: string }).code ?? String(one.reason)] : [],
  );

tenantTest("[S5] [QI-28] editor, list, page and message carry the same total to the cent", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const seller = tenant.as("seller");
  const lines = [
    { itemId: shelf.pads, quantity: "2" },
    { itemId: shelf.filter, quantity: "1" },
  ];
  const preview = await previewQuote(seller, { branchId: tenant.branches[0].id, lines, discountPpm: 50_000 });
  const sent = await send(tenant, await draft(tenant, shelf));
  const { items } = await listQuotes(seller, { limit: 50 });
  const page = await quoteByToken(holder(tenant), tokenOf(sent));
  const expected = { amount: "116.26", currency: "USD" };
  expect([preview.total, sent.total, items[0]?.total, page.total]).toEqual([expected, expected, expected, expected]);
  expect(page.taxes).toEqual(preview.taxes);
  const [event] = await tenant.published("invoicing/quote.sent");
  expect(event?.payload.total).toEqual(expected);
  expect(event?.payload.text).toContain("*Total: $116,26*");
  expect(event?.payload.text).toContain("IVA 16 %: $16,04");
  expect(typeof quoteText).toBe("function");
  await healthy(tenant);
});

tenantTest("[OR-36] [T53] names, prices and taxes are the catalog's, whatever the caller says", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const cheap = { itemId: shelf.pads, quantity: "1", unitPrice: "0.01" } as unknown as {
    itemId: string;
    quantity: string;
  };
  await expect(draft(tenant, shelf, { lines: [cheap] })).rejects.toThrow();
  const view = await draft(tenant, shelf, { lines: [{ itemId: shelf.pads, quantity: "1" }], discountPpm: 0 });
  expect(view.lines[0]).toMatchObject({ name: "Pastillas freno Corolla", unitPrice: { amount: "48.00" } });
});

tenantTest("[QI-10] an unknown product is a free line with the country's tax", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const view = await draft(tenant, shelf, {
    discountPpm: 0,
    lines: [{ name: "Bomba de agua", quantity: "1", unitPrice: "100.00" }],
  });
  expect(view).toMatchObject({ total: { amount: "116.00" }, lines: [{ itemId: null }] });
  expect(view.text).toContain("(por confirmar)");
});

tenantTest("[QI-27] [OR-33] a seller gives 5 %, a manager more", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  await expect(draft(tenant, shelf, { discountPpm: 50_001 })).rejects.toMatchObject({
    code: "discount_over_limit",
    data: { limitPpm: 50_000 },
  });
  const lines = [{ itemId: shelf.pads, quantity: "1", discount: "10.00" }];
  await expect(draft(tenant, shelf, { lines, discountPpm: 0 })).rejects.toMatchObject({ code: "discount_over_limit" });
  const input = { customerId: shelf.customerId, branchId: tenant.branches[0].id, lines, discountPpm: 200_000 };
  await expect(createQuote(tenant.as("branch_manager"), input)).resolves.toMatchObject({ status: "draft" });
});

tenantTest("[P8] whoever may not quote is refused, another branch does not exist", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const input = {
    customerId: shelf.customerId,
    branchId: tenant.branches[1].id,
    lines: [{ itemId: shelf.labour, quantity: "1" }],
  };
  await expect(createQuote(tenant.as("storekeeper"), input)).rejects.toMatchObject({ code: "forbidden" });
  await expect(createQuote(tenant.as("seller", "first branch"), input)).rejects.toMatchObject({ code: "forbidden" });
  const there = await createQuote(tenant.as("owner"), input);
  await expect(getQuote(tenant.as("seller", "first branch"), { quoteId: there.id })).rejects.toMatchObject({
    code: "quote_not_found",
  });
});

tenantTest("[P2] another business's quote, customer and link do not exist", async ({ tenant, otherTenant }) => {
  const shelf = await stockedShelf(tenant);
  const sent = await send(tenant, await draft(tenant, shelf));
  await expect(getQuote(otherTenant.as("owner"), { quoteId: sent.id })).rejects.toMatchObject({
    code: "quote_not_found",
  });
  await expect(quoteByToken(holder(otherTenant), tokenOf(sent))).rejects.toMatchObject({ code: "quote_not_found" });
  const foreign = {
    customerId: shelf.customerId,
    branchId: otherTenant.branches[0].id,
    lines: [{ name: "Algo", quantity: "1", unitPrice: "1" }],
  };
  await expect(createQuote(otherTenant.as("owner"), foreign)).rejects.toMatchObject({ code: "customer_not_found" });
});

tenantTest("[QI-6] sending numbers, holds the goods until the end of the offer and tells once", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const created = await draft(tenant, shelf);
  expect(created.number).toBeNull();
  const sent = await send(tenant, created);
  expect(sent).toMatchObject({ number: 1, status: "sent" });
  expect(tokenOf(sent)).toMatch(new RegExp(`^${tenant.info.code6}\\.[\\w-]{43}$`));
  const [stock] = await stockOf(tenant.job().read, [shelf.pads], [tenant.branches[0].id]);
  expect(stock).toMatchObject({ availableMilli: 9_000n });
  await expect(send(tenant, created)).rejects.toMatchObject({ code: "version_conflict" });
  expect(await tenant.published("invoicing/quote.sent")).toHaveLength(1);
  expect(await tenant.audited("quote.send")).toHaveLength(1);
  await healthy(tenant);
});

tenantTest("[QI-6] goods that are not there are not promised, and no number is lost", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const much = await draft(tenant, shelf, { lines: [{ itemId: shelf.pads, quantity: "12" }] });
  await expect(send(tenant, much)).rejects.toMatchObject({ code: "insufficient_stock", data: { available: "11" } });
  await expect(send(tenant, await draft(tenant, shelf))).resolves.toMatchObject({ number: 1 });
  await healthy(tenant);
});

tenantTest("[T85] 40 quotes sent at once, one in five refused, are numbered 1…32 without gap", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const quotes: QuoteView[] = [];
  for (let index = 0; index < 40; index += 1) {
    const item = index % 5 === 0 ? { itemId: shelf.pads, quantity: "12" } : { itemId: shelf.labour, quantity: "1" };
    quotes.push(await draft(tenant, shelf, { lines: [item], discountPpm: 0 }));
  }
  const results: PromiseSettledResult<QuoteView>[] = [];
  // As many at once as the test's pool has connections: what is tested is the counter, not the queue for a connection.
  for (let from = 0; from < quotes.length; from += 8) {
    results.push(...(await Promise.allSettled(quotes.slice(from, from + 8).map((quote) => send(tenant, quote)))));
  }
  const numbers = results.flatMap((one) => (one.status === "fulfilled" ? [one.value.number] : []));
  expect(numbers.toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
  expect(new Set(codesOf(results))).toEqual(new Set(["insufficient_stock"]));
  await healthy(tenant);
});

tenantTest("[QI-7] [S6] accepting makes one order, one debt, and moves the goods to it", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const sent = await send(tenant, await draft(tenant, shelf));
  const token = tokenOf(sent);
  const first = await acceptQuoteByToken(holder(tenant), { token, version: sent.version });
  const again = await acceptQuoteByToken(holder(tenant), { token, version: sent.version });
  expect(again).toEqual(first);
  expect(await getQuote(tenant.as("seller"), { quoteId: sent.id })).toMatchObject({
    status: "converted",
    chargeId: first.chargeId,
  });
  expect(await tenant.published("orders/order.placed")).toHaveLength(1);
  const [event] = await tenant.published("invoicing/quote.accepted");
  expect(event?.payload).toMatchObject({ orderNumber: 1, total: { amount: "116.26", currency: "USD" } });
  const [stock] = await stockOf(tenant.job().read, [shelf.pads], [tenant.branches[0].id]);
  expect(stock).toMatchObject({ availableMilli: 9_000n });
  await healthy(tenant);
});

tenantTest("[QI-29] [G10] twenty acceptances at once are one sale", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const sent = await send(tenant, await draft(tenant, shelf));
  const attempts = Array.from({ length: 20 }, () =>
    acceptQuoteByToken(holder(tenant), { token: tokenOf(sent), version: sent.version }),
  );
  const answers = await Promise.all(attempts);
  expect(new Set(answers.map(({ chargeId }) => chargeId)).size).toBe(1);
  expect(await tenant.published("invoicing/quote.accepted")).toHaveLength(1);
  await healthy(tenant);
});

tenantTest(
  "[QI-9] [QI-12] accept, decline, revise and expire at the same instant: exactly one wins",
  async ({ tenant }) => {
    const shelf = await stockedShelf(tenant, { pads: 500, filter: 500 });
    for (let round = 0; round < 12; round += 1) {
      const sent = await send(tenant, await draft(tenant, shelf, { validHours: 1 }));
      const token = tokenOf(sent);
      const at = { quoteId: sent.id, version: sent.version };
      const results = await Promise.allSettled([
        acceptQuoteByToken(holder(tenant), { token, version: sent.version }),
        declineQuoteByToken(holder(tenant), { token, version: sent.version, reason: null }),
        updateQuote(tenant.as("seller"), { ...at, discountPpm: 0 }),
        cancelQuote(tenant.as("seller"), at),
      ]);
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const code of codesOf(results)) expect(["version_conflict", "quote_state_conflict"]).toContain(code);
    }
    await healthy(tenant);
  },
);

tenantTest(
  "[QI-9] an offer is over when its hour comes, before any sweep; then the sweep frees its goods once",
  async ({ tenant }) => {
    const shelf = await stockedShelf(tenant);
    const sent = await send(tenant, await draft(tenant, shelf, { validHours: 1 }));
    tenant.clock.advance(60 * 60_000);
    const token = tokenOf(sent);
    await expect(acceptQuoteByToken(holder(tenant), { token, version: sent.version })).rejects.toMatchObject({
      code: "quote_expired",
    });
    expect(await quoteByToken(holder(tenant), token)).toMatchObject({ status: "expired" });
    const job = tenant.job();
    expect(await overdueQuotes(job)).toEqual([sent.id]);
    const swept = await Promise.all([expireQuote(job, sent.id), expireQuote(job, sent.id)]);
    expect(swept.filter(Boolean)).toHaveLength(1);
    expect(await tenant.published("invoicing/quote.expired")).toHaveLength(1);
    const [stock] = await stockOf(job.read, [shelf.pads], [tenant.branches[0].id]);
    expect(stock).toMatchObject({ availableMilli: 11_000n });
    await healthy(tenant);
  },
);

tenantTest("[QI-9] an accepted quote never expires", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const sent = await send(tenant, await draft(tenant, shelf, { validHours: 1 }));
  await acceptQuoteByToken(holder(tenant), { token: tokenOf(sent), version: sent.version });
  tenant.clock.advance(100 * 60 * 60_000);
  expect(await overdueQuotes(tenant.job())).toEqual([]);
  expect(await expireQuote(tenant.job(), sent.id)).toBe(false);
  await healthy(tenant);
});

tenantTest(
  "[QI-12] goods sold meanwhile: nothing is accepted, and the answer says what there is",
  async ({ tenant }) => {
    const shelf = await stockedShelf(tenant);
    const lines = [{ itemId: shelf.pads, quantity: "11" }];
    const slow = await send(tenant, await draft(tenant, shelf, { lines, validHours: 200 }));
    tenant.clock.advance(73 * 60 * 60_000); // the goods were promised for 72 hours, the price for longer
    const quick = await send(tenant, await draft(tenant, shelf, { lines: [{ itemId: shelf.pads, quantity: "5" }] }));
    await acceptQuoteByToken(holder(tenant), { token: tokenOf(quick), version: quick.version });
    await expect(
      acceptQuoteByToken(holder(tenant), { token: tokenOf(slow), version: slow.version }),
    ).rejects.toMatchObject({
      code: "insufficient_stock",
      data: { available: "6" },
    });
    expect(await getQuote(tenant.as("seller"), { quoteId: slow.id })).toMatchObject({ status: "sent" });
    await healthy(tenant);
  },
);

tenantTest("[QI-8] a new version voids the acceptance of the old one and keeps the link", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const sent = await send(tenant, await draft(tenant, shelf));
  const revised = await updateQuote(tenant.as("seller"), { quoteId: sent.id, version: sent.version, discountPpm: 0 });
  expect(revised).toMatchObject({ status: "draft", total: { amount: "122.38" } });
  const again = await send(tenant, revised);
  expect(tokenOf(again)).toBe(tokenOf(sent));
  expect(again.number).toBe(1);
  await expect(
    acceptQuoteByToken(holder(tenant), { token: tokenOf(sent), version: sent.version }),
  ).rejects.toMatchObject({ code: "version_conflict" });
  await expect(
    acceptQuoteFor(tenant.as("seller"), { quoteId: again.id, version: again.version }),
  ).resolves.toMatchObject({
    status: "converted",
  });
  await healthy(tenant);
});

tenantTest("[QI-11] opening is told to the seller once and is not a status", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const sent = await send(tenant, await draft(tenant, shelf));
  await markQuoteViewed(holder(tenant), tokenOf(sent));
  await markQuoteViewed(holder(tenant), tokenOf(sent));
  expect(await tenant.published("invoicing/quote.viewed")).toHaveLength(1);
  expect(await getQuote(tenant.as("seller"), { quoteId: sent.id })).toMatchObject({
    status: "sent",
    viewedAt: expect.any(String),
  });
});

tenantTest("[D14] a link is stored as its hash and a guess opens nothing", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const sent = await send(tenant, await draft(tenant, shelf));
  const links = await tenant.job().read.publicLink.findMany({ where: { subjectId: sent.id } });
  expect(links).toHaveLength(1);
  expect(links[0]?.tokenHash).not.toContain(tokenOf(sent));
  const guess = `${tenant.info.code6}.${"a".repeat(43)}`;
  await expect(quoteByToken(holder(tenant), guess)).rejects.toMatchObject({ code: "quote_not_found" });
});

tenantTest("[D5] [T56] the same key creates one quote; another body under it is refused", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  const key = { idempotencyKey: "quote-key-0001" };
  const [first, second] = [await draft(tenant, shelf, key), await draft(tenant, shelf, key)];
  expect(second.id).toBe(first.id);
  await expect(draft(tenant, shelf, { ...key, discountPpm: 0 })).rejects.toMatchObject({
    code: "idempotency_key_reused",
  });
});

tenantTest("[QI-28] the pipeline sums by state, and pages follow each other without loss", async ({ tenant }) => {
  const shelf = await stockedShelf(tenant);
  for (let index = 0; index < 5; index += 1) {
    const made = await draft(tenant, shelf, { lines: [{ itemId: shelf.labour, quantity: "1" }], discountPpm: 0 });
    if (index < 2) await send(tenant, made);
  }
  const seller = tenant.as("seller");
  expect(await quotePipeline(seller)).toEqual(
    expect.arrayContaining([
      { status: "draft", count: 3, total: { amount: "60.00", currency: "USD" } },
      { status: "sent", count: 2, total: { amount: "40.00", currency: "USD" } },
    ]),
  );
  const first = await listQuotes(seller, { limit: 3 });
  const second = await listQuotes(seller, { limit: 3, cursor: first.nextCursor ?? undefined });
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(5);
  expect(second.nextCursor).toBeNull();
  await expect(listQuotes(seller, { limit: 3, cursor: "x" })).rejects.toMatchObject({ code: "cursor_invalid" });
});

tenantTest(
  "[QI-28] the column of a document adds up to its subtotal, whoever gave which discount",
  async ({ tenant }) => {
    const shelf = await stockedShelf(tenant);
    const view = await createQuote(tenant.as("branch_manager"), {
      customerId: shelf.customerId,
      branchId: tenant.branches[0].id,
      discountPpm: 100_000,
      lines: [
        { itemId: shelf.pads, quantity: "2", discount: "6.00" },
        { itemId: shelf.labour, quantity: "1.5" },
      ],
    });
    expect(view.lines.map(({ amount }) => amount.amount)).toEqual(["96.00", "30.00"]);
    expect(view).toMatchObject({
      subtotal: { amount: "126.00" },
      discount: { amount: "18.00" },
      total: { amount: "120.96" },
    });
  },
);
