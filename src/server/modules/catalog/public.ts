import { raise } from "@/lib/errors";
import type { ItemId } from "@/lib/ids";
import type { TenantReader, TenantTx } from "@/server/platform/db";
import type { ItemSummary } from "./domain";
import { findItems, itemRepository } from "./item/repository";

export { type CreateCategory, type CreateTax, createCategoryInput } from "./category/schema";
export { createCategory, createTax, listCategories, listTaxes } from "./category/service";
export type { ItemSummary, ItemUnit, ProductKind } from "./domain";
export { failedRowsCsv, sampleCsv } from "./import/report/service";
export { advanceImport, createImport, startImport } from "./import/service";
export { addEquivalent, createProduct, getItem, listItems, setPrice } from "./item/service";
export type { IndexRow } from "./search/repository";
export { catalogVersion, countItems, findEquivalents, indexRows, searchItems } from "./search/service";

/** In the order asked, archived ones included: documents and ledgers keep naming them. Unknown ids are left out. */
export async function getItems(
  reader: TenantReader | TenantTx,
  ids: readonly (ItemId | string)[],
): Promise<ItemSummary[]> {
  const found = new Map((await findItems(reader, [...new Set(ids)])).map((item) => [item.itemId as string, item]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

export async function getItemOrRaise(reader: TenantReader | TenantTx, id: ItemId | string): Promise<ItemSummary> {
  const [item] = await findItems(reader, [id]);
  return item ?? raise("item_not_found");
}

/** Whatever caches the catalog keys on this version. */
export const bumpCatalogVersion = (tx: TenantTx): Promise<void> => itemRepository(tx).bumpVersion();
