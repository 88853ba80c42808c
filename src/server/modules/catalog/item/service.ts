import { decodeCursor, encodeCursor } from "@/lib/cursor";
import { raise } from "@/lib/errors";
import type { CategoryId, ItemId, PriceListId, ProductId, TaxId } from "@/lib/ids";
import { microToMoney, moneyToMicro } from "@/lib/micro";
import { type Currency, parseAmount, toWire } from "@/lib/money";
import { toDate } from "@/lib/time";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext } from "@/server/platform/context";
import { isUniqueViolation, type TenantTx } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import { publish } from "@/server/platform/outbox";
import { type ItemSummary, readQuery, skuKey } from "../domain";
import { itemArchived, itemCreated, itemRestored, itemUpdated, priceChanged } from "../events";
import { matchesAll, rankItems } from "../search/repository";
import { findDetail, findItems, itemRepository, type ProductRecord, pageItems } from "./repository";
import {
  type AddEquivalent,
  type CreateProduct,
  createProductInput,
  equivalentInput,
  type ItemDetailWire,
  type ItemMutation,
  type ItemWire,
  type ListItems,
  listItemsInput,
  type RemoveEquivalent,
  type SetPrice,
  type UpdateProduct,
} from "./schema";

export const toItemWire = (ctx: ServiceContext, item: ItemSummary): ItemWire => ({
  itemId: item.itemId,
  productId: item.productId,
  name: item.name,
  sku: item.sku,
  brand: item.brand,
  kind: item.kind,
  categoryId: item.categoryId,
  categoryName: item.categoryName,
  unit: item.unit,
  price: item.price && toWire(item.price),
  taxId: item.taxId,
  taxCode: item.taxCode,
  taxRatePpm: item.taxRatePpm,
  cost: ctx.can("cost:read") ? toWire(microToMoney(item.costMicro, ctx.tenant.currency)) : null,
  barcode: item.barcode,
  isArchived: item.isArchived,
});

/** Losing the race for a code reads the same as finding it taken. */
async function refusingTakenCodes<T>(
  codes: { sku?: string; barcode?: string | null },
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (isUniqueViolation(cause, "item_sku_live")) raise("sku_taken", { sku: codes.sku }, cause);
    if (isUniqueViolation(cause, "item_barcode_live")) raise("barcode_taken", { barcode: codes.barcode ?? "" }, cause);
    throw cause;
  }
}

async function requireFreeCodes(tx: TenantTx, record: ProductRecord): Promise<void> {
  const items = itemRepository(tx);
  const sameSku = await items.findOwner({ skuKey: skuKey(record.sku) }, record.itemId);
  if (sameSku) raise("sku_taken", { sku: record.sku, owner: sameSku.name });
  if (record.barcode === null) return;
  const sameBarcode = await items.findOwner({ barcode: record.barcode }, record.itemId);
  if (sameBarcode) raise("barcode_taken", { barcode: record.barcode, owner: sameBarcode.name });
}

async function requireReferences(tx: TenantTx, record: ProductRecord): Promise<void> {
  const items = itemRepository(tx);
  if (record.categoryId !== null && !(await items.isCategory(record.categoryId))) raise("category_not_found");
  if (record.taxId !== null && !(await items.isTax(record.taxId))) raise("validation_failed", { field: "taxId" });
}

const costOf = (ctx: ServiceContext, text: string | null): bigint => {
  if (text === null) return 0n;
  const cost = parseAmount(text, ctx.tenant.currency) ?? raise("validation_failed", { field: "cost" });
  return moneyToMicro(cost);
};

const defaultListName = "Lista general";

async function savePrice(tx: TenantTx, ctx: ServiceContext, itemId: string, text: string): Promise<void> {
  const items = itemRepository(tx);
  const list = await items.ensurePriceList({
    id: ctx.ids.next<PriceListId>(),
    name: defaultListName,
    currency: ctx.tenant.currency,
  });
  const price = parseAmount(text, list.currency as Currency) ?? raise("validation_failed", { field: "price" });
  const before = await items.findPrice(list.id, itemId);
  if (before === price.minor) return;
  await items.savePrice(list.id, itemId, price.minor, ctx.clock.now());
  const { currency } = list;
  const wire = (minor: bigint) => toWire({ minor, currency }).amount;
  const was = before === null ? null : wire(before);
  await recordAudit(tx, ctx, {
    action: "price.update",
    subject: itemId,
    before: { price: was, currency },
    after: { price: wire(price.minor), currency },
  });
  await publish(tx, ctx, priceChanged, { itemId, before: was, after: wire(price.minor), currency });
}

