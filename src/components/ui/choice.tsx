import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

type ChoiceProps = Omit<ComponentProps<"input">, "type"> & { label: ReactNode; hint?: ReactNode; hideLabel?: boolean };

function Choice({ label, hint, hideLabel, className, kind, ...rest }: ChoiceProps & { kind: "checkbox" | "radio" }) {
  return (
    <label
      className={cn(
        "flex min-h-6 cursor-pointer items-start gap-2 has-disabled:cursor-not-allowed pointer-coarse:min-h-11 pointer-coarse:items-center",
        className,
      )}
    >
      <input
        {...rest}
        type={kind}
        className="mt-0.5 size-4 shrink-0 accent-brand pointer-coarse:mt-0 pointer-coarse:size-5"
      />
      <span className={cn("flex flex-col", hideLabel && "sr-only")}>
        <span>{label}</span>
        {hint ? <span className="text-sm text-ink-3">{hint}</span> : null}
      </span>
    </label>
  );
}

export function Checkbox(props: ChoiceProps) {
  return <Choice {...props} kind="checkbox" />;
}

export type RadioOption<V extends string> = { value: V; label: ReactNode; hint?: ReactNode; disabled?: boolean };

export type RadioGroupProps<V extends string> = {
  legend: ReactNode;
  hideLegend?: boolean;
  name: string;
  options: readonly RadioOption<V>[];
  value?: V;
  defaultValue?: V;
  onChange?: (value: V) => void;
  error?: ReactNode;
  inline?: boolean;
  className?: string;
};

export function RadioGroup<V extends string>({
  legend,
  hideLegend,
  name,
  options,
  value,
  defaultValue,
  onChange,
  error,
  inline,
  className,
}: RadioGroupProps<V>) {
  return (
    <fieldset className={cn("flex flex-col gap-2", className)} aria-describedby={error ? `${name}-error` : undefined}>
      <legend className={cn("mb-1 font-semibold", hideLegend && "sr-only")}>{legend}</legend>
      <div className={cn("flex gap-2", inline ? "flex-wrap gap-x-4" : "flex-col")}>
        {options.map((option) => (
          <Choice
            key={option.value}
            kind="radio"
            name={name}
            value={option.value}
            label={option.label}
            hint={option.hint}
            disabled={option.disabled}
            checked={value === undefined ? undefined : value === option.value}
            defaultChecked={defaultValue === undefined ? undefined : defaultValue === option.value}
            onChange={onChange ? () => onChange(option.value) : undefined}
          />
        ))}
      </div>
      {error ? (
        <p id={`${name}-error`} className="text-sm text-danger-ink">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

/** For what takes effect at once; a choice that waits for «Guardar» is a checkbox. */
export function Switch({ label, hint, hideLabel, className, ...rest }: ChoiceProps) {
  return (
    <label className={cn("flex min-h-6 cursor-pointer items-center gap-2 pointer-coarse:min-h-11", className)}>
      <input
        {...rest}
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a native checkbox tells its own state.
        role="switch"
        className="relative h-5 w-9 shrink-0 cursor-pointer appearance-none rounded-full border border-line-strong bg-surface-sunken transition-colors duration-(--dur-2) before:absolute before:top-0.5 before:left-0.5 before:size-3.5 before:rounded-full before:bg-line-strong before:transition-transform before:duration-(--dur-2) checked:border-brand checked:bg-brand checked:before:translate-x-4 checked:before:bg-on-brand disabled:cursor-not-allowed"
      />
      <span className={cn("flex flex-col", hideLabel && "sr-only")}>
        <span>{label}</span>
        {hint ? <span className="text-sm text-ink-3">{hint}</span> : null}
      </span>
    </label>
  );
}
