"use client";

import { type ReactNode, useState } from "react";
import { formatQuantity, readQuantity } from "@/lib/format";
import { useFrame, useT } from "@/lib/i18n/client";
import { milliToText } from "@/lib/quantity";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

export type QtyFieldProps = {
  label: string;
  /** Thousandths; null while nothing is understood. */
  value: bigint | null;
  onChange: (milli: bigint | null) => void;
  unit?: string;
  name?: string;
  error?: ReactNode;
  className?: string;
};

export function QtyField({ label, value, onChange, unit, name, error, className }: QtyFieldProps) {
  const t = useT();
  const { country, language } = useFrame();
  const [text, setText] = useState(() => (value === null ? "" : milliToText(value)));
  return (
    <Field
      label={label}
      className={className}
      error={error}
      hint={
        value !== null && unit
          ? t("common.understood", { value: formatQuantity(value, country, { unit, language }) })
          : undefined
      }
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
            onChange(readQuantity(event.target.value));
          }}
        />
      )}
    </Field>
  );
}
