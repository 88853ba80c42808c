import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";
import { Icon } from "./icon";

export type ControlProps = {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
};

export type FieldProps = {
  label: string;
  /** Said after the label when it may stay empty. */
  optional?: string;
  hint?: ReactNode;
  /** The fix, not the fault: «Falta un dígito: el RIF lleva 9». */
  error?: ReactNode;
  id?: string;
  className?: string;
  /** Spread what it receives on the control. */
  children: (control: ControlProps) => ReactNode;
};

/** Owns label, hint and error of one control. */
export function Field({ label, optional, hint, error, id, className, children }: FieldProps) {
  const generated = useId();
  const controlId = id ?? generated;
  const described = [hint ? `${controlId}-hint` : "", error ? `${controlId}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={cn("flex flex-col gap-1", className)}>
      <label htmlFor={controlId} className="font-semibold">
        {label}
        {optional ? <span className="font-normal text-ink-3"> ({optional})</span> : null}
      </label>
      {children({
        id: controlId,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {hint ? (
        <p id={`${controlId}-hint`} className="text-sm text-ink-3">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${controlId}-error`} className="flex items-start gap-1 text-sm text-danger-ink">
          <Icon icon={CircleAlert} className="mt-px size-4" />
          <span>{error}</span>
        </p>
      ) : null}
    </div>
  );
}
