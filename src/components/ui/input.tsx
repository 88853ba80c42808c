import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";
import { Icon } from "./icon";

export type InputProps = ComponentProps<"input"> & {
  /** Digits in a column: right-aligned and tabular. */ numeric?: boolean;
};

export function Input({ className, numeric = false, ...rest }: InputProps) {
  return <input {...rest} className={cn("control", numeric && "num", className)} />;
}

export function Textarea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  return <textarea {...rest} rows={rows} className={cn("control resize-y py-2 leading-normal", className)} />;
}

export type SelectProps = ComponentProps<"select"> & {
  options?: readonly { value: string; label: string; disabled?: boolean }[];
};

/** The system's own list: it works without script and is the best one a phone has. */
export function Select({ className, options, children, ...rest }: SelectProps) {
  return (
    <span className={cn("relative flex", className)}>
      <select {...rest} className="control appearance-none pr-8">
        {options?.map(({ value, label, disabled }) => (
          <option key={value} value={value} disabled={disabled}>
            {label}
          </option>
        ))}
        {children}
      </select>
      <Icon icon={ChevronDown} className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-ink-3" />
    </span>
  );
}
