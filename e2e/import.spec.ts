import { expect, test } from "@playwright/test";
import { signIn } from "./support/people";
import { business, unique } from "./support/product";

test("[K1] [CA-25] a storekeeper imports a file with broken rows: told line and column, the rest goes in", async ({
  page,
  context,
}) => {
  const mark = unique().toUpperCase();
  const file = [
    "sku,nombre,marca,precio,costo",
    `E2E-${mark}-1,Bombillo de prueba ${mark},Osram,"4.50","2.10"`,
    `E2E-${mark}-2,Fusible de prueba ${mark},Osram,gratis,"0.40"`,
    `,Sin código ${mark},Osram,"3.00","1.00"`,
    `E2E-${mark}-4,Relé de prueba ${mark},Bosch,"9.00","5.00"`,
  ].join("\n");
  await signIn(context.request, "luis@elcardon.example");
  await page.goto(`/${business}/catalog/import`);
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: `piezas-${mark}.csv`, mimeType: "text/csv", buffer: Buffer.from(file) });
  await page.waitForURL(/\/import\/[0-9a-z]{26}/);
  await page.getByRole("button", { name: "Revisar" }).click();
  const problems = page.getByRole("table").last();
  await expect(problems.getByText("precio").first()).toBeVisible({ timeout: 30_000 });
  const rows = problems.getByRole("row");
  await expect(rows.filter({ hasText: "precio" })).toContainText("3");
  await expect(rows.filter({ hasText: "sku" })).toContainText("4");
  // Nothing is stored by looking.
  await page.goto(`/${business}/catalog?q=E2E-${mark}-1`);
  await expect(page.getByText(`Bombillo de prueba ${mark}`)).toHaveCount(0);
  await page.goBack();
  await page.getByRole("button", { name: "Importar" }).click();
  await expect(page.getByText(/^Listo: 2 nuevos/)).toBeVisible({ timeout: 30_000 });
  const answer = await context.request.get(
    `/api/trpc/catalog.list?input=${encodeURIComponent(JSON.stringify({ text: mark, limit: 10 }))}`,
    {
      headers: { "x-mostrador-tenant": business },
    },
  );
  const { result } = (await answer.json()) as { result: { data: { items: { sku: string }[] } } };
  const stored = result.data.items.map(({ sku }) => sku).filter((sku) => sku.includes(mark));
  expect(stored.sort()).toEqual([`E2E-${mark}-1`, `E2E-${mark}-4`]);
});
