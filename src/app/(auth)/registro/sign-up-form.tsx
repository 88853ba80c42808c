"use client";

import { type FormEvent, useRef, useState } from "react";
import { mutate, newIdempotencyKey } from "@/components/forms/post";
import { Refusal } from "@/components/forms/refusal";
import { Banner, Button, ButtonLink, Link } from "@/components/ui";
import type { CountryCode } from "@/lib/countries";
import type { ErrorCode } from "@/lib/errors";
import { useT } from "@/lib/i18n/client";
import type { PlanKey } from "@/lib/plans";
import { looksLikeEmail, PASSWORD_LENGTH } from "../_components/checks";
import { type FieldErrors, FormErrors } from "../_components/form-errors";
import { BusinessStep, type CountryOption, type SignUpValues, StepMarks, type TradeOption, YouStep } from "./steps";

export type SignUpFormProps = {
  countries: readonly CountryOption[];
  trades: readonly TradeOption[];
  country?: CountryCode;
  plan?: PlanKey;
};

type Outcome =
  | { kind: "idle" }
  | { kind: "pending" }
  | { kind: "done" }
  | { kind: "refused"; code: ErrorCode; reference?: string };

export function SignUpForm({ countries, trades, country, plan }: SignUpFormProps) {
  const t = useT();
  const [values, setValues] = useState<SignUpValues>({
    name: "",
    email: "",
    password: "",
    business: "",
    country: country ?? countries[0]?.code ?? "CO",
    trade: "auto_parts",
  });
  const [step, setStep] = useState<1 | 2>(1);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [attempt, setAttempt] = useState(0);
  const [outcome, setOutcome] = useState<Outcome>({ kind: "idle" });
  /** One per intent: pressing again after a lost answer opens no second business. */
  const idempotencyKey = useRef<string | null>(null);
  const change = (part: Partial<SignUpValues>) => setValues((current) => ({ ...current, ...part }));

  const isPending = outcome.kind === "pending" || outcome.kind === "done";

  const checkYou = (): FieldErrors => ({
    name: values.name.trim().length < 2 ? t("auth.nameFix") : undefined,
    email: looksLikeEmail(values.email) ? undefined : t("auth.emailFix"),
    password: values.password.length < PASSWORD_LENGTH ? t("auth.passwordShort") : undefined,
  });
  const checkBusiness = (): FieldErrors => ({
    business: values.business.trim().length < 2 ? t("auth.businessFix") : undefined,
  });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // Enter in a field submits past the button's own guard.
    if (isPending) return;
    const found = step === 1 ? checkYou() : checkBusiness();
    setErrors(found);
    setAttempt(attempt + 1);
    if (Object.values(found).some(Boolean)) return;
    if (step === 1) {
      setStep(2);
      return;
    }
    idempotencyKey.current ??= newIdempotencyKey();
    setOutcome({ kind: "pending" });
    const answer = await mutate<{ slug: string }>("tenancy.signUp", {
      ...values,
      name: values.name.trim(),
      email: values.email.trim(),
      business: values.business.trim(),
      ...(plan ? { plan } : {}),
      idempotencyKey: idempotencyKey.current,
    });
    if (answer.ok) {
      setOutcome({ kind: "done" });
      window.location.assign(`/${answer.value.slug}`);
      return;
    }
    if (answer.code !== "outcome_unknown") idempotencyKey.current = null;
    setOutcome({ kind: "refused", code: answer.code, reference: answer.reference });
    if (answer.code !== "email_taken") return;
    setErrors({ email: t("auth.emailKnown") });
    setStep(1);
    setAttempt(attempt + 2);
  };

  return (
    <form noValidate method="post" className="flex flex-col gap-5" onSubmit={submit}>
      <StepMarks step={step} />
      {outcome.kind === "refused" ? (
        <Refusal
          code={outcome.code}
          reference={outcome.reference}
          actions={
            outcome.code === "email_taken" ? (
              <ButtonLink href={`/entrar?correo=${encodeURIComponent(values.email.trim())}`}>
                {t("auth.enterInstead")}
              </ButtonLink>
            ) : undefined
          }
        />
      ) : null}
      <FormErrors errors={errors} attempt={attempt} />
      {step === 1 ? (
        <YouStep values={values} errors={errors} onChange={change} />
      ) : (
        <BusinessStep values={values} errors={errors} onChange={change} countries={countries} trades={trades} />
      )}
      <div className="flex flex-col gap-2">
        <Button
          type="submit"
          variant="primary"
          size="lg"
          pending={isPending}
          pendingLabel={step === 2 ? t("auth.creating") : undefined}
        >
          {step === 1 ? t("auth.next") : t("auth.createBusiness")}
        </Button>
        {step === 2 && !isPending ? (
          <Button variant="ghost" onClick={() => setStep(1)}>
            {t("common.back")}
          </Button>
        ) : null}
      </div>
      {outcome.kind === "done" ? <Banner tone="success" live title={t("auth.creatingDone")} /> : null}
      <p className="text-sm text-ink-3">
        {t("auth.accepts")} <Link href="/legal/terminos">{t("auth.terms")}</Link> {t("auth.and")}{" "}
        <Link href="/legal/privacidad">{t("auth.privacy")}</Link>.
      </p>
    </form>
  );
}
