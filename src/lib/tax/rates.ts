/** Standard rates as dated data; a tenant's own taxes come first, these fill in a line that names none. */
export interface StandardRate {
  readonly country: string;
  readonly code: string;
  readonly ratePpm: number;
  readonly effectiveFrom: string;
}

const rate = (country: string, code: string, ratePpm: number, effectiveFrom: string): StandardRate => ({
  country,
  code,
  ratePpm,
  effectiveFrom,
});

/** To be confirmed with an accountant of each country before a fiscal document relies on them. */
export const standardRates: readonly StandardRate[] = [
  rate("AR", "IVA", 210_000, "1995-04-01"),
  rate("BO", "IVA", 130_000, "1992-03-01"),
  rate("CL", "IVA", 190_000, "2003-10-01"),
  rate("CO", "IVA", 190_000, "2017-01-01"),
  rate("CR", "IVA", 130_000, "2019-07-01"),
  rate("DO", "ITBIS", 180_000, "2013-01-01"),
  rate("EC", "IVA", 150_000, "2024-04-01"),
  rate("GT", "IVA", 120_000, "2001-08-01"),
  rate("MX", "IVA", 160_000, "2010-01-01"),
  rate("PA", "ITBMS", 70_000, "2010-07-01"),
  rate("PE", "IGV", 180_000, "2011-03-01"),
  rate("PY", "IVA", 100_000, "2004-07-05"),
  rate("UY", "IVA", 220_000, "2007-07-01"),
  rate("VE", "IVA", 160_000, "2018-09-01"),
];

/** The standard rate of a country on a day; no tax where none is known. */
export function standardRate(country: string, on: string): { code: string; ratePpm: number } {
  const known = standardRates
    .filter((row) => row.country === country && row.effectiveFrom <= on)
    .sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1))[0];
  return known ? { code: known.code, ratePpm: known.ratePpm } : { code: "", ratePpm: 0 };
}
