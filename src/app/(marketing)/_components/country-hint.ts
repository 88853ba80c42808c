import { type CountryCode, isCountry } from "@/lib/countries";

/** The region a browser names beside its language («es-CO»), when it is one we serve. Nothing is asked of third parties. */
export function countryHint(acceptLanguage: string | null): CountryCode | undefined {
  const regions = [...(acceptLanguage ?? "").matchAll(/\b[a-z]{2}-([A-Za-z]{2})\b/g)].map(([, region]) =>
    (region ?? "").toUpperCase(),
  );
  return regions.find(isCountry);
}
