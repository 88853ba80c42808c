import { milliToText, textToMilli } from "../quantity";
import { type CountryCode, NBSP } from "./country";
import { formatNumber } from "./number";

export type UnitWord = { symbol: string } | { one: string; many: string };

/** Words for the base units of the catalog; a unit that is not here is written as it was named. */
const UNITS: Record<"es" | "en", Record<string, UnitWord>> = {
  es: {
    unit: { one: "unidad", many: "unidades" },
    each: { one: "unidad", many: "unidades" },
    g: { symbol: "g" },
    kg: { symbol: "kg" },
    ml: { symbol: "ml" },
    l: { symbol: "l" },
    m: { symbol: "m" },
    box: { one: "caja", many: "cajas" },
    pack: { one: "paquete", many: "paquetes" },
    pair: { one: "par", many: "pares" },
    hour: { symbol: "h" },
  },
  en: {
    unit: { one: "unit", many: "units" },
    each: { one: "unit", many: "units" },
    g: { symbol: "g" },
    kg: { symbol: "kg" },
    ml: { symbol: "ml" },
    l: { symbol: "l" },
    m: { symbol: "m" },
    box: { one: "box", many: "boxes" },
    pack: { one: "pack", many: "packs" },
    pair: { one: "pair", many: "pairs" },
    hour: { symbol: "h" },
  },
};

export type QuantityOptions = {
  unit?: string;
  language?: "es" | "en";
  /** How many base units one package holds: "3 cajas de 12". */
  packOf?: number;
  signed?: boolean;
};

/**
 * Takes thousandths (`bigint`) or the decimal text of the wire: 1500n and "1.5" with kg are both "1,5 kg";
 * "3" with box and packOf 12 is "3 cajas de 12".
 */
export function formatQuantity(
  quantity: bigint | string,
  country: CountryCode,
  { unit, language = "es", packOf, signed }: QuantityOptions = {},
): string {
  const text = typeof quantity === "bigint" ? milliToText(quantity) : quantity;
  const number = formatNumber(text, country, { signed });
  if (!unit) return number;
  const word = UNITS[language][unit] ?? { symbol: unit };
  const isOne = /^-?1(\.0+)?$/.test(text);
  const name = "symbol" in word ? word.symbol : isOne ? word.one : word.many;
  return `${number}${NBSP}${name}${packOf ? `${NBSP}${language === "es" ? "de" : "of"}${NBSP}${packOf}` : ""}`;
}

/** Reads "1,5" or "1.5"; null when it is not a quantity or has more than three decimals. */
export function readQuantity(text: string): bigint | null {
  return textToMilli(text.trim().replace(",", "."));
}
