import { expect } from "vitest";
import { answerMessage } from "@/server/modules/assistant/jobs";
import { archiveProduct } from "@/server/modules/catalog/item/service";
import { advanceImport, createImport, createProduct, createTax, startImport } from "@/server/modules/catalog/public";
import { receiveStock } from "@/server/modules/inventory/public";
import { sql } from "@/server/platform/db";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { openNumber } from "@/server/testing/talk";
import { autoParts, autoPartsCsv, type SeedItem } from "../../../prisma/seed/auto-parts";

/** The parts of a few cars, as a shop would upload them. */
async function fillCatalog(tenant: TestTenant, items: readonly SeedItem[]): Promise<void> {
  const ctx = tenant.as("owner");
  await createTax(ctx, { code: "iva", name: "IVA", ratePpm: 160_000 });
  const run = await createImport(ctx, { fileName: "catalogo.csv", text: autoPartsCsv(items), format: "csv" });
  for (const mode of ["dry_run", "apply"] as const) {
    await startImport(ctx, { importId: run.importId, mode });
    while (!(await advanceImport(ctx, { importId: run.importId })).isDone) {
      // each call commits its chunk
    }
  }
}

const slice = autoParts().filter(({ fitment }) => fitment === "" || /Corolla|Aveo/.test(fitment));
const priceOf = (sku: string): string => {
  const minor = slice.find((item) => item.sku === sku)?.priceMinor ?? 0;
  return `$${Math.floor(minor / 100)},${String(minor % 100).padStart(2, "0")}`;
};

async function stock(tenant: TestTenant, shelves: Readonly<Record<string, readonly [number, number]>>): Promise<void> {
  const rows = await sql<{ sku: string; id: string }>(tenant.job().read)`select sku, id from item`;
  const ids = new Map(rows.map(({ sku, id }) => [sku, id]));
  for (const [place, branch] of tenant.branches.entries()) {
    const lines = Object.entries(shelves).flatMap(([sku, pieces]) => {
      const itemId = ids.get(sku);
      if (itemId === undefined) throw new Error(`no ${sku} in the slice`);
      const quantity = pieces[place] ?? 0;
      return quantity > 0 ? [{ itemId, quantity: `${quantity}`, unitCost: "10.00" }] : [];
    });
    await receiveStock(tenant.as("owner"), { branchId: branch.id, lines, idempotencyKey: `opening-${branch.code}` });
  }
}

interface Answer {
  text: string;
  titles: string[];
  outcome: string;
}

/** A customer at the counter of the first branch: says something, gets what the bot says last. */
async function customerOf(tenant: TestTenant, from = "584141234567") {
  const number = await openNumber(tenant);
  return async (text: string): Promise<Answer> => {
    const pressed = text.startsWith("#") ? await buttonOf(tenant, text.slice(1)) : null;
    const extra = pressed && { interactive: { type: "button_reply", button_reply: pressed } };
    const id = await number.write(text, extra ? { from, type: "interactive", extra } : { from });
    const received = (await tenant.published("conversations/message.received")).at(-1)?.payload;
    const { outcome } = await answerMessage(tenant.job(), received as unknown as Parameters<typeof answerMessage>[1]);
    const [said] = await sql<{ body: string; content: { choices?: { title: string }[] } }>(tenant.job().read)`
      select body, content from message where conversation_id = ${id} and actor_kind = 'bot' order by seq desc limit 1`;
    const titles = (said?.content.choices ?? []).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const title of titles) expect(title.length).toBeLessThanOrEqual(20);
    return { outcome, text: said?.body ?? "", titles };
  };
}

async function buttonOf(tenant: TestTenant, title: string): Promise<{ id: string; title: string }> {
  const [row] = await sql<{ content: { choices?: { id: string; title: string }[] } }>(tenant.job().read)`
    select content from message where actor_kind = 'bot' order by seq desc limit 1`;
  const button = row?.content.choices?.find((choice) => choice.title === title);
  if (!button) throw new Error(`no button ${title}`);
  return button;
}

tenantTest(
  "[T9 C137] the main job: one of six pads is on this branch's shelf, and it is the answer",
  async ({ tenant }) => {
    await fillCatalog(tenant, slice);
    await stock(tenant, { "PD-COR19-BRE": [15, 48], "PT-COR19-FRA": [0, 6] });
    const say = await customerOf(tenant);
    const first = await say("hola tienen pastillas de freno pal corolla 2015?");
    expect(first.text).toBe(
      `Sí, quedan 15 de *Pastillas de freno delanteras Corolla 2009–2019* (Brembo) en Chacao, a $48,00. Las traseras (Frasle): 6 en Valencia, a ${priceOf("PT-COR19-FRA")}. ¿Te aparto un juego?`,
    );
    expect((await say("y en Valencia hay?")).text).toContain("Sí, quedan 48 de *Pastillas de freno delanteras");
    expect((await say("cuánto cuesta?")).text).toContain("$48,00");
    expect((await say("las de atrás")).text).toContain(`quedan 6`);
    expect((await say("y las delanteras?")).text).toContain("*Pastillas de freno delanteras Corolla 2009–2019*");
    expect((await say("dame 2")).text).toContain("¿Te aparto 2?");
    await say("mándame la cotización");
    // The quote tells its own phone; the bot adds no second bubble.
    const quotes = await sql<{ status: string; total: bigint }>(
      tenant.job().read,
    )`select status, total_minor as total from quote`;
    expect(quotes).toEqual([{ status: "sent", total: 11_136n }]);
  },
);

