import { CONVENTIONS, type CountryCode, MINUS, NBSP } from "./country";
import { groupDigits, roundDecimal, splitDecimal } from "./number";

/** Money as it travels: an exact decimal string, never a float. */
export type WireMoney = { amount: string; currency: string };

export type MoneyOptions = {
  /** Price lists may leave `,00` out; ledgers and totals never do. */
  trimZeros?: boolean;
  /** Writes a plus before income, for columns of movements. */
  signed?: boolean;
};

const NO_CENTS = new Set(["COP", "CLP", "PYG"]);

/** How many decimals a person expects; cents that do exist are shown even where the custom is to have none. */
export function currencyDecimals(currency: string): 0 | 2 {
  return NO_CENTS.has(currency) ? 0 : 2;
}

function symbolOf(currency: string, country: CountryCode): string {
  const { currency: home, dollar } = CONVENTIONS[country];
  if (currency === home.code) return home.symbol;
  if (currency === "USD") return dollar;
  return `${currency}${NBSP}`;
}

/**
 * The runtime's `Intl` is not used: it writes `Bs.S` and `USD-1.234,50`, and differs between server and browser,
 * which would break hydration and make two screens disagree about the same amount.
 */
export function formatMoney(money: WireMoney, country: CountryCode, options: MoneyOptions = {}): string {
  const { decimal, group } = CONVENTIONS[country];
  const given = splitDecimal(money.amount);
  const hasCents = !/^0*$/.test(given.fraction);
  const wanted = hasCents ? 2 : options.trimZeros ? 0 : currencyDecimals(money.currency);
  const { negative, whole, fraction } = roundDecimal(money.amount, wanted);
  const sign = negative ? MINUS : options.signed && !/^0*$/.test(whole + fraction) ? "+" : "";
  return `${sign}${symbolOf(money.currency, country)}${groupDigits(whole, group)}${fraction ? decimal + fraction : ""}`;
}

/**
 * Reads what a person typed with comma or point, or says that it is not an amount.
 * The last separator followed by one or two digits is the decimal one; every other separator groups.
 */
export function readAmount(text: string, country: CountryCode): string | null {
  const clean = text.replace(/[\s\u00a0$]|Bs\.?|US|RD|S\/|Gs\.?/gi, "").replace(MINUS, "-");
  if (!/^-?\d[\d.,]*$|^-?[.,]\d{1,2}$/.test(clean)) return null;
  const last = Math.max(clean.lastIndexOf(","), clean.lastIndexOf("."));
  if (last === -1) return trimLeadingZeros(clean);
  const tail = clean.slice(last + 1);
  const head = clean.slice(0, last);
  // "1.234" is a thousand in Caracas and in Mexico "1,234" is too; only the country's decimal sign may carry three digits.
  const isDecimal = tail.length > 0 && tail.length <= 2 ? true : clean[last] === CONVENTIONS[country].decimal;
  if (!isDecimal && !/^-?\d{1,3}([.,]\d{3})+$/.test(clean)) return null;
  if (isDecimal && /[.,]/.test(head) && !/^-?\d{1,3}([.,]\d{3})+$/.test(head)) return null;
  const digits = isDecimal ? `${head.replace(/[.,]/g, "") || "0"}.${tail}` : clean.replace(/[.,]/g, "");
  return trimLeadingZeros(digits.replace(/\.$/, ""));
}

function trimLeadingZeros(value: string): string {
  return value.replace(/^(-?)0+(?=\d)/, "$1");
}
