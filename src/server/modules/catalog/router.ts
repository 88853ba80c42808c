import { router, tenantProcedure } from "@/server/http/trpc/init";
import { archiveCategoryInput, createCategoryInput, createTaxInput, renameCategoryInput } from "./category/schema";
import {
  archiveCategory,
  createCategory,
  createTax,
  listCategories,
  listTaxes,
  renameCategory,
} from "./category/service";
import {
  createProductInput,
  equivalentInput,
  itemDetailOutput,
  itemInput,
  itemMutationInput,
  itemOutput,
  itemPageOutput,
  listItemsInput,
  removeEquivalentInput,
  setPriceInput,
  updateProductInput,
} from "./item/schema";
import {
  addEquivalent,
  archiveProduct,
  createProduct,
  getItem,
  listItems,
  removeEquivalent,
  restoreProduct,
  setPrice,
  updateProduct,
} from "./item/service";

export const catalogRouter = router({
  list: tenantProcedure
    .input(listItemsInput)
    .output(itemPageOutput)
    .query(({ ctx, input }) => listItems(ctx.service, input)),
  get: tenantProcedure
    .input(itemInput)
    .output(itemDetailOutput)
    .query(({ ctx, input }) => getItem(ctx.service, input)),
  create: tenantProcedure
    .input(createProductInput)
    .output(itemOutput)
    .mutation(({ ctx, input }) => createProduct(ctx.service, input)),
  update: tenantProcedure
    .input(updateProductInput)
    .output(itemOutput)
    .mutation(({ ctx, input }) => updateProduct(ctx.service, input)),
  archive: tenantProcedure
    .input(itemMutationInput)
    .output(itemOutput)
    .mutation(({ ctx, input }) => archiveProduct(ctx.service, input)),
  restore: tenantProcedure
    .input(itemMutationInput)
    .output(itemOutput)
    .mutation(({ ctx, input }) => restoreProduct(ctx.service, input)),
  setPrice: tenantProcedure
    .input(setPriceInput)
    .output(itemOutput)
    .mutation(({ ctx, input }) => setPrice(ctx.service, input)),
  addEquivalent: tenantProcedure
    .input(equivalentInput)
    .output(itemOutput)
    .mutation(({ ctx, input }) => addEquivalent(ctx.service, input)),
  removeEquivalent: tenantProcedure
    .input(removeEquivalentInput)
    .mutation(({ ctx, input }) => removeEquivalent(ctx.service, input)),
  categories: tenantProcedure.query(({ ctx }) => listCategories(ctx.service)),
  createCategory: tenantProcedure
    .input(createCategoryInput)
    .mutation(({ ctx, input }) => createCategory(ctx.service, input)),
  renameCategory: tenantProcedure
    .input(renameCategoryInput)
    .mutation(({ ctx, input }) => renameCategory(ctx.service, input)),
  archiveCategory: tenantProcedure
    .input(archiveCategoryInput)
    .mutation(({ ctx, input }) => archiveCategory(ctx.service, input)),
  taxes: tenantProcedure.query(({ ctx }) => listTaxes(ctx.service)),
  createTax: tenantProcedure.input(createTaxInput).mutation(({ ctx, input }) => createTax(ctx.service, input)),
});