tenantTest(
  "[T9 C106] several on the shelf: three at most, each with its stock and price, parted by one word",
  async ({ tenant }) => {
    await fillCatalog(tenant, slice);
    await stock(tenant, {
      "PD-COR19-BRE": [15, 0],
      "PD-COR19-BEN": [4, 0],
      "PT-COR19-BRE": [9, 0],
      "PT-COR19-FRA": [2, 5],
    });
    const say = await customerOf(tenant);
    const asked = await say("pastiya de frenos corola 2015");
    expect(asked.text.split("\n")).toEqual([
      "Tengo estas opciones:",
      "1. *Pastillas de freno delanteras Corolla 2009–2019* Brembo: 15 en Chacao, $48,00",
      `2. *Pastillas de freno traseras Corolla 2009–2019* Brembo: 9 en Chacao, ${priceOf("PT-COR19-BRE")}`,
      `3. *Pastillas de freno delanteras Corolla 2009–2019* Bendix: 4 en Chacao, ${priceOf("PD-COR19-BEN")}`,
      "¿Delanteras o traseras?",
    ]);
    expect(asked.titles).toEqual(["Delanteras", "Traseras"]);
    const front = await say("#Delanteras");
    expect(front.text).toContain("¿Qué marca prefieres?");
    expect(front.titles).toEqual(["Brembo", "Bendix"]);
    expect((await say("la bendix")).text).toContain(
      `Sí, quedan 4 de *Pastillas de freno delanteras Corolla 2009–2019* (Bendix) en Chacao, a ${priceOf("PD-COR19-BEN")}.`,
    );
    await say("tienen pastillas de freno para corolla 2015?");
    expect((await say("2")).text).toContain("*Pastillas de freno traseras Corolla 2009–2019* (Brembo)");
  },
);

tenantTest(
  "[T9 C76] the car and its year come first, and a part for other years is not offered",
  async ({ tenant }) => {
    await fillCatalog(tenant, slice);
    await stock(tenant, { "PD-COR19-BRE": [15, 0], "FA-AVE10-BOS": [0, 7] });
    const say = await customerOf(tenant);
    expect((await say("tienen balatas delanteras para corolla 2022?")).text).toContain("Para Corolla 2022 no lo tengo");
    expect((await say("es 2012")).text).toContain("quedan 15 de *Pastillas de freno delanteras Corolla 2009–2019*");
    expect((await say("filtro de aceite aveo 2008")).text).toContain(
      "En Chacao no quedan *Filtro de aceite Aveo 2004–2010* (Bosch), pero en Valencia quedan 7",
    );
    const other = await customerOf(tenant, "584149998877");
    expect((await other("tienen pastillas de freno?")).text).toContain("¿Para qué vehículo es?");
    const years = await other("corolla");
    expect(years.text).toContain("¿De qué año es tu Corolla?");
    expect(years.titles).toEqual(["1998–2002", "2003–2008", "2009–2019"]);
    expect((await other("2015")).text).toContain("quedan 15");
    expect((await other("hay otra más barata?")).text).toContain("no tengo otra opción");
    expect((await other("las pastillas que compré salieron malas, quiero reclamar")).outcome).toBe("handed_off");
  },
);

tenantTest(
  "[C77] what enters or leaves the catalog is found or forgotten by the next question; no tenant hears another's",
  async ({ tenant, otherTenant }) => {
    await fillCatalog(tenant, slice);
    const ctx = tenant.as("owner");
    const find = async (asker: TestTenant, text: string) =>
      (
        (await asker.as("seller").tools.run(asker.as("seller"), "search_products", { text })) as {
          items: { sku: string; fits?: boolean }[];
        }
      ).items.map(({ sku }) => sku);
    expect(await find(tenant, "croche corola 2015")).toEqual(
      expect.arrayContaining(["KC-COR19-LUK", "KC-COR19-VAL", "KC-COR19-EXE"]),
    );
    expect(await find(tenant, "gato hidraulico")).not.toContain("GATO-2");
    const { itemId } = await createProduct(ctx, {
      name: "Gato hidráulico 2 toneladas",
      sku: "GATO-2",
      price: "60.00",
    });
    expect((await find(tenant, "gato idraulico"))[0]).toBe("GATO-2");
    expect(await find(otherTenant, "gato hidraulico")).toEqual([]);
    await archiveProduct(ctx, { itemId });
    expect(await find(tenant, "gato hidraulico")).not.toContain("GATO-2");
  },
);
