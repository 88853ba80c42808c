import { type CountryCode, readAmount, readQuantity, type WireMoney } from "@/lib/format";
import { milliToText } from "@/lib/quantity";
import type { QuoteLineInput, QuoteView } from "@/server/modules/invoicing/schema";

/** A line as it is being typed. */
export interface EditedLine {
  key: string;
  itemId: string | null;
  name: string;
  sku: string;
  quantity: string;
  /** Typed for a free line; the catalog's for the others, to look at only. */
  price: string;
  /** Free on the branch's shelf when it was looked up; null when unknown or not stocked. */
  available: string | null;
  /** Kept as it was: this editor gives discounts to the document. */
  discount: string | null;
}

export const editedLines = (quote: Pick<QuoteView, "lines">, decimal: "," | "."): EditedLine[] =>
  quote.lines.map((line) => ({
    key: `${line.lineNo}`,
    itemId: line.itemId,
    name: line.name,
    sku: line.sku,
    quantity: line.quantity.replace(".", decimal),
    price: line.unitPrice.amount.replace(".", decimal),
    available: null,
    discount: /^0*(\.0*)?$/.test(line.discount.amount) ? null : line.discount.amount,
  }));

/** Null while something typed is not understood yet. */
export function linesOf(lines: readonly EditedLine[], country: CountryCode): QuoteLineInput[] | null {
  const read: QuoteLineInput[] = [];
  for (const line of lines) {
    const milli = readQuantity(line.quantity);
    if (milli === null || milli <= 0n) return null;
    const shared = { quantity: milliToText(milli), ...(line.discount ? { discount: line.discount } : {}) };
    if (line.itemId) {
      read.push({ itemId: line.itemId, ...shared });
      continue;
    }
    const unitPrice = readAmount(line.price, country);
    if (unitPrice === null || unitPrice.startsWith("-")) return null;
    read.push({ name: line.name, unitPrice, ...shared });
  }
  return read;
}

/** «5», «2,5» → parts per million; null when it is no percentage. */
export function percentToPpm(text: string): number | null {
  if (text.trim() === "") return 0;
  const milli = readQuantity(text);
  return milli === null || milli < 0n || milli > 100_000n ? null : Number(milli) * 10;
}

export const ppmToPercent = (ppm: number, decimal: "," | "."): string =>
  ppm === 0 ? "" : milliToText(BigInt(ppm / 10)).replace(".", decimal);

export type Found = { itemId: string; name: string; sku: string; price: WireMoney | null; available: string | null };

/** More than there is: said while typing, decided by the server when it is sent. */
export function isShort({ quantity, available }: Pick<EditedLine, "quantity" | "available">): boolean {
  const [wanted, free] = [readQuantity(quantity), available === null ? null : readQuantity(available)];
  return wanted !== null && free !== null && wanted > free;
}
