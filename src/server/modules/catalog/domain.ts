import type { CategoryId, ItemId, ProductId, TaxId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { fold, foldCode } from "@/lib/text";

export const productKinds = ["good", "service"] as const;
export type ProductKind = (typeof productKinds)[number];
export const itemUnits = ["each", "g", "ml", "mm"] as const;
export type ItemUnit = (typeof itemUnits)[number];

/** What other modules need to sell, quote or show an item. */
export interface ItemSummary {
  readonly itemId: ItemId;
  readonly productId: ProductId;
  readonly name: string;
  readonly sku: string;
  readonly brand: string | null;
  readonly kind: ProductKind;
  readonly categoryId: CategoryId | null;
  readonly categoryName: string | null;
  readonly unit: ItemUnit;
  /** Of the price list that applies first; null where nobody set one. */
  readonly price: Money | null;
  readonly taxId: TaxId | null;
  readonly taxCode: string | null;
  readonly taxRatePpm: number;
  /** Standard cost of a whole unit, in millionths. */
  readonly costMicro: bigint;
  readonly barcode: string | null;
  readonly isArchived: boolean;
}

export interface Fitment {
  readonly make: string;
  readonly model: string;
  readonly yearFrom: number;
  readonly yearTo: number;
  readonly engine: string | null;
}

export const skuKey = (sku: string): string => foldCode(sku);
export const nameKey = (name: string): string => fold(name);

/** Everything an item can be found by, folded once when it is written. */
export function searchText(item: {
  name: string;
  sku: string;
  brand: string | null;
  barcode: string | null;
  oemCodes: readonly string[];
  aliases: readonly string[];
  fitments: readonly Pick<Fitment, "make" | "model">[];
}): string {
  const codes = [item.sku, ...item.oemCodes];
  const vehicles = item.fitments.map(({ make, model }) => `${make} ${model}`);
  const words = [item.name, item.brand ?? "", ...codes, item.barcode ?? "", ...item.aliases, ...vehicles].map(fold);
  return [...new Set([...words, ...codes.map(foldCode)])].filter(Boolean).join(" ");
}

const fillers = new Set(
  "a al con cual cuales cuanto de del el en es hay la las lo los me para por precio q que su tiene tienen tienes un una unas unos y".split(
    " ",
  ),
);

export interface Query {
  readonly folded: string;
  /** The whole text as a code would be written. */
  readonly code: string;
  readonly words: readonly string[];
  readonly year: number | null;
}

const yearPattern = /^(19[5-9]\d|20[0-4]\d)$/;
const mostWords = 8;

/** Spanish plurals lose their ending, so that «bujías» finds «bujía»; inside a word the match is by substring. */
const stem = (word: string): string => {
  if (word.length > 5 && /[^aeiou]es$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && /[aeiou]s$/.test(word) ? word.slice(0, -1) : word;
};

/** What a person typed, as words to look for. A lone year is a model year, not a word. */
export function readQuery(text: string): Query {
  const folded = fold(text);
  const all = folded.split(/[^\p{L}\p{N}.-]+/u).filter((word) => word.length > 0 && !fillers.has(word));
  const years = all.filter((word) => yearPattern.test(word));
  const words = all.filter((word) => !yearPattern.test(word) || all.length === 1).map(stem);
  return {
    folded,
    code: foldCode(text),
    words: [...new Set(words)].slice(0, mostWords),
    year: years.length > 0 && all.length > 1 ? Number(years[0]) : null,
  };
}
