import type { Metadata } from "next";
import { headers } from "next/headers";
import { Button, Field, RadioGroup, Select } from "@/components/ui";
import { countries, countryCodes, isCountry } from "@/lib/countries";
import type { CountryCode } from "@/lib/format";
import { getLanguage, getT } from "@/lib/i18n/server";
import { type Interval, planFor, priceCurrencyOf } from "@/lib/plans";
import { countryHint } from "../_components/country-hint";
import { Calculator } from "./calculator";
import { Comparison } from "./comparison";
import { PlanCards } from "./plan-cards";
import { readQuestion } from "./question";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getT();
  return { title: t("marketing.pricing"), description: t("marketing.pricingLead") };
}

/** Everything asked lives in the address: it works without script and a price can be sent to somebody. */
export default async function PricingPage({ searchParams }: Props) {
  const [t, language, query, incoming] = await Promise.all([getT(), getLanguage(), searchParams, headers()]);
  const asked = typeof query.pais === "string" && isCountry(query.pais) ? query.pais : undefined;
  const country: CountryCode | undefined = asked ?? countryHint(incoming.get("accept-language"));
  const currency = priceCurrencyOf(country);
  const interval: Interval = query.cobro === "mensual" ? "month" : "year";
  const question = readQuestion(query);
  const suggested = question ? planFor(question) : undefined;
  const isOwnCurrency = country !== undefined && currency !== "USD";
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-12 px-4 py-8 md:py-14">
      <header className="flex flex-col gap-3">
        <h1 className="text-4xl">{t("marketing.pricingTitle")}</h1>
        <p className="max-w-(--measure) text-xl text-ink-2">{t("marketing.pricingLead")}</p>
      </header>
      <section aria-label={t("marketing.pricing")} className="flex flex-col gap-6">
        <form action="/precios" className="flex flex-wrap items-end gap-4">
          <Field label={t("marketing.country")} id="pais">
            {(control) => (
              <Select
                {...control}
                name="pais"
                className="w-56"
                defaultValue={country ?? "VE"}
                options={countryCodes
                  .map((code) => ({
                    value: code,
                    label: `${countries[code].name[language]}, ${priceCurrencyOf(code)}`,
                  }))
                  .sort((a, b) => a.label.localeCompare(b.label, language))}
              />
            )}
          </Field>
          <RadioGroup
            legend={t("marketing.billing")}
            name="cobro"
            inline
            defaultValue={interval === "year" ? "anual" : "mensual"}
            options={[
              { value: "mensual", label: t("marketing.monthly") },
              { value: "anual", label: t("marketing.yearly") },
            ]}
          />
          <Button type="submit">{t("marketing.apply")}</Button>
        </form>
        <PlanCards t={t} country={country ?? "VE"} currency={currency} interval={interval} suggested={suggested} />
        <p className="max-w-(--measure) text-ink-2">
          {isOwnCurrency ? t("marketing.pricesIn", { currency }) : t("marketing.pricesInDollars")}.{" "}
          {t("marketing.taxSaid")}
        </p>
      </section>
      <Calculator
        t={t}
        country={country ?? "VE"}
        currency={currency}
        interval={interval}
        question={question}
        suggested={suggested}
      />
      <Comparison t={t} country={country ?? "VE"} />
      <section className="flex flex-col gap-4">
        <h2 className="text-3xl">{t("marketing.questionsTitle")}</h2>
        <dl className="grid gap-6 sm:grid-cols-2 lg:grid-cols-4">
          {(["ruleUp", "ruleDown", "rulePause", "ruleMessages"] as const).map((rule) => (
            <div key={rule} className="border-t border-line pt-3">
              <dt className="text-lg font-semibold">{t(`marketing.${rule}`)}</dt>
              <dd className="text-ink-2">{t(`marketing.${rule}Body`)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
