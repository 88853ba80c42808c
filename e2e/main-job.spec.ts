import { spawnSync } from "node:child_process";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type Books, openBooks } from "./support/database";
import { apiOf, signIn } from "./support/people";
import {
  answers,
  business,
  chacao,
  fault,
  home,
  killed,
  newPersona,
  noFaults,
  type PhoneMessage,
  phone,
  runningJobs,
  story,
} from "./support/product";
import { partAboutToRunOut, type Shelved } from "./support/shelf";

test.describe.configure({ mode: "serial" });
test.setTimeout(180_000);

const ana = "ana@elcardon.example";
const marisol = "marisol@elcardon.example";

let books: Books;
let part: Shelved;
let customer: { key: string; name: string };
let rosa: ReturnType<typeof phone>;
let seller: BrowserContext;
let inbox: Page;
let holder: BrowserContext;
let page: Page;
let conversationId = "";
let quoteId = "";
let ownersSession: Awaited<ReturnType<BrowserContext["storageState"]>>;
let before: { auditAt: string };

const sellerErrors: string[] = [];
const thread = () => inbox.getByRole("region", { name: new RegExp(customer.name) });
const composer = () => thread().getByRole("textbox", { name: /^Responder/ });

test.beforeAll(async ({ browser, playwright }) => {
  await noFaults();
  books = await openBooks();
  const owner = await playwright.request.newContext();
  await signIn(owner, marisol);
  const decided = await books.count("select count(*) from alert a join item i on i.id = a.item_id where i.sku = $1", [
    story.sku,
  ]);
  part = await partAboutToRunOut(apiOf(owner), story.sku, decided > 0);
  ownersSession = await owner.storageState();
  await owner.dispose();
  customer = await newPersona("Rosa");
  rosa = phone(customer.key);
  before = { auditAt: new Date().toISOString() };
  seller = await browser.newContext();
  holder = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
});

test.afterAll(async () => {
  await noFaults();
  await seller?.close();
  await holder?.close();
  await books?.close();
});

test("[MAIN] [P7] a seller signs in and opens the inbox", async () => {
  inbox = await seller.newPage();
  inbox.on("pageerror", (error) => sellerErrors.push(error.message));
  await inbox.goto("/entrar");
  await inbox.getByLabel("Correo").fill(ana);
  await inbox.getByLabel("Clave", { exact: true }).fill("mostrador-demo");
  await inbox.getByRole("button", { name: "Entrar" }).click();
  await inbox.waitForURL(`**/${business}`);
  await inbox.goto(`/${business}/inbox?vista=all`);
  await expect(inbox.getByRole("tab", { name: /Todos/ })).toHaveAttribute("aria-selected", "true");
});

test("[MAIN] [K3] [T1] [T9] a customer asks and is answered with live stock and price, once", async () => {
  await fault("meta", "duplicate", true, 3);
  await fault("meta", "reorder");
  const asked = await rosa.write(chacao, story.question);
  const first = await rosa.hears(chacao, asked.id, /pastillas de freno/i);
  expect(first.text).toMatch(/\$\s?\d/);
  const exact = await rosa.write(chacao, "las delanteras brembo");
  const answer = await rosa.hears(chacao, exact.id, /Chacao/);
  const took = [Date.parse(first.at) - Date.parse(asked.at), Date.parse(answer.at) - Date.parse(exact.at)];
  // How long it took is printed, not asserted: the benchmark measures it on a machine that does nothing else.
  test.info().annotations.push({ type: "answers", description: took.map((ms) => `${ms} ms`).join(", ") });
  const { available } = await books.one(
    `select (sum(l.on_hand_milli - l.reserved_milli) / 1000)::int as available from stock_level l
       join item i on i.id = l.item_id join branch b on b.id = l.branch_id where i.sku = $1 and b.code = 'chacao'`,
    [story.sku],
  );
  expect(answer.text).toMatch(new RegExp(`\\b${available}\\b`));
  expect(answer.text).toMatch(/48,00/);
  const said = (await rosa.read(chacao)).filter(({ direction }) => direction === "out");
  expect(said).toHaveLength(2);
});

test("[MAIN] [T2] [P16] the seller's inbox shows it without reloading", async () => {
  const row = inbox.getByRole("button", { name: new RegExp(customer.name) });
  await expect(row).toBeVisible();
  await row.click();
  await expect(thread().getByText(story.question)).toBeVisible();
  await expect(
    thread()
      .getByText(/en Chacao/)
      .first(),
  ).toBeVisible();
  conversationId = new URL(inbox.url()).searchParams.get("c") ?? "";
  expect(conversationId).not.toBe("");
});

