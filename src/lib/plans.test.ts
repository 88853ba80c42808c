import { describe, expect, test } from "vitest";
import { planFor, planKeys, plans, priceCurrencies, priceCurrencyOf, priceMinor, yearlySavingMinor } from "./plans";

describe("[P10] plans", () => {
  test("a dearer plan never has less", () => {
    for (const [index, key] of planKeys.entries()) {
      const cheaper = plans[planKeys[index - 1] ?? key];
      expect(cheaper.modules.filter((module) => !plans[key].modules.includes(module))).toEqual([]);
      for (const [name, most] of Object.entries(plans[key].limits)) {
        const before = cheaper.limits[name as keyof typeof cheaper.limits];
        expect(most ?? Number.POSITIVE_INFINITY, `${key}.${name}`).toBeGreaterThanOrEqual(before ?? 0);
      }
      for (const currency of priceCurrencies) {
        expect(plans[key].monthlyMinor[currency]).toBeGreaterThanOrEqual(cheaper.monthlyMinor[currency]);
      }
    }
  });
  test("the published prices, and a year for ten months", () => {
    expect(priceMinor("basic", "COP", "month")).toBe(5_990_000n);
    expect(priceMinor("intermediate", "COP", "year")).toBe(159_900_000n);
    expect(yearlySavingMinor("intermediate", "COP")).toBe(31_980_000n);
    expect(priceMinor("advanced", "USD", "year")).toBe(99_000n);
  });
  test.each([
    ["CO", "COP"],
    ["VE", "USD"],
    ["CL", "USD"],
    [undefined, "USD"],
  ])("%s pays in %s", (country, currency) => {
    expect(priceCurrencyOf(country)).toBe(currency);
  });
  test.each([
    [{ branches: 1, members: 4, usesWhatsapp: false, wantsForecast: false }, "basic"],
    [{ branches: 1, members: 2, usesWhatsapp: true, wantsForecast: false }, "intermediate"],
    [{ branches: 5, members: 25, usesWhatsapp: true, wantsForecast: false }, "intermediate"],
    [{ branches: 6, members: 4, usesWhatsapp: false, wantsForecast: false }, "advanced"],
    [{ branches: 1, members: 1, usesWhatsapp: false, wantsForecast: true }, "advanced"],
  ] as const)("%o fits %s", (need, plan) => {
    expect(planFor(need)).toBe(plan);
  });
});
