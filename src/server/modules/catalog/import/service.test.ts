import { describe, expect } from "vitest";
import { sql } from "@/server/platform/db";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { createTax } from "../category/service";
import { createProduct, getItem, listItems } from "../item/service";
import { runImport } from "./jobs";
import { failedRowsCsv } from "./report/service";
import {
  advanceImport,
  createImport,
  getImport,
  listChanges,
  listProblems,
  setImportMapping,
  startImport,
} from "./service";

type Context = ReturnType<TestTenant["as"]>;

const finish = async (ctx: Context, importId: string, mode: "dry_run" | "apply") => {
  await startImport(ctx, { importId, mode });
  await runImport(ctx, { runId: importId }, (_id, work) => work());
  return getImport(ctx, { importId });
};
const importText = async (ctx: Context, text: string) => {
  const { importId } = await createImport(ctx, { fileName: "lista.csv", text });
  await finish(ctx, importId, "dry_run");
  return finish(ctx, importId, "apply");
};

const catalogOf = (tenant: TestTenant) =>
  sql<{ sku: string; name: string; category: string | null; price: bigint | null; search: string }>(tenant.job().read)`
    select i.sku, i.name, c.name as category, pr.amount_minor as price, i.search from item i join product p on p.id = i.product_id
    left join category c on c.id = p.category_id left join price pr on pr.item_id = i.id order by i.sku`;

const bigFile = (rows: number): string => {
  const lines = ["codigo;nombre;marca;categoria;precio;costo;oem;equivalentes;vehiculos"];
  for (let no = 1; no <= rows; no += 1) {
    const other = no === rows ? 1 : no + 1;
    lines.push(
      `R-${no};Repuesto número ${no};Marca ${no % 40};Categoría ${no % 25};${10 + (no % 90)},50;5,25;OEM${no};R-${other};Toyota Corolla 2009-2014 1.8`,
    );
  }
  return lines.join("\r\n");
};

