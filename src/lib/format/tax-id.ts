import { CONVENTIONS, type CountryCode, NBSP } from "./country";

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ".");
}

/** Writes a tax id the way its country prints it; an id of an unexpected length is left as it was typed. */
export function formatTaxId(value: string, country: CountryCode): string {
  const clean = value.toUpperCase().replace(/[^0-9A-ZÑ&]/g, "");
  const digits = clean.replace(/\D/g, "");
  switch (country) {
    case "VE":
      return /^[VEJPGC]\d{9}$/.test(clean) ? `${clean[0]}-${clean.slice(1, 9)}-${clean.slice(9)}` : value;
    case "CO":
      return digits.length === 10 ? `${grouped(digits.slice(0, 9))}-${digits.slice(9)}` : value;
    case "MX":
      return /^[A-ZÑ&]{3,4}\d{6}[0-9A-Z]{3}$/.test(clean) ? clean : value;
    case "AR":
      return digits.length === 11 ? `${digits.slice(0, 2)}-${digits.slice(2, 10)}-${digits.slice(10)}` : value;
    case "CL":
      return /^\d{7,8}[0-9K]$/.test(clean) ? `${grouped(clean.slice(0, -1))}-${clean.slice(-1)}` : value;
    default:
      return value;
  }
}

/** RIF J-12345678-9 */
export function formatNamedTaxId(value: string, country: CountryCode): string {
  return `${CONVENTIONS[country].taxId}${NBSP}${formatTaxId(value, country)}`;
}
