import type { Brand } from "./brand";
import { CONVENTIONS, type CountryCode } from "./format/country";
import { err, ok, type Result } from "./result";

/** Canonical international number: plus sign and digits. Two spellings of one mobile have one canonical form. */
export type Phone = Brand<string, "Phone">;

/** Digits of a subscriber number without trunk prefix. */
const NATIONAL_DIGITS: Record<CountryCode, number> = {
  VE: 10,
  CO: 10,
  MX: 10,
  AR: 10,
  CL: 9,
  PE: 9,
  UY: 8,
  PY: 9,
  BO: 8,
  DO: 10,
};

const shortest = 8;
const longest = 15;

/**
 * WhatsApp still knows some mobiles by an old spelling: Mexico with a 1 after 52, Argentina without the 9 after 54, Brazil without
 * the ninth digit. Equality must ignore it, or one person becomes two.
 */
function canonicalDigits(digits: string): string {
  if (/^521\d{10}$/.test(digits)) return `52${digits.slice(3)}`;
  if (/^54\d{10}$/.test(digits)) return `549${digits.slice(2)}`;
  if (/^55\d{2}[6-9]\d{7}$/.test(digits)) return `${digits.slice(0, 4)}9${digits.slice(4)}`;
  return digits;
}

/** A number as a provider gives it (digits with country, plus optional); null when it cannot be one. */
export function phoneOf(international: string): Phone | null {
  const digits = international.replace(/^\+/, "");
  if (!/^[1-9]\d+$/.test(digits) || digits.length < shortest || digits.length > longest) return null;
  return `+${canonicalDigits(digits)}` as Phone;
}

/** The spellings under which a provider may know the number, the canonical one first. */
export function phoneVariants(phone: Phone): string[] {
  const digits = phone.slice(1);
  if (/^52\d{10}$/.test(digits)) return [digits, `521${digits.slice(2)}`];
  if (/^549\d{10}$/.test(digits)) return [digits, `54${digits.slice(3)}`];
  if (/^55\d{2}9[6-9]\d{7}$/.test(digits)) return [digits, `${digits.slice(0, 4)}${digits.slice(5)}`];
  return [digits];
}

/** Argentine mobiles are dialled at home as 0 + area + 15 + number; the 15 is not part of the number. */
function withoutArgentineFifteen(digits: string): string {
  for (const area of [2, 3, 4]) {
    if (digits.length === 12 && digits.slice(area, area + 2) === "15") {
      return digits.slice(0, area) + digits.slice(area + 2);
    }
  }
  return digits;
}

function nationalReading(digits: string, country: CountryCode): Phone | null {
  let national = digits.replace(/^0/, "");
  if (country === "AR") national = withoutArgentineFifteen(national).replace(/^9(?=\d{10}$)/, "");
  if (country === "MX") national = national.replace(/^(?:044|045|44|45|1)(?=\d{10}$)/, "");
  if (national.length !== NATIONAL_DIGITS[country] || national.startsWith("0")) return null;
  return phoneOf(`${CONVENTIONS[country].dial}${national}`);
}

function internationalReading(digits: string): Phone | null {
  const entries = Object.entries(CONVENTIONS) as [CountryCode, { dial: string }][];
  const country = entries
    .sort(([, a], [, b]) => b.dial.length - a.dial.length)
    .find(([, { dial }]) => digits.startsWith(dial))?.[0];
  const phone = phoneOf(digits);
  if (!phone || !country) return phone;
  const national = phone.length - 1 - CONVENTIONS[country].dial.length;
  const expected = NATIONAL_DIGITS[country] + (country === "AR" ? 1 : 0);
  return national === expected ? phone : null;
}

/** What a person typed, read by the tenant's country; refused when it cannot be read, or can be read in two ways. */
export function readPhone(text: string, country: CountryCode): Result<Phone, "phone_invalid"> {
  const trimmed = text.trim();
  if (!/^\+?[\d\s().-]+$/.test(trimmed)) return err("phone_invalid");
  const digits = trimmed.replace(/\D/g, "");
  if (trimmed.startsWith("+") || digits.startsWith("00")) {
    const phone = internationalReading(digits.replace(/^00/, ""));
    return phone ? ok(phone) : err("phone_invalid");
  }
  const atHome = nationalReading(digits, country);
  const dial = CONVENTIONS[country].dial;
  const abroad = digits.startsWith(dial) ? internationalReading(digits) : null;
  if (atHome && abroad && atHome !== abroad) return err("phone_invalid");
  const phone = atHome ?? abroad;
  return phone ? ok(phone) : err("phone_invalid");
}

/** «·1918»: enough to tell two strangers apart without showing a number. */
export const lastFour = (value: string): string => value.replace(/\W/g, "").slice(-4);
