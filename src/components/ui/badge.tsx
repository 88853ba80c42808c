import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { Icon } from "./icon";
import { softTone, type Tone, toneIcon } from "./tone";

const shape =
  "pill inline-flex items-center gap-1 rounded-full border px-2 py-0.5 text-xs font-semibold whitespace-nowrap";

export function Badge({
  tone = "neutral",
  icon,
  children,
  className,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span className={cn(shape, softTone[tone], className)}>
      {icon ? <Icon icon={icon} className="size-3.5" /> : null}
      {children}
    </span>
  );
}

/** Work that waits, beside a name. */
export function CountBadge({ count, label }: { count: number; label: string }) {
  if (count <= 0) return null;
  return (
    <span className="pill inline-flex min-w-5 items-center justify-center rounded-full border border-accent-line bg-accent px-1.5 text-xs font-semibold text-on-accent tabular-nums">
      <span aria-hidden>{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}

export type StatusLook = { tone: Tone; label: string; icon?: LucideIcon };

/**
 * The table is exhaustive over the state union, so a state without word and colour does not compile:
 * `<StatusPill table={quoteStatuses(t)} status={quote.status} />` with `quoteStatuses: (t) => Record<QuoteStatus, StatusLook>`.
 */
export function StatusPill<S extends string>({
  table,
  status,
  className,
}: {
  table: Record<S, StatusLook>;
  status: NoInfer<S>;
  className?: string;
}) {
  const { tone, label, icon } = table[status];
  return (
    <Badge tone={tone} icon={icon ?? toneIcon[tone]} className={className}>
      {label}
    </Badge>
  );
}
