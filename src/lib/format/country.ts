/** Countries whose way of writing amounts, dates and taxes the product knows. */
export const COUNTRIES = ["VE", "CO", "MX", "AR", "CL", "PE", "UY", "PY", "BO", "DO"] as const;
export type CountryCode = (typeof COUNTRIES)[number];

/** The space that never breaks: an amount or an hour must not be split at a line end. */
export const NBSP = "\u00a0";
/** The true minus sign; a hyphen breaks lines and is hard to see in a column. */
export const MINUS = "\u2212";

export type CountryConvention = {
  decimal: "," | ".";
  group: "." | ",";
  /** Between number and percent sign. */
  percent: string;
  hour12: boolean;
  /** The national currency: its code, how it is written, and the decimals a person expects to see. */
  currency: { code: string; symbol: string; decimals: 0 | 2 };
  /** How a dollar is written where it is not the national currency. */
  dollar: string;
  taxId: string;
  taxes: readonly string[];
  /** International prefix, without the plus. */
  dial: string;
  /** Used only where no branch says better, for instance at sign-up. */
  zone: string;
};

const european = { decimal: ",", group: "." } as const;
const american = { decimal: ".", group: "," } as const;
const percent = `${NBSP}%`;

export const CONVENTIONS: Record<CountryCode, CountryConvention> = {
  VE: {
    ...european,
    percent,
    hour12: true,
    currency: { code: "VES", symbol: `Bs.${NBSP}`, decimals: 2 },
    // Shops keep their books in dollars, so the dollar is written as the home currency.
    dollar: "$",
    taxId: "RIF",
    taxes: ["IVA"],
    dial: "58",
    zone: "America/Caracas",
  },
  CO: {
    ...european,
    percent,
    hour12: true,
    currency: { code: "COP", symbol: `$${NBSP}`, decimals: 0 },
    dollar: `US$${NBSP}`,
    taxId: "NIT",
    taxes: ["IVA", "INC"],
    dial: "57",
    zone: "America/Bogota",
  },
  MX: {
    ...american,
    percent,
    hour12: true,
    currency: { code: "MXN", symbol: "$", decimals: 2 },
    dollar: "US$",
    taxId: "RFC",
    taxes: ["IVA"],
    dial: "52",
    zone: "America/Mexico_City",
  },
  AR: {
    ...european,
    percent,
    hour12: false,
    currency: { code: "ARS", symbol: `$${NBSP}`, decimals: 2 },
    dollar: `US$${NBSP}`,
    taxId: "CUIT",
    taxes: ["IVA"],
    dial: "54",
    zone: "America/Argentina/Buenos_Aires",
  },
  CL: {
    ...european,
    percent,
    hour12: false,
    currency: { code: "CLP", symbol: "$", decimals: 0 },
    dollar: "US$",
    taxId: "RUT",
    taxes: ["IVA"],
    dial: "56",
    zone: "America/Santiago",
  },
  PE: {
    ...american,
    percent,
    hour12: true,
    currency: { code: "PEN", symbol: `S/${NBSP}`, decimals: 2 },
    dollar: `US$${NBSP}`,
    taxId: "RUC",
    taxes: ["IGV"],
    dial: "51",
    zone: "America/Lima",
  },
  UY: {
    ...european,
    percent,
    hour12: false,
    currency: { code: "UYU", symbol: `$${NBSP}`, decimals: 2 },
    dollar: `US$${NBSP}`,
    taxId: "RUT",
    taxes: ["IVA"],
    dial: "598",
    zone: "America/Montevideo",
  },
  PY: {
    ...european,
    percent,
    hour12: false,
    currency: { code: "PYG", symbol: `Gs.${NBSP}`, decimals: 0 },
    dollar: `US$${NBSP}`,
    taxId: "RUC",
    taxes: ["IVA"],
    dial: "595",
    zone: "America/Asuncion",
  },
  BO: {
    ...european,
    percent,
    hour12: false,
    currency: { code: "BOB", symbol: `Bs${NBSP}`, decimals: 2 },
    dollar: `US$${NBSP}`,
    taxId: "NIT",
    taxes: ["IVA"],
    dial: "591",
    zone: "America/La_Paz",
  },
  DO: {
    ...american,
    percent,
    hour12: true,
    currency: { code: "DOP", symbol: "RD$", decimals: 2 },
    dollar: "US$",
    taxId: "RNC",
    taxes: ["ITBIS"],
    dial: "1",
    zone: "America/Santo_Domingo",
  },
};

export function isCountryCode(value: string): value is CountryCode {
  return (COUNTRIES as readonly string[]).includes(value);
}
