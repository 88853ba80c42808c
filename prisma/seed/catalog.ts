import { type CountryCode, countries } from "@/lib/countries";
import type { ItemId } from "@/lib/ids";
import { currencyDigits } from "@/lib/money";
import { advanceImport, createImport, createTax, listTaxes, startImport } from "@/server/modules/catalog/public";
import type { ServiceContext } from "@/server/platform/context";
import { sql } from "@/server/platform/db";
import { autoParts, autoPartsCsv, type SeedItem } from "./auto-parts";
import type { SmallItem } from "./other-catalogs";

async function ensureTax(ctx: ServiceContext): Promise<string> {
  const { tax } = countries[ctx.tenant.country as CountryCode];
  const known = (await listTaxes(ctx)).items.find(({ code }) => code === tax.code);
  if (!known) await createTax(ctx, { code: tax.code, name: tax.name, ratePpm: tax.ratePpm });
  return tax.code;
}

/** The file goes through the import a shop would use, chunk by chunk. */
async function importCsv(ctx: ServiceContext, fileName: string, text: string): Promise<void> {
  const run = await createImport(ctx, { fileName, text, format: "csv" });
  for (const mode of ["dry_run", "apply"] as const) {
    await startImport(ctx, { importId: run.importId, mode });
    while (!(await advanceImport(ctx, { importId: run.importId })).isDone) {
      // each call commits its chunk
    }
  }
}

export async function idsBySku(ctx: ServiceContext): Promise<Map<string, ItemId>> {
  const rows = await sql<{ sku: string; id: ItemId }>(ctx.read)`select sku, id from item where archived_at is null`;
  return new Map(rows.map(({ sku, id }) => [sku, id]));
}

export async function seedAutoParts(ctx: ServiceContext): Promise<SeedItem[]> {
  const items = autoParts();
  const [{ count } = { count: 0 }] = await sql<{ count: number }>(ctx.read)`select count(*)::int as count from item`;
  if (count < items.length) {
    await ensureTax(ctx);
    await importCsv(ctx, "catalogo-el-cardon.csv", autoPartsCsv(items));
  }
  return items;
}

export async function seedSmallCatalog(ctx: ServiceContext, items: readonly SmallItem[]): Promise<void> {
  const [{ count } = { count: 0 }] = await sql<{ count: number }>(ctx.read)`select count(*)::int as count from item`;
  if (count >= items.length) return;
  const tax = await ensureTax(ctx);
  const digits = currencyDigits[ctx.tenant.currency];
  const amount = (whole: number) => (digits === 0 ? `${whole}` : `${whole}.${"0".repeat(digits)}`);
  const rows = items.map(([sku, name, category, price, cost]) =>
    [sku, name, category, amount(price), amount(cost), tax].join(","),
  );
  await importCsv(ctx, "catalogo.csv", `${["sku,nombre,categoria,precio,costo,impuesto", ...rows].join("\n")}\n`);
}
