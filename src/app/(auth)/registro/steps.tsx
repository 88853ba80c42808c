"use client";

import { Check } from "lucide-react";
import { cn, Field, Icon, Input, RadioGroup, Select } from "@/components/ui";
import type { CountryCode, Trade } from "@/lib/countries";
import { useT } from "@/lib/i18n/client";
import type { FieldErrors } from "../_components/form-errors";
import { PasswordField } from "../_components/password-field";

export type SignUpValues = {
  name: string;
  email: string;
  password: string;
  business: string;
  country: CountryCode;
  trade: Trade;
};
export type CountryOption = { code: CountryCode; name: string; currency: string; tax: string; city: string };
export type TradeOption = { value: Trade; label: string };

type StepProps = { values: SignUpValues; errors: FieldErrors; onChange: (part: Partial<SignUpValues>) => void };

export function StepMarks({ step }: { step: 1 | 2 }) {
  const t = useT();
  const marks = [t("auth.stepYou"), t("auth.stepBusiness")];
  return (
    <ol aria-label={t("auth.stepOf", { step, total: marks.length })} className="flex gap-6">
      {marks.map((name, index) => {
        const isCurrent = index + 1 === step;
        const isDone = index + 1 < step;
        return (
          <li key={name} aria-current={isCurrent ? "step" : undefined} className="flex items-center gap-2">
            <span
              aria-hidden
              className={cn(
                "flex size-6 items-center justify-center rounded-full border text-sm font-semibold tabular-nums",
                isCurrent || isDone ? "border-brand bg-brand text-on-brand" : "border-line-strong text-ink-2",
              )}
            >
              {isDone ? <Icon icon={Check} className="size-4" /> : index + 1}
            </span>
            <span className={isCurrent ? "font-semibold" : "text-ink-2"}>{name}</span>
          </li>
        );
      })}
    </ol>
  );
}

export function YouStep({ values, errors, onChange }: StepProps) {
  const t = useT();
  return (
    <>
      <Field label={t("auth.yourName")} error={errors.name} id="name">
        {(control) => (
          <Input
            {...control}
            name="name"
            autoComplete="name"
            placeholder={t("auth.nameExample")}
            value={values.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("auth.email")} error={errors.email} id="email">
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            inputMode="email"
            autoComplete="email"
            autoCapitalize="none"
            spellCheck={false}
            placeholder={t("auth.emailExample")}
            value={values.email}
            onChange={(event) => onChange({ email: event.target.value })}
          />
        )}
      </Field>
      <PasswordField
        purpose="new"
        hint={t("auth.passwordHint")}
        value={values.password}
        onChange={(password) => onChange({ password })}
        error={errors.password}
      />
    </>
  );
}

export function BusinessStep({
  values,
  errors,
  onChange,
  countries,
  trades,
}: StepProps & { countries: readonly CountryOption[]; trades: readonly TradeOption[] }) {
  const t = useT();
  const chosen = countries.find(({ code }) => code === values.country);
  return (
    <>
      <Field label={t("auth.businessName")} error={errors.business} id="business">
        {(control) => (
          <Input
            {...control}
            // The step was just opened by its own button: the next thing to write is this.
            autoFocus
            name="business"
            autoComplete="organization"
            placeholder={t("auth.businessExample")}
            value={values.business}
            onChange={(event) => onChange({ business: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t("auth.country")}
        id="country"
        hint={
          chosen ? t("auth.countryGives", { currency: chosen.currency, tax: chosen.tax, city: chosen.city }) : undefined
        }
      >
        {(control) => (
          <Select
            {...control}
            name="country"
            autoComplete="country"
            value={values.country}
            onChange={(event) => onChange({ country: event.target.value as CountryCode })}
            options={countries.map(({ code, name }) => ({ value: code, label: name }))}
          />
        )}
      </Field>
      <RadioGroup
        legend={t("auth.trade")}
        name="trade"
        value={values.trade}
        onChange={(trade) => onChange({ trade })}
        options={trades}
        className="[&>div]:grid [&>div]:grid-cols-2"
      />
    </>
  );
}
