import { TableFrame } from "@/components/ui";
import { countries } from "@/lib/countries";
import { CONVENTIONS, type CountryCode, formatMoney, formatTime, type WireMoney } from "@/lib/format";
import type { Language } from "@/lib/i18n";
import type { Translate } from "@/lib/i18n/translate";

/** One hour and one price, as four businesses read them. */
const samples: readonly { country: CountryCode; money: WireMoney }[] = [
  { country: "VE", money: { amount: "1234.50", currency: "USD" } },
  { country: "CO", money: { amount: "1234500", currency: "COP" } },
  { country: "MX", money: { amount: "1234.50", currency: "MXN" } },
  { country: "AR", money: { amount: "1234.50", currency: "ARS" } },
];
const EVENING = "2026-11-20T19:05:00Z";

export function Countries({ t, language }: { t: Translate; language: Language }) {
  return (
    <section className="mx-auto grid max-w-6xl items-center gap-8 px-4 py-12 md:grid-cols-[1fr_1.2fr] md:py-16">
      <div>
        <h2 className="text-3xl">{t("marketing.tradesTitle")}</h2>
        <p className="pt-2 text-lg text-ink-2">{t("marketing.tradesBody")}</p>
      </div>
      <TableFrame label={t("marketing.tradesTitle")}>
        <table className="w-full text-left">
          <thead>
            <tr className="border-b border-line text-sm text-ink-2">
              <th scope="col" className="px-4 py-2">
                {t("marketing.tradesCountry")}
              </th>
              <th scope="col" className="num px-4 py-2">
                {t("marketing.tradesMoney")}
              </th>
              <th scope="col" className="num px-4 py-2">
                {t("marketing.tradesTime")}
              </th>
              <th scope="col" className="px-4 py-2 whitespace-nowrap">
                {t("marketing.tradesTax")}
              </th>
            </tr>
          </thead>
          <tbody>
            {samples.map(({ country, money }) => {
              const { taxId, taxes } = CONVENTIONS[country];
              return (
                <tr key={country} className="border-b border-line last:border-b-0">
                  <th scope="row" className="px-4 py-3 font-semibold">
                    {countries[country].name[language]}
                  </th>
                  <td className="num px-4 py-3">{formatMoney(money, country)}</td>
                  <td className="num px-4 py-3">{formatTime(EVENING, { country, zone: "UTC" })}</td>
                  <td className="px-4 py-3 whitespace-nowrap">
                    {taxId} · {taxes.join(", ")}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}
