"use client";

import { type ReactNode, useState } from "react";
import { formatMoney, readAmount, type WireMoney } from "@/lib/format";
import { useFrame, useT } from "@/lib/i18n/client";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

export type AmountFieldProps = {
  label: string;
  currency: string;
  /** Decimal text of the wire; null while nothing is understood. */
  value: string | null;
  onChange: (amount: string | null) => void;
  name?: string;
  error?: ReactNode;
  optional?: string;
  className?: string;
};

const asTyped = (amount: string | null, decimal: string) => (amount ?? "").replace(".", decimal);

/** Comma or point, as the hand is used to; below it, what was understood. */
export function AmountField({ label, currency, value, onChange, name, error, optional, className }: AmountFieldProps) {
  const t = useT();
  const { country } = useFrame();
  const [text, setText] = useState(() =>
    asTyped(value, country === "MX" || country === "PE" || country === "DO" ? "." : ","),
  );
  const understood: WireMoney | null = value === null ? null : { amount: value, currency };
  return (
    <Field
      label={label}
      optional={optional}
      className={className}
      error={error}
      hint={understood && text ? t("common.understood", { value: formatMoney(understood, country) }) : undefined}
    >
      {(control) => (
        <Input
          {...control}
          name={name}
          numeric
          inputMode="decimal"
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            onChange(readAmount(event.target.value, country));
          }}
        />
      )}
    </Field>
  );
}
