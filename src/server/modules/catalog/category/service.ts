import { raise } from "@/lib/errors";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext } from "@/server/platform/context";
import { isUniqueViolation } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import { categoryRepository, listCategoryRows, listTaxRows } from "./repository";
import type { ArchiveCategory, CategoryWire, CreateCategory, CreateTax, RenameCategory, TaxWire } from "./schema";

async function refusingTakenNames<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (isUniqueViolation(cause, "category_name_live")) raise("category_name_taken", { name }, cause);
    throw cause;
  }
}

export async function createCategory(ctx: ServiceContext, input: CreateCategory): Promise<CategoryWire> {
  ctx.require("product:write");
  return refusingTakenNames(input.name, () =>
    ctx.transaction((tx) =>
      withIdempotency(tx, ctx, { route: "catalog.createCategory", key: input.idempotencyKey, input }, async () => {
        const categories = categoryRepository(tx);
        if (await categories.findByName(input.name)) raise("category_name_taken", { name: input.name });
        if (input.parentId && !(await categories.find(input.parentId))) raise("category_not_found");
        const category = { categoryId: ctx.ids.next<string>(), name: input.name, parentId: input.parentId ?? null };
        await categories.insert(category);
        await recordAudit(tx, ctx, { action: "category.create", subject: category.categoryId, after: category });
        return category;
      }),
    ),
  );
}

export async function renameCategory(ctx: ServiceContext, input: RenameCategory): Promise<CategoryWire> {
  ctx.require("product:write");
  return refusingTakenNames(input.name, () =>
    ctx.transaction((tx) =>
      withIdempotency(tx, ctx, { route: "catalog.renameCategory", key: input.idempotencyKey, input }, async () => {
        const categories = categoryRepository(tx);
        const before = (await categories.find(input.categoryId)) ?? raise("category_not_found");
        const namesake = await categories.findByName(input.name);
        if (namesake && namesake.categoryId !== before.categoryId) raise("category_name_taken", { name: input.name });
        const after = { ...before, name: input.name };
        await categories.rename(before.categoryId, input.name);
        await recordAudit(tx, ctx, { action: "category.rename", subject: before.categoryId, before, after });
        return after;
      }),
    ),
  );
}

/** Products keep their archived category; it is no longer offered. */
export async function archiveCategory(ctx: ServiceContext, input: ArchiveCategory): Promise<CategoryWire> {
  ctx.require("product:write");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "catalog.archiveCategory", key: input.idempotencyKey, input }, async () => {
      const categories = categoryRepository(tx);
      const category = (await categories.find(input.categoryId)) ?? raise("category_not_found");
      await categories.archive(category.categoryId, ctx.clock.now());
      await recordAudit(tx, ctx, { action: "category.archive", subject: category.categoryId, before: category });
      return category;
    }),
  );
}

/** A tax of that code that exists already is the answer: rates of a code do not change under documents. */
export async function createTax(ctx: ServiceContext, input: CreateTax): Promise<TaxWire> {
  ctx.require("settings:update");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "catalog.createTax", key: input.idempotencyKey, input }, async () => {
      const categories = categoryRepository(tx);
      const existing = await categories.findTax(input.code);
      if (existing) return existing;
      const { code, name, ratePpm } = input;
      const tax = { taxId: ctx.ids.next<string>(), code, name, ratePpm };
      await categories.insertTax(tax.taxId, input);
      await recordAudit(tx, ctx, { action: "tax.create", subject: tax.taxId, after: tax });
      return tax;
    }),
  );
}

export async function listCategories(ctx: ServiceContext): Promise<{ items: CategoryWire[]; nextCursor: null }> {
  ctx.require("product:read");
  return { items: await listCategoryRows(ctx.read), nextCursor: null };
}

export async function listTaxes(ctx: ServiceContext): Promise<{ items: TaxWire[]; nextCursor: null }> {
  ctx.require("product:read");
  return { items: await listTaxRows(ctx.read), nextCursor: null };
}
