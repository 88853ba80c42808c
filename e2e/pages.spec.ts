import fs from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { apiOf, signIn } from "./support/people";
import { business } from "./support/product";

test.setTimeout(180_000);

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
const widths = { es: [1440, 768, 360], en: [360] };
/** Rules that colours and sizes can break; the others say the same of a page whatever its theme and width. */
const lookRules = ["color-contrast", "target-size"];
const narrowest = 320;
const shots = process.env.E2E_SHOTS;

type Group = Record<string, string>;
const open: Group = {
  inicio: "/",
  precios: "/precios",
  desarrolladores: "/desarrolladores",
  terminos: "/legal/terminos",
  privacidad: "/legal/privacidad",
  entrar: "/entrar",
  registro: "/registro",
  perdida: "/esto-no-existe/jamas",
};

interface Ids {
  itemId?: string;
  conversationId?: string;
  customerId?: string;
  quoteId?: string;
  orderId?: string;
  importId?: string;
  quoteUrl?: string;
}

/** One of each, so that every record's page is looked at; a demo that has none of a kind has no such page. */
async function oneOfEach(context: BrowserContext): Promise<Ids> {
  const api = apiOf(context.request);
  const first = async (name: string, input: object = {}): Promise<Record<string, string>> => {
    const { items } = await api.query<{ items: Record<string, string>[] }>(name, { limit: 1, ...input });
    return items[0] ?? {};
  };
  const item = await first("catalog.list");
  const conversation = await first("conversations.list", { tab: "all" });
  const customer = await first("customers.list");
  const quote = await first("invoicing.list");
  const order = await first("orders.list");
  const run = await first("catalog.imports.list");
  const detail = quote.id ? await api.query<{ url?: string | null }>("invoicing.get", { quoteId: quote.id }) : {};
  return {
    itemId: item.itemId,
    conversationId: conversation.conversationId,
    customerId: customer.customerId,
    quoteId: quote.id,
    orderId: order.id ?? order.orderId,
    importId: run.importId,
    quoteUrl: detail.url ?? undefined,
  };
}

function signedInPages(ids: Ids): { sells: Group; stocks: Group } {
  const at = (rest: string) => `/${business}${rest}`;
  const only = (entries: [string, string, string | undefined][]): Group =>
    Object.fromEntries(entries.flatMap(([name, address, id]) => (id === undefined ? [] : [[name, address + id]])));
  return {
    sells: {
      hoy: at(""),
      bandeja: at("/inbox?vista=all"),
      clientes: at("/customers"),
      cotizaciones: at("/quotes"),
      "cotizacion-nueva": at("/quotes/new"),
      pedidos: at("/orders"),
      ...only([
        ["conversacion", at("/inbox?vista=all&c="), ids.conversationId],
        ["cliente", at("/customers/"), ids.customerId],
        ["cotizacion", at("/quotes/"), ids.quoteId],
        ["pedido", at("/orders/"), ids.orderId],
        ["documento", "", ids.quoteUrl],
      ]),
    },
    stocks: {
      catalogo: at("/catalog"),
      "producto-nuevo": at("/catalog/new"),
      importar: at("/catalog/import"),
      inventario: at("/inventory"),
      alertas: at("/inventory/alerts"),
      traslados: at("/inventory/transfers"),
      ...only([
        ["producto", at("/catalog/"), ids.itemId],
        ["importacion", at("/catalog/import/"), ids.importId],
      ]),
    },
  };
}

/** What a page says when it is unwell: errors in the console, exceptions, a policy that was broken. */
function listenTo(page: Page): string[] {
  const heard: string[] = [];
  page.on("pageerror", (error) => heard.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    // The browser reports a page that is meant to be missing as a failed resource.
    const isMissingPage = /status of 404/.test(text) && message.location().url === page.url();
    if (message.type() === "error" && !isMissingPage) heard.push(`console: ${text}`);
  });
  return heard;
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function violations(page: Page, isWhole: boolean): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const builder = isWhole
    ? axe.withTags(standards).options({ rules: { "target-size": { enabled: true } } })
    : axe.withRules(lookRules);
  const { violations: found } = await builder.analyze();
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ target, any }) => `${target.join(" ")} ${any[0]?.message ?? ""}`)
          .join(" | ")}`,
    );
}

async function lookAt(page: Page, pages: Group, theme: "light" | "dark", language: "es" | "en"): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  const host = new URL(test.info().project.use.baseURL ?? "http://localhost");
  await page.context().addCookies([{ name: "mostrador.locale", value: language, domain: host.hostname, path: "/" }]);
  const heard = listenTo(page);
  for (const [name, address] of Object.entries(pages)) {
    heard.length = 0;
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(address, { waitUntil: "load" });
    await expect(page.getByRole("heading", { level: 1 }).first(), `${name}: one heading`).toBeAttached();
    // A document speaks the language of whom it was sent to, not of who looks.
    if (name !== "documento")
      await expect(page.locator("html"), name).toHaveAttribute("lang", new RegExp(`^${language}`));
    for (const width of widths[language]) {
      await page.setViewportSize({ width, height: 900 });
      const where = `${name} ${theme} ${language} ${width}`;
      expect.soft(await violations(page, theme === "light" && width !== 768), where).toEqual([]);
      if (width === 360) expect.soft(await overflow(page), `${where} scrolls sideways`).toBeLessThanOrEqual(0);
      if (shots) {
        fs.mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: path.join(shots, `${name}-${theme}-${language}-${width}.png`) });
      }
    }
    await page.setViewportSize({ width: narrowest, height: 900 });
    expect
      .soft(await overflow(page), `${name} ${theme} ${language} ${narrowest} scrolls sideways`)
      .toBeLessThanOrEqual(0);
    expect.soft(heard, `${name} ${theme} ${language} is quiet`).toEqual([]);
  }
}

const looks = [
  ["light", "es"],
  ["dark", "es"],
  ["light", "en"],
] as const;

let session: Awaited<ReturnType<BrowserContext["storageState"]>> | undefined;
/** Once a worker: a person who signs in again and again is slowed down, as they should be. */
async function enter(context: BrowserContext): Promise<void> {
  if (session) return context.addCookies(session.cookies);
  await signIn(context.request, "marisol@elcardon.example");
  session = await context.storageState();
}

for (const [theme, language] of looks) {
  test(`[P27] open pages are accessible and quiet: ${theme}, ${language}`, async ({ page }) => {
    await lookAt(page, open, theme, language);
  });
  for (const group of ["sells", "stocks"] as const) {
    test(`[P27] pages of a business that ${group} are accessible and quiet: ${theme}, ${language}`, async ({
      page,
      context,
    }) => {
      await enter(context);
      await lookAt(page, signedInPages(await oneOfEach(context))[group], theme, language);
    });
  }
}
