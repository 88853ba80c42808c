import { countries, isCountry } from "@/lib/countries";
import type { ServiceContext } from "@/server/platform/context";
import { createTax } from "./category/service";

/** A new business can quote with its country's standard tax at once; running it again finds the tax there. */
export async function applyCountryTax(ctx: ServiceContext): Promise<{ code: string } | null> {
  const { country } = ctx.tenant;
  if (!isCountry(country)) return null;
  const { tax } = countries[country];
  const { code } = await createTax(ctx, { code: tax.code, name: tax.name, ratePpm: tax.ratePpm });
  return { code };
}
