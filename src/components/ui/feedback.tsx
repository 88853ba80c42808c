import type { LucideIcon } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import { cn } from "./cn";
import { Icon } from "./icon";
import { fillTone, softTone, type Tone, toneIcon } from "./tone";

/** Holds the place in the final geometry: give it the size of what will come. */
export function Skeleton({ className, style }: { className?: string; style?: CSSProperties }) {
  return <span aria-hidden style={style} className={cn("skeleton block h-4 w-full", className)} />;
}

/** A ghost of the real thing, with one action. */
export function EmptyState({
  icon,
  title,
  hint,
  action,
  className,
}: {
  icon?: LucideIcon;
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cn("flex flex-col items-center gap-3 px-4 py-12 text-center", className)}>
      {icon ? (
        <span className="flex size-12 items-center justify-center rounded-full border border-line bg-surface-sunken text-ink-3">
          <Icon icon={icon} className="size-6" />
        </span>
      ) : null}
      <p className="font-heading text-xl font-semibold">{title}</p>
      {hint ? <p className="max-w-(--measure) text-ink-2">{hint}</p> : null}
      {action}
    </div>
  );
}

/** Says where it happened what happened, what is safe and what to do; `code` is the short one for support. */
export function Banner({
  tone = "info",
  icon,
  title,
  children,
  actions,
  code,
  live = false,
  className,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  title?: string;
  children?: ReactNode;
  actions?: ReactNode;
  code?: string;
  /** Announce it: for what appears after the page did. */
  live?: boolean;
  className?: string;
}) {
  return (
    <div
      role={live ? (tone === "danger" ? "alert" : "status") : undefined}
      className={cn(
        "flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border px-3 py-2",
        softTone[tone],
        className,
      )}
    >
      <Icon icon={icon ?? toneIcon[tone]} className="mt-0.5" />
      <div className="min-w-48 flex-1 text-ink">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div>{children}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      {code ? <span className="font-mono text-xs text-ink-3">{code}</span> : null}
    </div>
  );
}

/** `value` and `max` are the real counts; without `value` the length is unknown yet. */
export function ProgressBar({
  value,
  max = 100,
  label,
  tone = "brand",
  className,
}: {
  value?: number;
  max?: number;
  label: string;
  tone?: Tone;
  className?: string;
}) {
  const share = value === undefined ? 0.3 : max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={value === undefined ? undefined : 0}
      aria-valuemax={value === undefined ? undefined : max}
      className={cn("bar h-2 w-full overflow-hidden rounded-full bg-surface-sunken", className)}
    >
      <div className={cn("grow-x h-full rounded-full", fillTone[tone])} style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
