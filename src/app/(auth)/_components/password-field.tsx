"use client";

import { type ReactNode, useState } from "react";
import { Field, Input } from "@/components/ui";
import { useT } from "@/lib/i18n/client";

export type PasswordFieldProps = {
  purpose: "current" | "new";
  value: string;
  onChange: (password: string) => void;
  hint?: ReactNode;
  error?: ReactNode;
};

/** Works with password managers; nothing is retyped, for it can be seen. */
export function PasswordField({ purpose, value, onChange, hint, error }: PasswordFieldProps) {
  const t = useT();
  const [isShown, setIsShown] = useState(false);
  return (
    <Field label={t("auth.password")} hint={hint} error={error} id="password">
      {(control) => (
        <span className="relative flex">
          <Input
            {...control}
            name="password"
            type={isShown ? "text" : "password"}
            autoComplete={purpose === "new" ? "new-password" : "current-password"}
            autoCapitalize="none"
            spellCheck={false}
            className="pr-24"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <button
            type="button"
            className="absolute inset-y-1 right-1 min-w-11 pointer-coarse:inset-y-0 cursor-pointer rounded-sm px-2 text-sm font-semibold text-link hover:bg-surface-hover"
            aria-pressed={isShown}
            onClick={() => setIsShown(!isShown)}
          >
            {t(isShown ? "common.hidePassword" : "common.showPassword")}
          </button>
        </span>
      )}
    </Field>
  );
}
