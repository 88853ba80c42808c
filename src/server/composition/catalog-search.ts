import { z } from "zod";
import { toWire } from "@/lib/money";
import {
  buildCatalogIndex,
  type CatalogIndex,
  type CatalogItem,
  liveItems,
  needsRebuild,
  searchCatalog,
  updateCatalogIndex,
} from "@/server/modules/assistant/public";
import { catalogVersion, countItems, getItems, type IndexRow, indexRows } from "@/server/modules/catalog/public";
import { catalogTools } from "@/server/modules/catalog/tools";
import type { ServiceContext } from "@/server/platform/context";
import { defineTool, type ToolDefinition } from "@/server/platform/context/tools";
import { reportDefect } from "@/server/platform/telemetry";

/** One index of each tenant's words, in memory, as old as the catalog version it was read at. */
interface Entry {
  index: CatalogIndex | null;
  version: number;
  newest: Date | undefined;
  refreshing: Promise<void> | null;
}

/** About half a kilobyte an item: the bounds keep a process within tens of megabytes. */
const mostTenants = 16;
const mostItems = 40_000;
/** Longer than this, and the question is answered by the database while the index is read. */
const patienceMs = 800;
/** More changes than this are an import, read whole in the background while the old index answers. */
const mostChanges = 1_000;

const key = Symbol.for("mostrador.catalog-search");
const shared = globalThis as { [key]?: Map<string, Entry> };
/** Jobs and pages may live in different bundles of one process; the index is read once for both. */
function entries(): Map<string, Entry> {
  shared[key] ??= new Map();
  return shared[key];
}

/** The tenant's place, moved to the end of the line of those to forget. */
function entryOf(schema: string): Entry {
  const all = entries();
  const entry = all.get(schema) ?? { index: null, version: -1, newest: undefined, refreshing: null };
  all.delete(schema);
  all.set(schema, entry);
  for (const oldest of all.keys()) {
    if (all.size <= mostTenants) break;
    all.delete(oldest);
  }
  return entry;
}

const toItem = ({ brand, category, fitments, ...row }: IndexRow): CatalogItem => ({
  id: row.id,
  name: row.name,
  sku: row.sku,
  codes: row.codes,
  aliases: row.aliases,
  fitment: fitments,
  ...(brand ? { brand } : {}),
  ...(category ? { category } : {}),
});

const later = (rows: readonly IndexRow[], than: Date | undefined): Date | undefined =>
  rows.reduce((newest, { updatedAt }) => (newest && newest > updatedAt ? newest : updatedAt), than);

async function rebuild(ctx: ServiceContext, entry: Entry): Promise<void> {
  const index = buildCatalogIndex([]);
  let newest: Date | undefined;
  // Page by page: other requests get their turn between two pages.
  for await (const rows of indexRows(ctx)) {
    updateCatalogIndex(index, { upsert: rows.map(toItem) });
    newest = later(rows, newest);
  }
  entry.index = index;
  entry.newest = newest;
}

/** Applies what was written since; false when that does not explain what the catalog now holds. */
async function catchUp(ctx: ServiceContext, entry: Entry, index: CatalogIndex): Promise<boolean> {
  const changed: IndexRow[] = [];
  for await (const rows of indexRows(ctx, entry.newest)) {
    changed.push(...rows);
    if (changed.length > mostChanges) return false;
  }
  const remove = changed.filter(({ isArchived }) => isArchived).map(({ id }) => id);
  updateCatalogIndex(index, { upsert: changed.filter(({ isArchived }) => !isArchived).map(toItem), remove });
  entry.newest = later(changed, entry.newest);
  return !needsRebuild(index) && liveItems(index) === (await countItems(ctx));
}

async function refresh(ctx: ServiceContext, entry: Entry, version: number): Promise<void> {
  if ((await countItems(ctx)) > mostItems) {
    entry.index = null;
  } else if (!entry.index || !(await catchUp(ctx, entry, entry.index))) {
    await rebuild(ctx, entry);
  }
  entry.version = version;
}