async function detailOf(tx: TenantTx, ctx: ServiceContext, itemId: string): Promise<ItemWire> {
  const [item] = await findItems(tx, [itemId]);
  return toItemWire(ctx, item ?? raise("item_not_found"));
}

/** A product with its one sellable item, its price and its codes, in one unit. */
export async function createProduct(ctx: ServiceContext, raw: CreateProduct): Promise<ItemWire> {
  ctx.require("product:write");
  const input = createProductInput.parse(raw);
  if (input.price !== null) ctx.require("price:update");
  const { price, cost, idempotencyKey, ...fields } = input;
  return refusingTakenCodes(input, () =>
    ctx.transaction((tx) =>
      withIdempotency(tx, ctx, { route: "catalog.create", key: idempotencyKey, input }, async () => {
        const record: ProductRecord = {
          ...fields,
          categoryId: fields.categoryId as CategoryId | null,
          taxId: fields.taxId as TaxId | null,
          itemId: ctx.ids.next<ItemId>(),
          productId: ctx.ids.next<ProductId>(),
          version: 1,
          costMicro: costOf(ctx, cost),
          archivedAt: null,
        };
        await requireReferences(tx, record);
        await requireFreeCodes(tx, record);
        const items = itemRepository(tx);
        await items.insert(
          record,
          record.fitments.map(() => ctx.ids.next()),
          ctx.clock.now(),
        );
        await recordAudit(tx, ctx, { action: "product.create", subject: record.itemId, after: record });
        await publish(tx, ctx, itemCreated, { itemId: record.itemId, productId: record.productId });
        if (price !== null) await savePrice(tx, ctx, record.itemId, price);
        await items.bumpVersion();
        return detailOf(tx, ctx, record.itemId);
      }),
    ),
  );
}

async function change(
  tx: TenantTx,
  ctx: ServiceContext,
  itemId: string,
  options: { action: string; version?: number; event: typeof itemUpdated },
  edit: (before: ProductRecord) => ProductRecord,
): Promise<ItemWire> {
  const items = itemRepository(tx);
  const before = (await items.find(itemId)) ?? raise("item_not_found");
  if (options.version !== undefined && options.version !== before.version) raise("version_conflict");
  const after = edit(before);
  await requireReferences(tx, after);
  if (after.archivedAt === null) await requireFreeCodes(tx, after);
  if (!(await items.save(after, ctx.clock.now()))) raise("version_conflict");
  if (after.fitments !== before.fitments)
    await items.saveFitments(
      after,
      after.fitments.map(() => ctx.ids.next()),
    );
  await recordAudit(tx, ctx, { action: options.action, subject: itemId, before, after });
  await publish(tx, ctx, options.event, { itemId, productId: after.productId });
  await items.bumpVersion();
  return detailOf(tx, ctx, itemId);
}

export async function updateProduct(ctx: ServiceContext, input: UpdateProduct): Promise<ItemWire> {
  ctx.require("product:write");
  const { itemId, version, cost, idempotencyKey, categoryId, taxId, ...fields } = input;
  return refusingTakenCodes(input, () =>
    ctx.transaction((tx) =>
      withIdempotency(tx, ctx, { route: "catalog.update", key: idempotencyKey, input }, () =>
        change(tx, ctx, itemId, { action: "product.update", version, event: itemUpdated }, (before) => ({
          ...before,
          ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
          ...(categoryId === undefined ? {} : { categoryId: categoryId as CategoryId | null }),
          ...(taxId === undefined ? {} : { taxId: taxId as TaxId | null }),
          ...(cost === undefined ? {} : { costMicro: costOf(ctx, cost) }),
        })),
      ),
    ),
  );
}

/** Archived items leave sale and search, and stay in every document and ledger. Again is nothing. */
export async function archiveProduct(ctx: ServiceContext, input: ItemMutation): Promise<ItemWire> {
  ctx.require("product:write");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "catalog.archive", key: input.idempotencyKey, input }, async () => {
      const now = toDate(ctx.clock.now());
      const before = (await itemRepository(tx).find(input.itemId)) ?? raise("item_not_found");
      if (before.archivedAt !== null) return detailOf(tx, ctx, input.itemId);
      const options = { action: "product.archive", event: itemArchived };
      return change(tx, ctx, input.itemId, options, (record) => ({ ...record, archivedAt: now }));
    }),
  );
}

