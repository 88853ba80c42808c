"use client";

import { type FormEvent, useState } from "react";
import { signIn } from "@/components/forms/post";
import { Refusal } from "@/components/forms/refusal";
import { Button, Field, Input } from "@/components/ui";
import type { ErrorCode } from "@/lib/errors";
import { useT } from "@/lib/i18n/client";
import { looksLikeEmail } from "../_components/checks";
import { type FieldErrors, FormErrors } from "../_components/form-errors";
import { PasswordField } from "../_components/password-field";

export type SignInFormProps = {
  email?: string;
  /** Where to go afterwards; already checked to be ours. */
  next: string;
  /** A refusal that came with the address. */
  refusal?: ErrorCode;
};

export function SignInForm({ email: known = "", next, refusal }: SignInFormProps) {
  const t = useT();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const [errors, setErrors] = useState<FieldErrors>({});
  const [attempt, setAttempt] = useState(0);
  const [isPending, setIsPending] = useState(false);
  const [refused, setRefused] = useState<ErrorCode | null>(refusal ?? null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // Enter in a field submits past the button's own guard.
    if (isPending) return;
    const found = {
      email: looksLikeEmail(email) ? undefined : t("auth.emailFix"),
      password: password ? undefined : t("auth.passwordNeeded"),
    };
    setErrors(found);
    setAttempt(attempt + 1);
    if (found.email || found.password) return;
    setIsPending(true);
    setRefused(null);
    const answer = await signIn(email.trim(), password);
    if (answer.ok) {
      // A whole page, so that nothing read before the session stays in memory.
      window.location.assign(next);
      return;
    }
    setIsPending(false);
    setRefused(answer.code);
  };

  return (
    <form noValidate method="post" className="flex flex-col gap-4" onSubmit={submit}>
      {refused ? <Refusal code={refused} /> : null}
      <FormErrors errors={errors} attempt={attempt} />
      <Field label={t("auth.email")} error={errors.email} id="email">
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            inputMode="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={email}
            onChange={(change) => setEmail(change.target.value)}
          />
        )}
      </Field>
      <PasswordField purpose="current" value={password} onChange={setPassword} error={errors.password} />
      <Button type="submit" variant="primary" size="lg" pending={isPending} pendingLabel={t("auth.signingIn")}>
        {t("auth.signIn")}
      </Button>
    </form>
  );
}
