import { Check } from "lucide-react";
import { Badge, ButtonLink, cn, Icon } from "@/components/ui";
import type { CountryCode } from "@/lib/format";
import type { Translate } from "@/lib/i18n/translate";
import {
  type Interval,
  modulesOnTheWay,
  type PlanKey,
  type PriceCurrency,
  planKeys,
  plans,
  priceMinor,
  yearlySavingMinor,
} from "@/lib/plans";
import { moduleName, planFor, planName, writePrice } from "./plan-names";

export type PlanCardsProps = {
  t: Translate;
  country: CountryCode;
  currency: PriceCurrency;
  interval: Interval;
  suggested?: PlanKey;
};

export function PlanCards(props: PlanCardsProps) {
  return (
    <ul className="grid gap-4 lg:grid-cols-3">
      {planKeys.map((key, index) => (
        <PlanCard key={key} {...props} plan={key} before={planKeys[index - 1]} />
      ))}
    </ul>
  );
}

function PlanCard({
  t,
  country,
  currency,
  interval,
  suggested,
  plan,
  before,
}: PlanCardsProps & { plan: PlanKey; before?: PlanKey }) {
  const { limits, modules } = plans[plan];
  const added = modules.filter((module) => !before || !plans[before].modules.includes(module));
  const isMarked = suggested ? suggested === plan : plan === "intermediate";
  const facts = [
    t("marketing.limitBranches", { count: limits.branches }),
    t("marketing.limitMembers", { count: limits.members }),
    limits.whatsappNumbers > 0
      ? t("marketing.limitWhatsapp", { count: limits.whatsappNumbers })
      : t("marketing.noWhatsapp"),
    t("marketing.limitProducts", { count: limits.products }),
  ];
  return (
    <li
      className={cn(
        "flex flex-col gap-4 rounded-lg border bg-surface p-5",
        isMarked ? "border-brand outline-1 outline-brand" : "border-line",
      )}
    >
      <div className="flex flex-col gap-1">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h2 className="text-2xl">{planName(t, plan)}</h2>
          {isMarked ? (
            <Badge tone="brand" icon={Check}>
              {suggested ? t("marketing.fitsYou") : t("marketing.recommended")}
            </Badge>
          ) : null}
        </div>
        <p className="text-ink-2 lg:min-h-10">{planFor(t, plan)}</p>
      </div>
      <p className="flex flex-wrap items-baseline gap-x-1">
        <span className="font-heading text-4xl font-semibold tabular-nums">
          {writePrice(priceMinor(plan, currency, interval), currency, country)}
        </span>
        <span className="text-ink-2">{t(interval === "month" ? "marketing.perMonth" : "marketing.perYear")}</span>
        <span className="w-full text-sm text-success-ink">
          {interval === "year"
            ? t("marketing.savesYear", { amount: writePrice(yearlySavingMinor(plan, currency), currency, country) })
            : "\u00a0"}
        </span>
      </p>
      <ButtonLink
        href={`/registro?plan=${plan}&pais=${country}`}
        variant={isMarked ? "primary" : "secondary"}
        size="lg"
        block
      >
        {t("marketing.choose", { plan: planName(t, plan) })}
      </ButtonLink>
      <ul className="flex flex-col gap-1.5">
        {facts.map((fact) => (
          <li key={fact} className="font-semibold">
            {fact}
          </li>
        ))}
      </ul>
      <div className="border-t border-line pt-3">
        {before ? (
          <p className="pb-2 text-ink-2">{t("marketing.includesBefore", { plan: planName(t, before) })}</p>
        ) : null}
        <ul className="flex flex-col gap-2">
          {added.map((module) => (
            <li key={module} className="flex items-start gap-2">
              <Icon icon={Check} className="mt-0.5 text-success-ink" />
              <span>
                {moduleName(t, module)}
                {modulesOnTheWay.has(module) ? <span className="text-ink-3"> ({t("marketing.onTheWay")})</span> : null}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}
