import { describe, expect } from "vitest";
import { tenantTest } from "@/server/testing/fixtures";
import { createCategory, renameCategory } from "../category/service";
import { findEquivalents, searchItems } from "../search/service";
import {
  addEquivalent,
  archiveProduct,
  createProduct,
  getItem,
  listItems,
  restoreProduct,
  setPrice,
  updateProduct,
} from "./service";

describe("products", () => {
  tenantTest(
    "[K1] [CA-15] created with price and codes, found by any of them, audited and announced",
    async ({ tenant }) => {
      const ctx = tenant.as("owner");
      const { itemId } = await createProduct(ctx, {
        name: "Pastillas de freno",
        sku: "BP-0412",
        brand: "Bosch",
        price: "48.00",
        cost: "29.80",
        barcode: "7591234000412",
        oemCodes: ["04465-02220"],
        fitments: [{ make: "Toyota", model: "Corolla", yearFrom: 2009, yearTo: 2014, engine: "1.8" }],
      });
      for (const text of ["bp 0412", "PASTÍLLAS freno", "0446502220", "7591234000412", "pastilla corolla", "bosch"]) {
        expect(
          (await listItems(ctx, { text })).items.map((item) => item.itemId),
          text,
        ).toEqual([itemId]);
      }
      expect(await getItem(ctx, { itemId })).toMatchObject({
        price: { amount: "48.00" },
        cost: { amount: "29.80" },
        version: 1,
      });
      expect(await tenant.audited("product.create")).toHaveLength(1);
      expect(await tenant.published("catalog/item.created")).toHaveLength(1);
      expect((await getItem(tenant.as("seller"), { itemId })).cost).toBeNull();
    },
  );

  tenantTest(
    "[K1] [CA-2] [CA-3] a code belongs to one live product, whatever its case or separators",
    async ({ tenant }) => {
      const ctx = tenant.as("owner");
      const first = await createProduct(ctx, { name: "Uno", sku: "BP-1", barcode: "770" });
      await expect(createProduct(ctx, { name: "Dos", sku: "bp 1" })).rejects.toMatchObject({
        code: "sku_taken",
        data: { owner: "Uno" },
      });
      await expect(createProduct(ctx, { name: "Dos", sku: "BP-2", barcode: "770" })).rejects.toMatchObject({
        code: "barcode_taken",
      });
      await archiveProduct(ctx, { itemId: first.itemId });
      await archiveProduct(ctx, { itemId: first.itemId });
      expect(await tenant.audited("product.archive")).toHaveLength(1);
      await createProduct(ctx, { name: "Tres", sku: "BP-1" });
      await expect(restoreProduct(ctx, { itemId: first.itemId })).rejects.toMatchObject({ code: "sku_taken" });
      expect((await listItems(ctx, { isArchived: true })).items).toHaveLength(1);
    },
  );

  tenantTest("[K1] two people creating the same code at once: one wins and the other is told", async ({ tenant }) => {
    const ctx = tenant.as("owner");
    const results = await Promise.allSettled(
      [1, 2, 3].map((no) => createProduct(ctx, { name: `Uno ${no}`, sku: "BP-1" })),
    );
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused).toHaveLength(2);
    for (const reason of refused) expect(reason).toMatchObject({ code: "sku_taken" });
  });

  tenantTest("[K1] an edit of a version someone changed meanwhile is a conflict", async ({ tenant }) => {
    const ctx = tenant.as("owner");
    const { itemId } = await createProduct(ctx, { name: "Uno", sku: "A" });
    await updateProduct(ctx, { itemId, version: 1, name: "Uno nuevo", brand: "X" });
    await expect(updateProduct(ctx, { itemId, version: 1, name: "Otro" })).rejects.toMatchObject({
      code: "version_conflict",
    });
    expect(await getItem(ctx, { itemId })).toMatchObject({ name: "Uno nuevo", brand: "X", version: 2 });
    expect((await tenant.audited("product.update"))[0]?.changes).toMatchObject({
      name: { before: "Uno", after: "Uno nuevo" },
    });
  });

  tenantTest(
    "[K1] [CA-28] a price has at most the currency's digits, and a retry is one change",
    async ({ tenant }) => {
      const ctx = tenant.as("owner");
      const { itemId } = await createProduct(ctx, { name: "Uno", sku: "A", price: "5.00" });
      await expect(setPrice(ctx, { itemId, amount: "5.005" })).rejects.toMatchObject({ code: "validation_failed" });
      await setPrice(ctx, { itemId, amount: "6", idempotencyKey: "price-key-1" });
      await setPrice(ctx, { itemId, amount: "6", idempotencyKey: "price-key-1" });
      expect(await tenant.audited("price.update")).toHaveLength(2);
      await expect(setPrice(tenant.as("storekeeper"), { itemId, amount: "1" })).rejects.toMatchObject({
        code: "forbidden",
      });
    },
  );

  tenantTest(
    "[K1] [CA-1] categories are unique by folded name within the business",
    async ({ tenant, otherTenant }) => {
      const ctx = tenant.as("owner");
      const { categoryId } = await createCategory(ctx, { name: "Baterías" });
      await expect(createCategory(ctx, { name: " BATERIAS " })).rejects.toMatchObject({ code: "category_name_taken" });
      await createCategory(otherTenant.as("owner"), { name: "Baterías" });
      const other = await createCategory(ctx, { name: "Frenos" });
      await expect(renameCategory(ctx, { categoryId: other.categoryId, name: "baterías" })).rejects.toMatchObject({
        code: "category_name_taken",
      });
      await renameCategory(ctx, { categoryId, name: "Baterías y cables" });
      await createProduct(ctx, { name: "Batería 800 A", sku: "BT-1", categoryId });
      expect((await listItems(ctx, { categoryId })).items).toMatchObject([{ categoryName: "Baterías y cables" }]);
    },
  );

  tenantTest(
    "[K1] lists go by name in pages, and another business's product does not exist",
    async ({ tenant, otherTenant }) => {
      const ctx = tenant.as("owner");
      for (const name of ["Ñandú", "Árbol de levas", "Bujía", "Zapata"]) await createProduct(ctx, { name, sku: name });
      const first = await listItems(ctx, { limit: 3 });
      const second = await listItems(ctx, { limit: 3, cursor: first.nextCursor });
      expect([...first.items, ...second.items].map((item) => item.name)).toEqual([
        "Árbol de levas",
        "Bujía",
        "Ñandú",
        "Zapata",
      ]);
      expect(second.nextCursor).toBeNull();
      await expect(listItems(ctx, { cursor: "no" })).rejects.toMatchObject({ code: "cursor_invalid" });
      const { itemId } = await createProduct(otherTenant.as("owner"), { name: "Ajeno", sku: "X" });
      await expect(getItem(ctx, { itemId })).rejects.toMatchObject({ code: "item_not_found" });
    },
  );

  tenantTest(
    "[K1] [CA-20] a misspelt word finds what sounds like it; a known vehicle puts what fits first",
    async ({ tenant }) => {
      const ctx = tenant.as("owner");
      const fitment = { make: "Toyota", model: "Corolla", yearFrom: 2009, yearTo: 2014, engine: null };
      const corolla = await createProduct(ctx, {
        name: "Pastillas de freno Corolla",
        sku: "BP-1",
        fitments: [fitment],
      });
      const hilux = await createProduct(ctx, {
        name: "Pastillas de freno Hilux",
        sku: "BP-2",
        fitments: [{ ...fitment, model: "Hilux" }],
      });
      await createProduct(ctx, { name: "Filtro de aceite", sku: "FA-1" });
      expect((await listItems(ctx, { text: "pastiyas corola" })).items[0]?.itemId).toBe(corolla.itemId);
      const found = await searchItems(ctx, {
        text: "tienes pastillas de freno",
        limit: 5,
        vehicle: { make: "Toyota", model: "Hilux", year: 2012 },
      });
      expect(found.map((item) => item.itemId)).toEqual([hilux.itemId]);
      expect((await searchItems(ctx, { text: "bp-1", limit: 5 }))[0]).toMatchObject({
        itemId: corolla.itemId,
        score: 1,
      });
      expect(await searchItems(ctx, { text: "cita con el médico", limit: 5 })).toEqual([]);
    },
  );

  tenantTest("[K1] [CA-8] what is the same is the same in both directions", async ({ tenant }) => {
    const ctx = tenant.as("owner");
    const a = await createProduct(ctx, { name: "Uno", sku: "A" });
    const b = await createProduct(ctx, { name: "Dos", sku: "B" });
    const c = await createProduct(ctx, { name: "Tres", sku: "C" });
    await addEquivalent(ctx, { itemId: a.itemId, otherItemId: c.itemId, kind: "cheaper" });
    await addEquivalent(ctx, { itemId: a.itemId, otherItemId: b.itemId });
    expect((await findEquivalents(ctx, a.itemId)).map((item) => item.sku)).toEqual(["B", "C"]);
    expect((await findEquivalents(ctx, b.itemId)).map((item) => item.sku)).toEqual(["A"]);
    expect(await findEquivalents(ctx, c.itemId)).toEqual([]);
  });
});
