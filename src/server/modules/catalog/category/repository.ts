import { type Instant, toDate } from "@/lib/time";
import type { TenantReader, TenantTx } from "@/server/platform/db";
import { nameKey } from "../domain";
import type { CategoryWire, CreateTax, TaxWire } from "./schema";

/** Lists of settings size: a business has dozens of categories and a handful of taxes. */
const mostRows = 500;

export async function listCategoryRows(reader: TenantReader): Promise<CategoryWire[]> {
  const rows = await reader.category.findMany({
    where: { archivedAt: null },
    orderBy: { nameKey: "asc" },
    take: mostRows,
  });
  return rows.map((row) => ({ categoryId: row.id, name: row.name, parentId: row.parentId }));
}

export async function listTaxRows(reader: TenantReader): Promise<TaxWire[]> {
  const rows = await reader.tax.findMany({ orderBy: { code: "asc" }, take: mostRows });
  return rows.map((row) => ({ taxId: row.id, code: row.code, name: row.name, ratePpm: row.ratePpm }));
}

export const categoryRepository = (tx: TenantTx) => ({
  async find(id: string): Promise<CategoryWire | null> {
    const row = await tx.category.findFirst({ where: { id, archivedAt: null } });
    return row && { categoryId: row.id, name: row.name, parentId: row.parentId };
  },
  async findByName(name: string): Promise<CategoryWire | null> {
    const row = await tx.category.findFirst({ where: { nameKey: nameKey(name), archivedAt: null } });
    return row && { categoryId: row.id, name: row.name, parentId: row.parentId };
  },
  async insert({ categoryId: id, name, parentId }: CategoryWire): Promise<void> {
    await tx.category.create({ data: { id, name, nameKey: nameKey(name), parentId } });
  },
  async rename(id: string, name: string): Promise<void> {
    await tx.category.update({ where: { id }, data: { name, nameKey: nameKey(name), version: { increment: 1 } } });
  },
  async archive(id: string, at: Instant): Promise<void> {
    await tx.category.update({ where: { id }, data: { archivedAt: toDate(at) } });
  },
  async findTax(code: string): Promise<TaxWire | null> {
    const row = await tx.tax.findUnique({ where: { code } });
    return row && { taxId: row.id, code: row.code, name: row.name, ratePpm: row.ratePpm };
  },
  async insertTax(id: string, { code, name, ratePpm }: CreateTax): Promise<void> {
    await tx.tax.create({ data: { id, code, name, ratePpm } });
  },
});
