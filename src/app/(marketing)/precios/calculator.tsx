import { Button, Checkbox, Field, Input } from "@/components/ui";
import type { CountryCode } from "@/lib/format";
import type { Translate } from "@/lib/i18n/translate";
import { type Interval, modulesOnTheWay, type PlanKey, type PriceCurrency, priceMinor } from "@/lib/plans";
import { planName, writePrice } from "./plan-names";
import { lossMinor, type Question, salesToPay } from "./question";

export type CalculatorProps = {
  t: Translate;
  country: CountryCode;
  currency: PriceCurrency;
  interval: Interval;
  question: Question | null;
  suggested?: PlanKey;
};

export function Calculator({ t, country, currency, interval, question, suggested }: CalculatorProps) {
  const loss = question ? lossMinor(question) : 0n;
  const needed = question && suggested ? salesToPay(priceMinor(suggested, currency, "month"), question) : null;
  return (
    <section id="calculadora" className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5">
      <h2 className="text-2xl">{t("marketing.calculatorTitle")}</h2>
      <form action="/precios#calculadora" className="flex flex-col gap-4">
        <input type="hidden" name="pais" value={country} />
        <input type="hidden" name="cobro" value={interval === "month" ? "mensual" : "anual"} />
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          <Field label={t("marketing.calcBranches")} id="sucursales">
            {(control) => (
              <Input
                {...control}
                name="sucursales"
                numeric
                inputMode="numeric"
                defaultValue={question?.branches ?? 2}
              />
            )}
          </Field>
          <Field label={t("marketing.calcMembers")} id="personas">
            {(control) => (
              <Input {...control} name="personas" numeric inputMode="numeric" defaultValue={question?.members ?? 6} />
            )}
          </Field>
          <Field label={t("marketing.calcStockouts")} id="perdidas">
            {(control) => (
              <Input {...control} name="perdidas" numeric inputMode="numeric" defaultValue={question?.lostSales ?? 8} />
            )}
          </Field>
          <Field label={`${t("marketing.calcTicket")} (${currency})`} id="venta">
            {(control) => (
              <Input {...control} name="venta" numeric inputMode="decimal" defaultValue={question?.ticket ?? ""} />
            )}
          </Field>
        </div>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
          <Checkbox
            name="whatsapp"
            value="si"
            label={t("marketing.calcWhatsapp")}
            defaultChecked={question?.usesWhatsapp ?? true}
          />
          <Checkbox
            name="pronostico"
            value="si"
            label={`${t("marketing.calcForecast")}${modulesOnTheWay.has("forecasting") ? ` (${t("marketing.onTheWay")})` : ""}`}
            defaultChecked={question?.wantsForecast ?? false}
          />
          <Button type="submit">{t("marketing.calculate")}</Button>
        </div>
      </form>
      {question && suggested ? (
        <output className="flex flex-col gap-1 rounded-md bg-brand-soft px-4 py-3 text-lg text-on-brand-soft">
          <span className="font-semibold">
            {t("marketing.calcResult", {
              branches: t("marketing.limitBranches", { count: question.branches }),
              members: t("marketing.limitMembers", { count: question.members }),
              plan: planName(t, suggested),
            })}
          </span>
          {loss > 0n ? <span>{t("marketing.calcLoss", { amount: writePrice(loss, currency, country) })}</span> : null}
          {loss > 0n && needed !== null ? <span>{t("marketing.calcWorth", { count: Number(needed) })}</span> : null}
        </output>
      ) : null}
    </section>
  );
}
