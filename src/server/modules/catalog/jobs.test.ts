import { expect } from "vitest";
import { sql } from "@/server/platform/db";
import { tenantTest } from "@/server/testing/fixtures";
import { applyCountryTax } from "./jobs";

tenantTest(
  "[P1] [PL17] a new business has its country's tax, once, and the other country's stays its own",
  async ({ tenant, otherTenant }) => {
    await applyCountryTax(tenant.job());
    await applyCountryTax(tenant.job());
    await applyCountryTax(otherTenant.job());
    const taxes = (of: typeof tenant) => sql<{ ratePpm: number }>(of.job().read)`select rate_ppm as "ratePpm" from tax`;
    expect(await taxes(tenant)).toEqual([{ ratePpm: 160_000 }]);
    expect(await taxes(otherTenant)).toEqual([{ ratePpm: 190_000 }]);
  },
);
