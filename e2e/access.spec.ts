import { expect, test } from "@playwright/test";
import { apiOf, signIn } from "./support/people";
import { business, unique } from "./support/product";

const notFound = /no (existe|encontramos|está)/i;
const password = "una frase corta";

test("[P1] [P27] a person opens a business and reaches a home that says what to do next, within a minute", async ({
  page,
}) => {
  const mark = unique();
  const startedAt = performance.now();
  await page.goto("/registro");
  await page.getByLabel("Tu nombre").fill("Nelly Prueba");
  await page.getByLabel("Correo").fill(`nelly-${mark}@prueba.example`);
  await page.getByLabel("Clave", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Siguiente" }).click();
  await page.getByLabel("Nombre del negocio").fill(`Prueba ${mark}`);
  await page.getByLabel("País").selectOption({ label: "Venezuela" });
  await page.getByRole("button", { name: "Crear mi negocio" }).click();
  await page.waitForURL(new RegExp(`/prueba-${mark}`), { timeout: 60_000 });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("navigation").first()).toBeVisible();
  // The next step is offered, not left to be found.
  await expect(page.getByRole("main").getByRole("link").first()).toBeVisible();
  expect(performance.now() - startedAt).toBeLessThan(60_000);
});

test("[P7] signing out ends the session in this browser", async ({ page, context }) => {
  await signIn(context.request, "ana@elcardon.example");
  await page.goto(`/${business}`);
  await page
    .getByLabel(/^Tu cuenta/)
    .first()
    .click();
  await page.getByRole("button", { name: "Salir" }).click();
  await page.waitForURL("**/entrar");
  await page.goto(`/${business}`);
  await expect(page).toHaveURL(/\/entrar/);
});

test("[P7] [T14] a wrong password is told in words and keeps what was written", async ({ page }) => {
  await page.goto("/entrar");
  const mail = `nadie-${unique()}@elcardon.example`;
  await page.getByLabel("Correo").fill(mail);
  await page.getByLabel("Clave", { exact: true }).fill("no es esta");
  await page.getByRole("button", { name: "Entrar" }).click();
  await expect(page.getByText(/no coincide|no son correct|incorrect/i).first()).toBeVisible();
  await expect(page.getByLabel("Correo")).toHaveValue(mail);
  await expect(page).toHaveURL(/\/entrar/);
});

test("[P4] [T4] another business's addresses do not exist", async ({ page, context, playwright }) => {
  const stranger = await playwright.request.newContext();
  await signIn(stranger, "marisol@elcardon.example");
  const { items } = await apiOf(stranger).query<{ items: { itemId: string }[] }>("catalog.list", { limit: 1 });
  await stranger.dispose();
  const itemId = items[0]?.itemId;
  expect(itemId).toBeTruthy();
  await signIn(context.request, "valentina@mariposa.example");
  for (const path of [`/${business}`, `/${business}/catalog/${itemId}`, `/cafe-mariposa/catalog/${itemId}`]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }), path).toHaveText(notFound);
    await expect(page.getByText("El Cardón"), path).toHaveCount(0);
  }
});

test("[P7] a session that somebody revokes is over at its next step", async ({ page, context, playwright }) => {
  await signIn(context.request, "luis@elcardon.example");
  await page.goto(`/${business}`);
  await expect(page.getByRole("navigation").first()).toBeVisible();
  const elsewhere = await playwright.request.newContext();
  await signIn(elsewhere, "luis@elcardon.example");
  const here = await apiOf(context.request).query<{ id: string; isCurrent: boolean }[]>("access.sessions", undefined);
  const current = here.find(({ isCurrent }) => isCurrent);
  await apiOf(elsewhere).mutate("access.revokeSession", { sessionId: current?.id });
  await elsewhere.dispose();
  await expect(async () => {
    await page.goto(`/${business}/catalog`);
    await expect(page).toHaveURL(/\/entrar/);
  }).toPass({ timeout: 15_000 });
});
