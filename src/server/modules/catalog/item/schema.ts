import { z } from "zod";
import { idPattern } from "@/lib/ids";
import { currencyDigits } from "@/lib/money";
import { itemUnits, productKinds } from "../domain";

export const idText = z.string().regex(idPattern);
const key = z.string().min(8).max(200).optional();
/** Decimal text; the digits a currency allows are checked where the currency is known. */
export const amountText = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/);
const noControls = /^[^\p{Cc}]*$/u;
const name = z.string().trim().min(1).max(200).regex(noControls);
const code = z.string().trim().min(1).max(64).regex(noControls);
const optionalText = z.string().trim().max(100).regex(noControls).nullable();

export const fitmentInput = z
  .strictObject({
    make: z.string().trim().min(1).max(60),
    model: z.string().trim().min(1).max(60),
    yearFrom: z.number().int().min(1900).max(2100),
    yearTo: z.number().int().min(1900).max(2100),
    engine: z.string().trim().max(60).nullable(),
  })
  .refine(({ yearFrom, yearTo }) => yearFrom <= yearTo, { path: ["yearTo"] });

const fields = {
  name,
  sku: code,
  brand: optionalText,
  categoryId: idText.nullable(),
  taxId: idText.nullable(),
  unit: z.enum(itemUnits),
  kind: z.enum(productKinds),
  cost: amountText.nullable(),
  barcode: code.nullable(),
  oemCodes: z.array(code).max(50),
  aliases: z.array(z.string().trim().min(1).max(100)).max(50),
  fitments: z.array(fitmentInput).max(200),
};

export const createProductInput = z.strictObject({
  name,
  sku: code,
  brand: fields.brand.default(null),
  categoryId: fields.categoryId.default(null),
  taxId: fields.taxId.default(null),
  unit: fields.unit.default("each"),
  kind: fields.kind.default("good"),
  price: amountText.nullable().default(null),
  cost: fields.cost.default(null),
  barcode: fields.barcode.default(null),
  oemCodes: fields.oemCodes.default([]),
  aliases: fields.aliases.default([]),
  fitments: fields.fitments.default([]),
  idempotencyKey: key,
});
export type CreateProduct = z.input<typeof createProductInput>;

export const updateProductInput = z.strictObject({
  itemId: idText,
  /** The version that was read; another writer's change in between is a conflict, not an overwrite. */
  version: z.number().int().optional(),
  name: name.optional(),
  sku: code.optional(),
  brand: fields.brand.optional(),
  categoryId: fields.categoryId.optional(),
  taxId: fields.taxId.optional(),
  cost: fields.cost.optional(),
  barcode: fields.barcode.optional(),
  oemCodes: fields.oemCodes.optional(),
  aliases: fields.aliases.optional(),
  fitments: fields.fitments.optional(),
  idempotencyKey: key,
});
export type UpdateProduct = z.input<typeof updateProductInput>;

export const itemInput = z.strictObject({ itemId: idText });
export const itemMutationInput = z.strictObject({ itemId: idText, idempotencyKey: key });
export type ItemMutation = z.input<typeof itemMutationInput>;
export const setPriceInput = z.strictObject({ itemId: idText, amount: amountText, idempotencyKey: key });
export type SetPrice = z.input<typeof setPriceInput>;
export const equivalentInput = z.strictObject({
  itemId: idText,
  otherItemId: idText,
  kind: z.enum(["same", "upgrade", "cheaper"]).default("same"),
  idempotencyKey: key,
});
export type AddEquivalent = z.input<typeof equivalentInput>;
export const removeEquivalentInput = z.strictObject({ itemId: idText, otherItemId: idText, idempotencyKey: key });
export type RemoveEquivalent = z.input<typeof removeEquivalentInput>;

export const listItemsInput = z.strictObject({
  text: z.string().max(200).default(""),
  categoryId: idText.optional(),
  isArchived: z.boolean().default(false),
  limit: z.number().int().min(1).max(100).default(50),
  cursor: z.string().max(600).nullish(),
});
export type ListItems = z.input<typeof listItemsInput>;

const currencies = Object.keys(currencyDigits) as (keyof typeof currencyDigits)[];
export const moneyWire = z.object({ amount: z.string(), currency: z.enum(currencies) });

export const itemOutput = z.object({
  itemId: z.string(),
  productId: z.string(),
  name: z.string(),
  sku: z.string(),
  brand: z.string().nullable(),
  kind: z.enum(productKinds),
  categoryId: z.string().nullable(),
  categoryName: z.string().nullable(),
  unit: z.enum(itemUnits),
  price: moneyWire.nullable(),
  taxId: z.string().nullable(),
  taxCode: z.string().nullable(),
  taxRatePpm: z.number().int(),
  /** Null also for those who may not see costs. */
  cost: moneyWire.nullable(),
  barcode: z.string().nullable(),
  isArchived: z.boolean(),
});
export type ItemWire = z.output<typeof itemOutput>;

export const itemPageOutput = z.object({
  items: z.array(itemOutput),
  nextCursor: z.string().nullable(),
  /** True when nothing held every word and these only sound alike. */
  isApproximate: z.boolean(),
});

export const itemDetailOutput = itemOutput.extend({
  version: z.number().int(),
  oemCodes: z.array(z.string()),
  aliases: z.array(z.string()),
  fitments: z.array(
    z.object({
      make: z.string(),
      model: z.string(),
      yearFrom: z.number(),
      yearTo: z.number(),
      engine: z.string().nullable(),
    }),
  ),
  equivalents: z.array(itemOutput.extend({ relation: z.enum(["same", "upgrade", "cheaper"]) })),
});
export type ItemDetailWire = z.output<typeof itemDetailOutput>;
