import { CONVENTIONS, type CountryCode, NBSP } from "./country";

/** How a national number is grouped where it is read aloud; what does not fit is left in one piece. */
const GROUPS: Partial<Record<CountryCode, readonly number[]>> = {
  VE: [3, 3, 4],
  CO: [3, 3, 4],
  MX: [2, 4, 4],
  AR: [2, 4, 4],
  CL: [1, 4, 4],
  PE: [3, 3, 3],
  UY: [2, 3, 3],
  PY: [3, 3, 3],
  BO: [1, 3, 4],
  DO: [3, 3, 4],
};

function countryOf(digits: string): CountryCode | undefined {
  const entries = Object.entries(CONVENTIONS) as [CountryCode, { dial: string }][];
  // Longest prefix first, or Uruguay (598) would be read as Venezuela's 58 neighbour and +1 would take all.
  return entries
    .sort(([, a], [, b]) => b.dial.length - a.dial.length)
    .find(([, { dial }]) => digits.startsWith(dial))?.[0];
}

/** +584141234567 as «+58 414 123 4567». */
export function formatPhone(e164: string): string {
  const digits = e164.replace(/\D/g, "");
  const country = countryOf(digits);
  if (!country) return `+${digits}`;
  const { dial } = CONVENTIONS[country];
  let national = digits.slice(dial.length);
  // Argentine mobiles carry a 9 after the country's prefix, written apart.
  const lead = country === "AR" && national.length === 11 && national.startsWith("9") ? "9" : "";
  if (lead) national = national.slice(1);
  const groups = GROUPS[country] ?? [];
  const expected = groups.reduce((total, size) => total + size, 0);
  const pieces: string[] = [];
  if (national.length === expected) {
    let at = 0;
    for (const size of groups) {
      pieces.push(national.slice(at, at + size));
      at += size;
    }
  } else pieces.push(national);
  return [`+${dial}`, lead, ...pieces].filter(Boolean).join(NBSP);
}
