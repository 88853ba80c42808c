import type { Currency } from "./money";

/** What a country brings to a new business; each can be changed. Tax rates are dated data, to be confirmed with an accountant. */
export interface Country {
  name: { es: string; en: string };
  currency: Currency;
  timeZone: string;
  locale: string;
  phonePrefix: string;
  tax: { code: string; name: string; ratePpm: number };
}

export const countries = {
  AR: {
    name: { es: "Argentina", en: "Argentina" },
    currency: "ARS",
    timeZone: "America/Argentina/Buenos_Aires",
    locale: "es-AR",
    phonePrefix: "54",
    tax: { code: "iva", name: "IVA", ratePpm: 210_000 },
  },
  BO: {
    name: { es: "Bolivia", en: "Bolivia" },
    currency: "BOB",
    timeZone: "America/La_Paz",
    locale: "es-BO",
    phonePrefix: "591",
    tax: { code: "iva", name: "IVA", ratePpm: 130_000 },
  },
  CL: {
    name: { es: "Chile", en: "Chile" },
    currency: "CLP",
    timeZone: "America/Santiago",
    locale: "es-CL",
    phonePrefix: "56",
    tax: { code: "iva", name: "IVA", ratePpm: 190_000 },
  },
  CO: {
    name: { es: "Colombia", en: "Colombia" },
    currency: "COP",
    timeZone: "America/Bogota",
    locale: "es-CO",
    phonePrefix: "57",
    tax: { code: "iva", name: "IVA", ratePpm: 190_000 },
  },
  DO: {
    name: { es: "República Dominicana", en: "Dominican Republic" },
    currency: "DOP",
    timeZone: "America/Santo_Domingo",
    locale: "es-DO",
    phonePrefix: "1",
    tax: { code: "itbis", name: "ITBIS", ratePpm: 180_000 },
  },
  MX: {
    name: { es: "México", en: "Mexico" },
    currency: "MXN",
    timeZone: "America/Mexico_City",
    locale: "es-MX",
    phonePrefix: "52",
    tax: { code: "iva", name: "IVA", ratePpm: 160_000 },
  },
  PE: {
    name: { es: "Perú", en: "Peru" },
    currency: "PEN",
    timeZone: "America/Lima",
    locale: "es-PE",
    phonePrefix: "51",
    tax: { code: "igv", name: "IGV", ratePpm: 180_000 },
  },
  PY: {
    name: { es: "Paraguay", en: "Paraguay" },
    currency: "PYG",
    timeZone: "America/Asuncion",
    locale: "es-PY",
    phonePrefix: "595",
    tax: { code: "iva", name: "IVA", ratePpm: 100_000 },
  },
  UY: {
    name: { es: "Uruguay", en: "Uruguay" },
    currency: "UYU",
    timeZone: "America/Montevideo",
    locale: "es-UY",
    phonePrefix: "598",
    tax: { code: "iva", name: "IVA", ratePpm: 220_000 },
  },
  VE: {
    name: { es: "Venezuela", en: "Venezuela" },
    currency: "USD",
    timeZone: "America/Caracas",
    locale: "es-VE",
    phonePrefix: "58",
    tax: { code: "iva", name: "IVA", ratePpm: 160_000 },
  },
} as const satisfies Record<string, Country>;

export type CountryCode = keyof typeof countries;
export const countryCodes = Object.keys(countries) as CountryCode[];
export const isCountry = (code: string): code is CountryCode => Object.hasOwn(countries, code);

export const trades = {
  auto_parts: { es: "Repuestos", en: "Auto parts" },
  retail: { es: "Tienda", en: "Shop" },
  restaurant: { es: "Restaurante o café", en: "Restaurant or café" },
  clinic: { es: "Clínica", en: "Clinic" },
  barber: { es: "Barbería", en: "Barber" },
  services: { es: "Servicios", en: "Services" },
} as const;
export type Trade = keyof typeof trades;