/** Resolves once the index is at the present version; one reading at a time, whoever asks. */
async function ready(ctx: ServiceContext): Promise<Entry> {
  const entry = entryOf(ctx.tenant.schema);
  const version = await catalogVersion(ctx);
  if (entry.version === version) return entry;
  entry.refreshing ??= refresh(ctx, entry, version).finally(() => {
    entry.refreshing = null;
  });
  await entry.refreshing;
  return entry;
}

let warming: Promise<void> = Promise.resolve();

/** Off the hot path, one tenant after another: at start and after every change of a catalog, so that no customer waits for the reading. */
export function warmCatalogSearch(ctx: ServiceContext): void {
  const all = entries();
  if (!all.has(ctx.tenant.schema) && all.size >= mostTenants) return;
  warming = warming
    .then(() => ready(ctx))
    .then(
      () => undefined,
      (error: unknown) => reportDefect("catalog_search", error, { tenant: ctx.tenant.id }),
    );
}

function within<T>(work: Promise<T>, ms: number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** What can answer now: the index of this moment, or the last one while the next is read. */
async function indexFor(ctx: ServiceContext): Promise<CatalogIndex | null> {
  const reading = ready(ctx);
  const entry = await within(reading, patienceMs);
  if (entry) return entry.index;
  reading.catch((error: unknown) => reportDefect("catalog_search", error, { tenant: ctx.tenant.id }));
  return entryOf(ctx.tenant.schema).index;
}

const isCold = (ctx: ServiceContext): boolean => !entries().get(ctx.tenant.schema)?.index;

const [original] = catalogTools.filter(({ name }) => name === "search_products");
if (!original) throw new Error("the catalog offers no search");
const byDatabase: ToolDefinition = original;

const vehicle = z.object({
  make: z.string().optional(),
  model: z.string().optional(),
  year: z.number().int().optional(),
});
const input = z.object({ text: z.string(), vehicle: vehicle.optional(), limit: z.number().int().default(5) });
const found = z.object({
  itemId: z.string(),
  name: z.string(),
  sku: z.string(),
  brand: z.string().optional(),
  price: z.object({ amount: z.string(), currency: z.string() }).nullable(),
  score: z.number(),
  /** Whether the catalog says it is for that car; absent when it does not say. */
  fits: z.boolean().optional(),
});

/**
 * The catalog's search with the assistant's ear: regional words, sound and spelling. Same name, input and permission; names, prices and
 * what is archived are read at the moment of the answer, so an index that is behind can miss an item but never misquote one.
 */
export const searchProducts = defineTool({
  name: byDatabase.name,
  title: byDatabase.title,
  kind: byDatabase.kind,
  permission: byDatabase.permission,
  input: byDatabase.input as typeof input,
  output: z.object({ items: z.array(found) }),
  run: async (ctx, asked) => {
    // While there is no index yet, both are asked at once: waiting for one must not add to the other.
    const [index, fallback] = await Promise.all([indexFor(ctx), isCold(ctx) ? byDatabase.run(ctx, asked) : null]);
    if (!index) return (fallback ?? (await byDatabase.run(ctx, asked))) as { items: z.infer<typeof found>[] };
    const hits = searchCatalog(index, asked.text, { vehicle: asked.vehicle, limit: asked.limit });
    const items = new Map(
      (
        await getItems(
          ctx.read,
          hits.map(({ id }) => id),
        )
      ).map((item) => [item.itemId as string, item]),
    );
    return {
      items: hits.flatMap(({ id, score, fits }) => {
        const item = items.get(id);
        if (!item || item.isArchived) return [];
        const { itemId, name, sku, brand, price } = item;
        return [
          {
            itemId,
            name,
            sku,
            ...(brand ? { brand } : {}),
            price: price && toWire(price),
            score: Math.round(score * 1_000) / 1_000,
            ...(fits === undefined ? {} : { fits }),
          },
        ];
      }),
    };
  },
});
