import { expect, test } from "@playwright/test";

test("[T1] the product answers and knows its databases", async ({ request }) => {
  await expect
    .poll(async () => (await request.get("/readyz").catch(() => null))?.status() ?? 0, { timeout: 60_000 })
    .toBe(200);
});
