import type { CategoryId, ItemId, PriceListId, ProductId, TaxId } from "@/lib/ids";
import { type Currency, money } from "@/lib/money";
import { type Instant, toDate } from "@/lib/time";
import { type SqlFragment, sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import {
  type Fitment,
  type ItemSummary,
  type ItemUnit,
  nameKey,
  type ProductKind,
  searchText,
  skuKey,
} from "../domain";

export interface SummaryRow {
  id: ItemId;
  product_id: ProductId;
  name: string;
  sku: string;
  brand: string | null;
  kind: ProductKind;
  category_id: CategoryId | null;
  category_name: string | null;
  unit: ItemUnit;
  amount_minor: bigint | null;
  currency: Currency | null;
  tax_id: TaxId | null;
  tax_code: string | null;
  rate_ppm: number | null;
  cost_micro: bigint;
  barcode: string | null;
  archived_at: Date | null;
}

export const toSummary = (row: SummaryRow): ItemSummary => ({
  itemId: row.id,
  productId: row.product_id,
  name: row.name,
  sku: row.sku,
  brand: row.brand,
  kind: row.kind,
  categoryId: row.category_id,
  categoryName: row.category_name,
  unit: row.unit,
  price: row.amount_minor === null || row.currency === null ? null : money(row.amount_minor, row.currency),
  taxId: row.tax_id,
  taxCode: row.tax_code,
  taxRatePpm: row.rate_ppm ?? 0,
  costMicro: row.cost_micro,
  barcode: row.barcode,
  isArchived: row.archived_at !== null,
});

/** The list that applies first. */
export const defaultPriceList = sql.fragment`(select id, currency from price_list order by priority desc, created_at, id limit 1)`;

export const summaryColumns = sql.fragment`i.id, i.product_id, i.name, i.sku, p.brand, p.kind, p.category_id, c.name as category_name, p.unit,
  pr.amount_minor, pl.currency, p.tax_id, t.code as tax_code, t.rate_ppm, i.cost_micro, i.barcode, i.archived_at`;
export const summaryJoins = sql.fragment`join product p on p.id = i.product_id
  left join category c on c.id = p.category_id
  left join tax t on t.id = p.tax_id
  left join ${defaultPriceList} pl on true
  left join price pr on pr.list_id = pl.id and pr.item_id = i.id`;

export async function findItems(reader: TenantReader, itemIds: readonly string[]): Promise<ItemSummary[]> {
  if (itemIds.length === 0) return [];
  const rows = await sql<SummaryRow>(reader)`
    select ${summaryColumns} from item i ${summaryJoins} where i.id = any(${itemIds}::text[])`;
  return rows.map(toSummary);
}

export async function pageItems(
  reader: TenantReader,
  filter: {
    where: SqlFragment;
    categoryId?: string;
    isArchived: boolean;
    after: readonly [string, string] | null;
    limit: number;
  },
): Promise<(ItemSummary & { nameKey: string })[]> {
  const category = filter.categoryId === undefined ? sql.empty : sql.fragment`and p.category_id = ${filter.categoryId}`;
  const after =
    filter.after === null ? sql.empty : sql.fragment`and (i.name_key, i.id) > (${filter.after[0]}, ${filter.after[1]})`;
  const archived = filter.isArchived ? sql.fragment`is not null` : sql.fragment`is null`;
  const rows = await sql<SummaryRow & { name_key: string }>(reader)`
    select ${summaryColumns}, i.name_key from item i ${summaryJoins}
    where i.archived_at ${archived} ${category} ${after} and ${filter.where}
    order by i.name_key, i.id
    limit ${filter.limit}`;
  return rows.map((row) => ({ ...toSummary(row), nameKey: row.name_key }));
}

/** A product with its one item, as it is edited. */
export interface ProductRecord {
  itemId: ItemId;
  productId: ProductId;
  version: number;
  name: string;
  sku: string;
  brand: string | null;
  categoryId: CategoryId | null;
  taxId: TaxId | null;
  unit: ItemUnit;
  kind: ProductKind;
  costMicro: bigint;
  barcode: string | null;
  oemCodes: readonly string[];
  aliases: readonly string[];
  fitments: readonly Fitment[];
  archivedAt: Date | null;
}

const itemColumns = (record: ProductRecord) => ({
  sku: record.sku,
  skuKey: skuKey(record.sku),
  name: record.name,
  nameKey: nameKey(record.name),
  search: searchText(record),
  barcode: record.barcode,
  oemCodes: [...record.oemCodes],
  aliases: [...record.aliases],
  costMicro: record.costMicro,
  archivedAt: record.archivedAt,
});

export const itemRepository = (tx: TenantTx) => ({
  async find(itemId: string): Promise<ProductRecord | null> {
    return findRecord(tx, itemId);
  },

  async insert(record: ProductRecord, fitmentIds: readonly string[], at: Instant): Promise<void> {
    const { productId: id, name, brand, categoryId, taxId, unit, kind } = record;
    const now = toDate(at);
    await tx.product.create({
      data: { id, name, brand, categoryId, taxId, unit, kind, createdAt: now, updatedAt: now },
    });
    await tx.item.create({ data: { id: record.itemId, productId: id, ...itemColumns(record), createdAt: now } });
    await this.saveFitments(record, fitmentIds);
  },

  /** Compare-and-set on the version read. */
  async save(record: ProductRecord, at: Instant): Promise<boolean> {
    const { name, brand, categoryId, taxId, unit, kind, archivedAt } = record;
    const { count } = await tx.product.updateMany({
      where: { id: record.productId, version: record.version },
      data: {
        name,
        brand,
        categoryId,
        taxId,
        unit,
        kind,
        archivedAt,
        updatedAt: toDate(at),
        version: { increment: 1 },
      },
    });
    if (count === 0) return false;
    await tx.item.update({ where: { id: record.itemId }, data: itemColumns(record) });
    return true;
  },

  async saveFitments(record: ProductRecord, ids: readonly string[]): Promise<void> {
    await tx.fitment.deleteMany({ where: { itemId: record.itemId } });
    await tx.fitment.createMany({
      data: record.fitments.map((fitment, index) => ({ ...fitment, id: ids[index] ?? "", itemId: record.itemId })),
    });
  },

  /** Another live item with this code, to name it in the refusal. */
  async findOwner(
    code: { skuKey: string } | { barcode: string },
    exceptItemId: string,
  ): Promise<{ name: string; sku: string } | null> {
    return tx.item.findFirst({
      where: { ...code, archivedAt: null, id: { not: exceptItemId } },
      select: { name: true, sku: true },
    });
  },

  async isCategory(id: string): Promise<boolean> {
    return (await tx.category.count({ where: { id, archivedAt: null } })) === 1;
  },

  async isTax(id: string): Promise<boolean> {
    return (await tx.tax.count({ where: { id } })) === 1;
  },

  /** The list prices are written to, made on first use in the business's currency. */
  async ensurePriceList(make: {
    id: PriceListId;
    name: string;
    currency: Currency;
  }): Promise<{ id: string; currency: Currency }> {
    const find = () => sql<{ id: string; currency: Currency }>(tx)`select id, currency from ${defaultPriceList} list`;
    const [found] = await find();
    if (found) return found;
    await tx.priceList.create({ data: make });
    return { id: make.id, currency: make.currency };
  },

  async findPrice(listId: string, itemId: string): Promise<bigint | null> {
    const row = await tx.price.findUnique({ where: { listId_itemId: { listId, itemId } } });
    return row?.amountMinor ?? null;
  },

  async savePrice(listId: string, itemId: string, amountMinor: bigint, at: Instant): Promise<void> {
    const updatedAt = toDate(at);
    await tx.price.upsert({
      where: { listId_itemId: { listId, itemId } },
      create: { listId, itemId, amountMinor, updatedAt },
      update: { amountMinor, updatedAt },
    });
  },

  /** `same` is symmetric: both directions are rows. */
  async saveEquivalence(fromItemId: string, toItemId: string, kind: "same" | "upgrade" | "cheaper"): Promise<void> {
    const sides =
      kind === "same"
        ? [
            [fromItemId, toItemId],
            [toItemId, fromItemId],
          ]
        : [[fromItemId, toItemId]];
    for (const [from = "", to = ""] of sides) {
      await tx.equivalence.upsert({
        where: { fromItemId_toItemId: { fromItemId: from, toItemId: to } },
        create: { fromItemId: from, toItemId: to, kind },
        update: { kind },
      });
    }
  },

  async deleteEquivalence(a: string, b: string): Promise<void> {
    await tx.equivalence.deleteMany({
      where: {
        OR: [
          { fromItemId: a, toItemId: b },
          { fromItemId: b, toItemId: a, kind: "same" },
        ],
      },
    });
  },

  async bumpVersion(): Promise<void> {
    await tx.tenantState.update({ where: { id: 1 }, data: { catalogVersion: { increment: 1 } } });
  },
});

export async function findRecord(reader: TenantReader, itemId: string): Promise<ProductRecord | null> {
  const row = await reader.item.findUnique({ where: { id: itemId }, include: { product: true, fitments: true } });
  if (!row) return null;
  const { product } = row;
  return {
    itemId: row.id as ItemId,
    productId: product.id as ProductId,
    version: product.version,
    name: row.name,
    sku: row.sku,
    brand: product.brand,
    categoryId: product.categoryId as CategoryId | null,
    taxId: product.taxId as TaxId | null,
    unit: product.unit as ItemUnit,
    kind: product.kind as ProductKind,
    costMicro: row.costMicro,
    barcode: row.barcode,
    oemCodes: row.oemCodes,
    aliases: row.aliases,
    fitments: row.fitments.map(({ make, model, yearFrom, yearTo, engine }) => ({
      make,
      model,
      yearFrom,
      yearTo,
      engine,
    })),
    archivedAt: row.archivedAt,
  };
}

export type Relation = "same" | "upgrade" | "cheaper";

export interface ItemDetail extends ItemSummary {
  readonly version: number;
  readonly oemCodes: string[];
  readonly aliases: string[];
  readonly fitments: Fitment[];
  readonly equivalents: readonly (ItemSummary & { relation: Relation })[];
}

interface DetailRow extends SummaryRow {
  relation: Relation | null;
  version: number;
  oem_codes: string[];
  aliases: string[];
  fitments: Fitment[] | null;
}

/** The item with everything its page shows, in one round trip: its own row first, then its live equivalents. */
export async function findDetail(reader: TenantReader, itemId: string): Promise<ItemDetail | null> {
  const [own, ...others] = await sql<DetailRow>(reader)`
    select ${summaryColumns}, wanted.relation, p.version, i.oem_codes, i.aliases,
      case when wanted.relation is null then (
        select coalesce(json_agg(json_build_object('make', f.make, 'model', f.model, 'yearFrom', f.year_from, 'yearTo', f.year_to,
          'engine', f.engine)), '[]')
        from fitment f where f.item_id = i.id) end as fitments
    from (select ${itemId}::text as id, null::text as relation
      union all select to_item_id, kind from equivalence where from_item_id = ${itemId}) wanted
    join item i on i.id = wanted.id ${summaryJoins}
    where wanted.relation is null or i.archived_at is null
    order by wanted.relation is not null, i.id`;
  if (!own) return null;
  return {
    ...toSummary(own),
    version: own.version,
    oemCodes: own.oem_codes,
    aliases: own.aliases,
    fitments: own.fitments ?? [],
    equivalents: others.flatMap((row) => (row.relation ? [{ ...toSummary(row), relation: row.relation }] : [])),
  };
}

export async function findEquivalentIds(
  reader: TenantReader,
  itemId: string,
): Promise<{ itemId: ItemId; relation: Relation }[]> {
  const rows = await reader.equivalence.findMany({
    where: { fromItemId: itemId, to: { archivedAt: null } },
    select: { toItemId: true, kind: true },
  });
  return rows.map((row) => ({ itemId: row.toItemId as ItemId, relation: row.kind as Relation }));
}
