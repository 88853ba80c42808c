import { z } from "zod";
import { router, tenantProcedure } from "@/server/http/trpc/init";
import { mappedOutput } from "@/server/http/trpc/output";
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
  changeOutput,
  importInput,
  importOutput,
  importPageInput,
  listImportsInput,
  problemOutput,
  setMappingInput,
  startImportInput,
} from "./import/schema";
import { getImport, listChanges, listImports, listProblems, setImportMapping, startImport } from "./import/service";
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

const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const catalogRouter = router({
  list: tenantProcedure
    .input(listItemsInput)
    .output(mappedOutput(itemPageOutput))
    .query(({ ctx, input }) => listItems(ctx.service, input)),
  get: tenantProcedure
    .input(itemInput)
    .output(mappedOutput(itemDetailOutput))
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
  imports: router({
    list: tenantProcedure
      .input(listImportsInput)
      .output(pageOf(importOutput))
      .query(({ ctx, input }) => listImports(ctx.service, input)),
    get: tenantProcedure
      .input(importInput)
      .output(importOutput)
      .query(({ ctx, input }) => getImport(ctx.service, input)),
    setMapping: tenantProcedure
      .input(setMappingInput)
      .output(importOutput)
      .mutation(({ ctx, input }) => setImportMapping(ctx.service, input)),
    start: tenantProcedure
      .input(startImportInput)
      .output(importOutput)
      .mutation(({ ctx, input }) => startImport(ctx.service, input)),
    problems: tenantProcedure
      .input(importPageInput)
      .output(pageOf(problemOutput))
      .query(({ ctx, input }) => listProblems(ctx.service, input)),
    changes: tenantProcedure
      .input(importPageInput)
      .output(pageOf(changeOutput))
      .query(({ ctx, input }) => listChanges(ctx.service, input)),
  }),
});