/** Onto a code that someone else took meanwhile it is refused, naming the owner. */
export async function restoreProduct(ctx: ServiceContext, input: ItemMutation): Promise<ItemWire> {
  ctx.require("product:write");
  return refusingTakenCodes({}, () =>
    ctx.transaction((tx) =>
      withIdempotency(tx, ctx, { route: "catalog.restore", key: input.idempotencyKey, input }, async () => {
        const before = (await itemRepository(tx).find(input.itemId)) ?? raise("item_not_found");
        if (before.archivedAt === null) return detailOf(tx, ctx, input.itemId);
        const options = { action: "product.restore", event: itemRestored };
        return change(tx, ctx, input.itemId, options, (record) => ({ ...record, archivedAt: null }));
      }),
    ),
  );
}

export async function setPrice(ctx: ServiceContext, input: SetPrice): Promise<ItemWire> {
  ctx.require("price:update");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "catalog.setPrice", key: input.idempotencyKey, input }, async () => {
      await detailOf(tx, ctx, input.itemId);
      await savePrice(tx, ctx, input.itemId, input.amount);
      await itemRepository(tx).bumpVersion();
      return detailOf(tx, ctx, input.itemId);
    }),
  );
}

export async function addEquivalent(ctx: ServiceContext, raw: AddEquivalent): Promise<ItemWire> {
  ctx.require("product:write");
  const input = equivalentInput.parse(raw);
  if (input.itemId === input.otherItemId) raise("validation_failed", { field: "otherItemId" });
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "catalog.addEquivalent", key: input.idempotencyKey, input }, async () => {
      await detailOf(tx, ctx, input.itemId);
      const other = await detailOf(tx, ctx, input.otherItemId);
      await itemRepository(tx).saveEquivalence(input.itemId, input.otherItemId, input.kind);
      await recordAudit(tx, ctx, { action: "equivalent.add", subject: input.itemId, after: { ...input } });
      await itemRepository(tx).bumpVersion();
      return other;
    }),
  );
}

export async function removeEquivalent(ctx: ServiceContext, input: RemoveEquivalent): Promise<{ isRemoved: true }> {
  ctx.require("product:write");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "catalog.removeEquivalent", key: input.idempotencyKey, input }, async () => {
      await itemRepository(tx).deleteEquivalence(input.itemId, input.otherItemId);
      await recordAudit(tx, ctx, { action: "equivalent.remove", subject: input.itemId, before: { ...input } });
      await itemRepository(tx).bumpVersion();
      return { isRemoved: true };
    }),
  );
}

export async function getItem(ctx: ServiceContext, input: { itemId: string }): Promise<ItemDetailWire> {
  ctx.require("product:read");
  const item = (await findDetail(ctx.read, input.itemId)) ?? raise("item_not_found");
  const { version, oemCodes, aliases, fitments, equivalents } = item;
  return {
    ...toItemWire(ctx, item),
    version,
    oemCodes,
    aliases,
    fitments,
    equivalents: equivalents.map((other) => ({ ...toItemWire(ctx, other), relation: other.relation })),
  };
}

const mostAlike = 20;

/** By name, in pages. Text that no item holds in full answers what sounds most like it, in one page. */
export async function listItems(
  ctx: ServiceContext,
  raw: ListItems,
): Promise<{ items: ItemWire[]; nextCursor: string | null; isApproximate: boolean }> {
  ctx.require("product:read");
  const { text, categoryId, isArchived, limit, cursor } = listItemsInput.parse(raw);
  const query = readQuery(text);
  const after = cursor ? (decodeCursor(cursor, 2) as [string, string]) : null;
  const found = await pageItems(ctx.read, {
    where: matchesAll(query),
    categoryId,
    isArchived,
    after,
    limit: limit + 1,
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  if (page.length === 0 && after === null && query.words.length > 0 && !isArchived) {
    const alike = await rankItems(ctx.read, query, { limit: Math.min(limit, mostAlike) });
    return { items: alike.map((item) => toItemWire(ctx, item)), nextCursor: null, isApproximate: alike.length > 0 };
  }
  return {
    items: page.map((item) => toItemWire(ctx, item)),
    nextCursor: found.length > limit && last ? encodeCursor(last.nameKey, last.itemId) : null,
    isApproximate: false,
  };
}
