import type { Currency } from "@/lib/money";
import { currencyDigits } from "@/lib/money";
import { hours, plus, plusDays, startOfDay } from "@/lib/time";
import { ensureStarted } from "@/server/composition/boot";
import { replaceRuntime } from "@/server/composition/runtime";
import { evaluateEverything } from "@/server/modules/alerts/jobs";
import { importSalesHistory, type SaleFact } from "@/server/modules/analytics/public";
import { systemClock } from "@/server/platform/clock";
import type { ServiceContext } from "@/server/platform/context";
import { closeDb, sql } from "@/server/platform/db";
import { randomIds } from "@/server/platform/ids";
import { storySku } from "./auto-parts";
import { type Seeded, seedBusiness } from "./business";
import { businesses } from "./businesses";
import { idsBySku, seedAutoParts, seedSmallCatalog } from "./catalog";
import { seedConversations } from "./conversations";
import { barberItems, cafeItems, clinicItems, type SmallItem } from "./other-catalogs";
import { type SoldLine, salesHistory } from "./sales";
import { planStock, seedStock } from "./stock";

const say = (text: string) => process.stdout.write(`           ${text}\n`);

async function isDone(ctx: ServiceContext): Promise<boolean> {
  const rows = await sql(ctx.read)`select 1 from setting where key = 'demo.seeded'`;
  return rows.length > 0;
}

/** Facts seeded before anybody listens are history: they keep their number, and no job runs for them. */
async function finish(ctx: ServiceContext): Promise<void> {
  await ctx.transaction(async (tx) => {
    await sql.execute(tx)`update notification_delivery set state = 'cancelled', reason = 'demo' where state = 'queued'`;
    await sql.execute(tx)`update outbox set deliver_jobs = false where seq is null`;
    await sql.execute(
      tx,
    )`insert into setting (key, value) values ('demo.seeded', 'true'::jsonb) on conflict do nothing`;
  });
}

async function seedSales(
  { ctx, branches }: Seeded,
  history: readonly SoldLine[],
  prices: ReadonlyMap<string, { price: number; cost: number }>,
): Promise<void> {
  const ids = await idsBySku(ctx);
  const { currency } = ctx.tenant;
  const scale = 10n ** BigInt(6 - currencyDigits[currency as Currency]);
  const facts = history.flatMap((line): SaleFact[] => {
    const itemId = ids.get(line.sku);
    const branchId = branches.get(line.branchCode);
    const price = prices.get(line.sku);
    if (!itemId || !branchId || !price) return [];
    return [
      {
        factKey: `history:${line.branchCode}:${line.sku}`,
        businessDate: line.businessDate,
        branchId,
        itemId,
        source: "history",
        qtyMilli: BigInt(line.quantity) * 1_000n,
        netMinor: BigInt(line.quantity) * BigInt(price.price),
        taxMinor: 0n,
        costMicro: BigInt(line.quantity) * BigInt(price.cost) * scale,
        currency,
        occurredAt: plus(startOfDay(line.businessDate, ctx.tenant.calendar.timeZone), hours(15)),
      },
    ];
  });
  await importSalesHistory(ctx, facts);
}

async function seedParts(seeded: Seeded): Promise<void> {
  const items = await seedAutoParts(seeded.ctx);
  const { stock, demands } = planStock(items);
  const { ctx } = seeded;
  const history = salesHistory(demands, ctx.clock.now(), ctx.tenant.calendar);
  const since = plusDays(ctx.today(), -28);
  const story = stock.find(({ sku, branchCode }) => sku === storySku && branchCode === "chacao");
  const recent = history.filter(
    (line) => line.sku === storySku && line.branchCode === "chacao" && line.businessDate >= since,
  );
  // A week and a piece: the first sale of two takes it under its lead time, and the story begins.
  if (story) story.pieces = Math.ceil(recent.reduce((sum, { quantity }) => sum + quantity, 0) / 4) + 1;
  await seedStock(seeded.ctx, stock, await idsBySku(seeded.ctx), seeded.branches);
  await seedSales(
    seeded,
    history,
    new Map(items.map(({ sku, priceMinor, costMinor }) => [sku, { price: priceMinor, cost: costMinor }])),
  );
}

async function seedSmall(seeded: Seeded, items: readonly SmallItem[]): Promise<void> {
  await seedSmallCatalog(seeded.ctx, items);
  const [branch] = seeded.branches.keys();
  const scale = 10 ** currencyDigits[seeded.ctx.tenant.currency as Currency];
  const demands = items.map(([sku, , , price], index) => ({
    sku,
    perDay: { [branch ?? ""]: Math.max(0.4, 14 - index * 0.6) * (price > 30_000 ? 0.5 : 1) },
  }));
  await seedSales(
    seeded,
    salesHistory(demands, seeded.ctx.clock.now(), seeded.ctx.tenant.calendar),
    new Map(items.map(([sku, , , price, cost]) => [sku, { price: price * scale, cost: cost * scale }])),
  );
}

const small: Record<string, readonly SmallItem[]> = {
  "cafe-mariposa": cafeItems,
  "clinica-aurora": clinicItems,
  "barberia-don-tito": barberItems,
};

ensureStarted();
replaceRuntime({ clock: systemClock, ids: randomIds(systemClock) });
for (const business of businesses) {
  const seeded = await seedBusiness(business);
  if (await isDone(seeded.ctx)) continue;
  say(business.name);
  const items = small[business.slug];
  if (items) await seedSmall(seeded, items);
  else await seedParts(seeded);
  await seedConversations(seeded, business);
  await sql.execute(seeded.ctx.read)`analyze`;
  await evaluateEverything(seeded.ctx);
  await finish(seeded.ctx);
}
await closeDb();
