import { z } from "zod";
import { idText } from "../item/schema";

const key = z.string().min(8).max(200).optional();
const name = z.string().trim().min(1).max(80);

export const createCategoryInput = z.strictObject({
  name,
  parentId: idText.nullable().optional(),
  idempotencyKey: key,
});
export type CreateCategory = z.input<typeof createCategoryInput>;
export const renameCategoryInput = z.strictObject({ categoryId: idText, name, idempotencyKey: key });
export type RenameCategory = z.input<typeof renameCategoryInput>;
export const archiveCategoryInput = z.strictObject({ categoryId: idText, idempotencyKey: key });
export type ArchiveCategory = z.input<typeof archiveCategoryInput>;
export const createTaxInput = z.strictObject({
  code: z.string().trim().min(1).max(20),
  name,
  ratePpm: z.number().int().min(0).max(1_000_000),
  idempotencyKey: key,
});
export type CreateTax = z.input<typeof createTaxInput>;

export const categoryOutput = z.object({ categoryId: z.string(), name: z.string(), parentId: z.string().nullable() });
export type CategoryWire = z.output<typeof categoryOutput>;
export const taxOutput = z.object({ taxId: z.string(), code: z.string(), name: z.string(), ratePpm: z.number().int() });
export type TaxWire = z.output<typeof taxOutput>;