test("[MAIN] [T3] after the takeover the bot is silent and the seller speaks", async () => {
  await thread()
    .getByRole("button", { name: /^Tomar/ })
    .click();
  await expect(thread().getByText("La tienes tú")).toBeVisible();
  await rosa.write(chacao, "¿y cuánto por dos juegos?");
  await expect(thread().getByText("¿y cuánto por dos juegos?")).toBeVisible();
  const wrote = (await rosa.read(chacao)).at(-1);
  await composer().fill("Hola, soy Ana. Te preparo la cotización de dos.");
  await composer().press("Enter");
  await rosa.hears(chacao, wrote?.id ?? "", /soy Ana/);
  await expect(thread().getByText(/soy Ana/)).toBeVisible();
});

test("[MAIN] [S5] a quote made in the chat reaches the customer's phone", async () => {
  const last = (await rosa.read(chacao)).at(-1)?.id ?? "";
  await thread()
    .getByRole("link", { name: /^Cotizar/ })
    .click();
  await inbox.waitForURL("**/quotes/new**");
  await expect(inbox.getByText(customer.name)).toBeVisible();
  await inbox.getByRole("combobox", { name: "Agregar producto" }).fill(part.sku);
  await inbox.getByRole("option", { name: new RegExp(`${part.name}.*${part.sku}`) }).click();
  await inbox.getByRole("textbox", { name: `Cantidad de ${part.name}` }).fill("2");
  await inbox.getByRole("button", { name: "Enviar por WhatsApp" }).click();
  await inbox.waitForURL(/\/quotes\/[0-9a-z]{26}$/);
  quoteId = inbox.url().split("/").at(-1) ?? "";
  const sent = await rosa.hears(chacao, last, /\/quote\//);
  const [link] = /http\S+\/quote\/\S+/.exec(sent.text) ?? [];
  page = await holder.newPage();
  await page.goto(link ?? "");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(customer.name);
  await expect(page.getByText(part.name).first()).toBeVisible();
});

test("[MAIN] [S6] [S13] [F1] [F23] accepted, the server dies before the payment; the payment counts once", async () => {
  await fault("stripe", "duplicate", true, 3);
  await fault("stripe", "reorder");
  await page.getByRole("button", { name: "Aceptar y pagar" }).click();
  await expect(page.getByRole("button", { name: /^Pagar USD/ })).toBeVisible();
  await killed("web");
  await answers();
  await page.getByRole("button", { name: /^Pagar USD/ }).click();
  await expect(page.getByText("Gracias por tu compra", { exact: false }).first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("Comprobante").first()).toBeVisible();
  // A job of what was just paid is at work: the server dies under it, and another goes on with it.
  await expect
    .poll(runningJobs, { timeout: 5_000, intervals: [20] })
    .toBeGreaterThan(0)
    .catch(() => undefined);
  await killed("web");
  await answers();
  await rosa.hears(chacao, "", /^Recibimos/, 60_000);
});

test("[MAIN] [K4] [S1] [I4] stock, order, charge, books, quote and audit moved together, once", async () => {
  const quote = await books.one("select * from quote where id = $1", [quoteId]);
  expect(quote.status).toBe("converted");
  const order = await books.one("select * from sales_order where quote_id = $1", [quoteId]);
  expect(order).toMatchObject({ status: "completed", total_minor: quote.total_minor, paid_minor: quote.total_minor });
  const charge = await books.one("select * from charge where id = $1", [quote.charge_id]);
  expect(charge).toMatchObject({ status: "paid", paid_minor: charge.amount_minor });
  expect(
    await books.count("select count(*) from payment where charge_id = $1 and status = 'captured'", [charge.id]),
  ).toBe(1);
  const moved = await books.rows("select qty_milli, reason from stock_movement where source_id = $1", [order.id]);
  expect(moved).toEqual([{ qty_milli: "2000", reason: "sale" }]);
  const level = await books.one(
    `select l.on_hand_milli, l.reserved_milli from stock_level l join branch b on b.id = l.branch_id
      where l.item_id = $1 and b.code = 'chacao'`,
    [part.itemId],
  );
  expect(level).toEqual({ on_hand_milli: String((part.inChacao - 2) * 1_000), reserved_milli: "0" });
  const unbalanced = await books.rows("select entry_id, currency from money_line group by 1, 2 having sum(minor) <> 0");
  expect(unbalanced).toEqual([]);
  await expect
    .poll(() => books.count("select count(*) from sale_fact where fact_key like '%' || $1 || '%'", [order.id]), {
      timeout: 30_000,
    })
    .toBe(1);
  const audited = await books.rows(
    `select action, count(*)::int as times from audit_entry
      where at >= $1 and subject = any($2) group by 1 order by 1`,
    [before.auditAt, [quoteId, order.id, charge.id, conversationId]],
  );
  for (const action of [
    "quote.create",
    "quote.send",
    "quote.accept",
    "order.place",
    "order.complete",
    "charge.create",
  ]) {
    expect(audited, action).toContainEqual({ action, times: 1 });
  }
});

test("[MAIN] [I1] [I2] nothing said was lost or said twice", async () => {
  const onPhone = await rosa.read(chacao);
  const stored = await books.rows(
    "select direction, body, actor_kind, provider_message_id from message where conversation_id = $1 order by seq",
    [conversationId],
  );
  const idsOf = (direction: PhoneMessage["direction"]) =>
    onPhone
      .filter((one) => one.direction === direction)
      .map(({ id }) => id)
      .sort();
  const storedIds = (direction: string) =>
    stored
      .filter((one) => one.direction === direction)
      .map((one) => String(one.provider_message_id))
      .sort();
  expect(storedIds("in")).toEqual(idsOf("in"));
  expect(storedIds("out")).toEqual(idsOf("out"));
  expect(new Set(onPhone.map(({ text, direction }) => `${direction}${text}`)).size).toBe(onPhone.length);
  // The customer asked for a quantity after the takeover: the bot was not the one who answered.
  const asked = stored.findIndex(({ body }) => body === "¿y cuánto por dos juegos?");
  expect(stored.slice(asked).filter(({ actor_kind }) => actor_kind === "bot")).toEqual([]);
  await expect
    .poll(() => books.count("select count(*) from outbox where published_at is null and parked_at is null"), {
      timeout: 30_000,
    })
    .toBe(0);
  expect(await books.count("select count(*) from outbox where parked_at is not null")).toBe(0);
});

test("[MAIN] [K5] [K6] [T10] the shelf runs low: the owner approves the transfer from WhatsApp, twice, and it happens once", async ({
  browser,
}) => {
  const owner = phone("marisol-rivas");
  let proposalId = "";
  await expect
    .poll(
      async () => {
        const [open] = await books.rows(
          `select p.id, f.code as source from alert a join proposal p on p.alert_id = a.id join branch b on b.id = a.branch_id
             join branch f on f.id = p.plan->>'fromBranchId'
            where a.item_id = $1 and b.code = 'chacao' and p.status = 'proposed'`,
          [part.itemId],
        );
        proposalId = String(open?.id ?? "");
        return open?.source ?? null;
      },
      { timeout: 60_000 },
    )
    .toBe("valencia");
  let notice: PhoneMessage | undefined;
  const isYes = ({ id }: { id: string }) => id === `approve:${proposalId}`;
  await expect
    .poll(
      async () => {
        notice = (await owner.read(null)).find(({ options }) => options.some(isYes));
        return notice?.options.map(({ title }) => title);
      },
      { timeout: 60_000 },
    )
    .toContain("Aprobar");
  if (!notice) throw new Error("no notice");
  const tapped = await owner.tap(notice, `approve:${proposalId}`);
  await owner.hears(notice.number, tapped.id, /Aprobado/);
  const again = await owner.tap(notice, `approve:${proposalId}`);
  await owner.hears(notice.number, again.id, /Aprobado|ya se decidió/);
  const transfers = await books.rows("select id, number, status from transfer where proposal_id = $1", [proposalId]);
  expect(transfers).toHaveLength(1);
  expect(transfers[0]?.status).toBe("approved");
  expect(
    await books.count("select count(*) from audit_entry where action = 'proposal.approve' and subject = $1", [
      proposalId,
    ]),
  ).toBe(1);
  const context = await browser.newContext({ storageState: ownersSession });
  const screen = await context.newPage();
  await screen.goto(`/${business}/inventory/transfers`);
  await expect(screen.getByText(new RegExp(`#?\\b${transfers[0]?.number}\\b`)).first()).toBeVisible();
  await expect(screen.getByText(part.name).first()).toBeVisible();
  await context.close();
});

test("[MAIN] [I5] every business's books agree with their history", () => {
  const checked = spawnSync(process.execPath, ["--import", "tsx", "tools/invariants.ts"], {
    encoding: "utf8",
    env: { ...process.env, MOSTRADOR_HOME: home },
  });
  expect(checked.stdout).toContain("0 violations");
  expect(checked.status).toBe(0);
  expect(sellerErrors).toEqual([]);
});
