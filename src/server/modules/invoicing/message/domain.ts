import {
  type CountryCode,
  formatDateTime,
  formatMoney,
  formatQuantity,
  isCountryCode,
  type WireMoney,
} from "@/lib/format";

export interface QuoteMessage {
  business: string;
  country: string;
  timeZone: string;
  language: "es" | "en";
  code: string;
  customerName: string;
  lines: readonly { name: string; quantity: string; amount: WireMoney; isFree: boolean }[];
  discount: WireMoney;
  taxes: readonly { code: string; ratePpm: number; tax: WireMoney }[];
  total: WireMoney;
  validUntil: string;
  url: string;
}

/** A rate for people: 160000 is «16». */
export const percentText = (ppm: number): string => {
  const thousandths = Math.round(ppm / 10);
  const [whole, rest] = [Math.trunc(thousandths / 1_000), thousandths % 1_000];
  return rest === 0 ? `${whole}` : `${whole},${rest.toString().padStart(3, "0").replace(/0+$/, "")}`;
};

/** Countries whose way of writing is not settled yet write like Colombia. */
export const conventionOf = (country: string): CountryCode => (isCountryCode(country) ? country : "CO");

const words = {
  es: {
    hello: "Hola",
    quote: "tu cotización",
    discount: "Descuento",
    total: "Total",
    until: "Vale hasta el",
    toConfirm: "por confirmar",
    see: "Mírala, acéptala y paga aquí",
  },
  en: {
    hello: "Hello",
    quote: "your quote",
    discount: "Discount",
    total: "Total",
    until: "Valid until",
    toConfirm: "to be confirmed",
    see: "See it, accept it and pay here",
  },
} as const;

/** What WhatsApp carries: the same figures as the page, as text. */
export function quoteText(message: QuoteMessage): string {
  const say = words[message.language];
  const country = conventionOf(message.country);
  const frame = { zone: message.timeZone, country, language: message.language };
  const amount = (value: WireMoney) => formatMoney(value, country);
  const isZero = /^-?0*(\.0*)?$/.test(message.discount.amount);
  return [
    `${say.hello}, ${message.customerName}: ${say.quote} ${message.code} · ${message.business}`,
    "",
    ...message.lines.map(
      (line) =>
        `${formatQuantity(line.quantity, country)} × ${line.name}${line.isFree ? ` (${say.toConfirm})` : ""}: ${amount(line.amount)}`,
    ),
    ...(isZero ? [] : [`${say.discount}: −${amount(message.discount)}`]),
    ...message.taxes
      .filter(({ ratePpm }) => ratePpm > 0)
      .map((tax) => `${tax.code.toUpperCase()} ${percentText(tax.ratePpm)} %: ${amount(tax.tax)}`),
    `*${say.total}: ${amount(message.total)}*`,
    "",
    `${say.until} ${formatDateTime(message.validUntil, frame)}`,
    `${say.see}: ${message.url}`,
  ].join("\n");
}
