/** Quantities are integer thousandths of the item's base unit; on the wire, decimal text («1.5»). */
export type Milli = bigint;

export const units = (count: number | bigint): Milli => BigInt(count) * 1_000n;

/** `1500n` → `"1.5"`, `2000n` → `"2"`. */
export function milliToText(milli: Milli): string {
  const sign = milli < 0n ? "-" : "";
  const magnitude = milli < 0n ? -milli : milli;
  const fraction = (magnitude % 1_000n).toString().padStart(3, "0").replace(/0+$/, "");
  return `${sign}${magnitude / 1_000n}${fraction ? `.${fraction}` : ""}`;
}

/** Null when the text is not a quantity or has more than three decimals. */
export function textToMilli(text: string): Milli | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (!match) return null;
  const milli = BigInt(match[2] ?? "0") * 1_000n + BigInt((match[3] ?? "").padEnd(3, "0"));
  return match[1] ? -milli : milli;
}