describe("import", () => {
  tenantTest(
    "[K1] [CA-25] checked, then applied: good rows go in, bad ones are reported by line and column",
    async ({ tenant }) => {
      const ctx = tenant.as("owner");
      await createTax(ctx, { code: "IVA16", name: "IVA", ratePpm: 160_000 });
      await createProduct(ctx, { name: "Aceite 20W50", sku: "AC-1", price: "8.00", brand: "PDV" });
      const file =
        "Código;Descripción;Marca;Rubro;Precio;IVA\nAC-1;Aceite 20W50;PDV;Aceites;9,50;16\nBP-1;Pastillas;Bosch;Frenos;48,00;16\nBP-2;;Bosch;Frenos;20,00;\nBP-3;Disco;Bosch;FRENOS;doce;\n";
      const { importId, mapping } = await createImport(ctx, { fileName: "lista.csv", text: file });
      expect(mapping).toMatchObject({
        decimal: ",",
        columns: { sku: 0, name: 1, brand: 2, category: 3, price: 4, tax: 5 },
      });

      const checked = await finish(ctx, importId, "dry_run");
      expect(checked).toMatchObject({
        status: "checked",
        counts: { created: 1, changed: 1, equal: 0, failed: 2 },
        rowsDone: 4,
      });
      expect((await listItems(ctx, {})).items).toHaveLength(1);
      expect((await listChanges(ctx, { importId })).items).toEqual([
        {
          line: 2,
          sku: "AC-1",
          name: "Aceite 20W50",
          changes: [
            { field: "price", before: "8.00", after: "9.50" },
            { field: "tax", before: "", after: "IVA16" },
            { field: "category", before: "", after: "Aceites" },
          ],
        },
      ]);

      expect(await finish(ctx, importId, "apply")).toMatchObject({
        status: "done",
        counts: { created: 1, changed: 1, failed: 2 },
      });
      expect((await listProblems(ctx, { importId })).items).toEqual([
        { line: 4, column: "Descripción", code: "missing_name", value: "", detail: "" },
        { line: 5, column: "Precio", code: "not_a_number", value: "doce", detail: "" },
      ]);
      expect(await failedRowsCsv(ctx, { importId })).toContain(
        "BP-3;Disco;Bosch;FRENOS;doce;;5;Precio: No es un número",
      );
      expect(await catalogOf(tenant)).toMatchObject([
        { sku: "AC-1", category: "Aceites", price: 950n },
        { sku: "BP-1", category: "Frenos", price: 4_800n },
      ]);
      expect(await tenant.audited("import.apply")).toHaveLength(1);
      expect(await tenant.published("catalog/import.finished")).toHaveLength(2);
    },
  );

  tenantTest("[K1] [CA-25] the same file again changes nothing", async ({ tenant }) => {
    const ctx = tenant.as("owner");
    await importText(ctx, bigFile(20));
    const before = await catalogOf(tenant);
    expect(await importText(ctx, bigFile(20))).toMatchObject({
      counts: { created: 0, changed: 0, equal: 20, failed: 0 },
    });
    expect(await catalogOf(tenant)).toEqual(before);
  });

  tenantTest("[K1] [CA-8] equivalents may name later rows and hold in both directions", async ({ tenant }) => {
    const ctx = tenant.as("owner");
    const text = "sku;nombre;equivalentes\nA;Uno;B|Z\nB;Dos;\n";
    const { importId } = await importText(ctx, text);
    const { items } = await listItems(ctx, { text: "Dos" });
    expect((await getItem(ctx, { itemId: items[0]?.itemId ?? "" })).equivalents).toMatchObject([
      { sku: "A", relation: "same" },
    ]);
    expect((await listProblems(ctx, { importId })).items).toMatchObject([
      { line: 2, code: "equivalent_unknown", value: "Z" },
    ]);
  });

  tenantTest(
    "[K1] [CA-35] killed inside any chunk it resumes exactly once, with two workers at a time",
    async ({ tenant }) => {
      const ctx = tenant.as("owner");
      const { importId } = await createImport(ctx, { fileName: "lista.csv", text: bigFile(1_700) });
      await finish(ctx, importId, "dry_run");
      await startImport(ctx, { importId, mode: "apply" });
      for (let kill = 0; kill < 4; kill += 1) {
        const dying = ctx.transaction(async (tx) => {
          void tx;
          await advanceImport(ctx, { importId });
          throw new Error("killed before commit");
        });
        await expect(dying).rejects.toThrow("killed");
        await Promise.all([advanceImport(ctx, { importId }), advanceImport(ctx, { importId })]);
      }
      const run = await getImport(ctx, { importId });
      expect(run).toMatchObject({ status: "done", counts: { created: 1_700, changed: 0, equal: 0, failed: 0 } });
      expect(await catalogOf(tenant)).toHaveLength(1_700);
      const [links] = await sql<{ count: bigint }>(ctx.read)`select count(*) from equivalence`;
      expect(links?.count).toBe(3_400n);
    },
  );

  tenantTest("[K1] [CA-35] ten thousand rows", { timeout: 120_000 }, async ({ tenant }) => {
    const ctx = tenant.as("owner");
    const started = performance.now();
    const run = await importText(ctx, bigFile(10_000));
    const seconds = (performance.now() - started) / 1000;
    expect(run).toMatchObject({ status: "done", totalRows: 10_000, counts: { created: 10_000, failed: 0 } });
    expect((await tenant.published("catalog/import.progressed")).length).toBe(20 + 40);
    process.stdout.write(`10,000 rows uploaded, checked and applied in ${seconds.toFixed(1)} s\n`);
  });

  tenantTest("[K1] the mapping may be corrected before applying, never while it runs", async ({ tenant }) => {
    const ctx = tenant.as("owner");
    const { importId } = await createImport(ctx, { fileName: "lista.csv", text: "clave x;cosa\nA;Uno\n" });
    await expect(startImport(ctx, { importId, mode: "dry_run" })).rejects.toMatchObject({
      code: "import_file_invalid",
    });
    await setImportMapping(ctx, { importId, columns: { sku: 0, name: 1 } });
    expect(await finish(ctx, importId, "dry_run")).toMatchObject({ counts: { created: 1 } });
    await startImport(ctx, { importId, mode: "apply" });
    await expect(setImportMapping(ctx, { importId, columns: { sku: 1 } })).rejects.toMatchObject({
      code: "import_state_conflict",
    });
  });

  tenantTest(
    "[K1] another business's import does not exist, and a seller may not import",
    async ({ tenant, otherTenant }) => {
      const { importId } = await createImport(otherTenant.as("owner"), {
        fileName: "x.csv",
        text: "sku;nombre\nA;Uno\n",
      });
      await expect(getImport(tenant.as("owner"), { importId })).rejects.toMatchObject({ code: "import_not_found" });
      await expect(createImport(tenant.as("seller"), { fileName: "x.csv", text: "sku\nA\n" })).rejects.toMatchObject({
        code: "forbidden",
      });
      await expect(createImport(tenant.as("owner"), { fileName: "x.csv", text: "sku;nombre\n" })).rejects.toMatchObject(
        {
          code: "import_file_invalid",
          data: { reason: "empty" },
        },
      );
    },
  );
});
