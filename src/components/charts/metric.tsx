import { ArrowDown, ArrowRight, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../ui/cn";
import { Icon } from "../ui/icon";
import { Link } from "../ui/link";

export type DeltaDirection = "up" | "down" | "same";

/** Arrow, sign and word; coloured only where more is known to be good or bad. */
export function BadgeDelta({
  direction,
  text,
  isGood,
  className,
}: {
  direction: DeltaDirection;
  /** «sube 12 %». */
  text: string;
  isGood?: boolean;
  className?: string;
}) {
  const icons = { up: ArrowUp, down: ArrowDown, same: ArrowRight };
  const ink = isGood === undefined ? "text-ink-2" : isGood ? "text-success-ink" : "text-danger-ink";
  return (
    <span className={cn("inline-flex items-center gap-1 text-sm font-semibold", ink, className)}>
      <Icon icon={icons[direction]} className="size-3.5" />
      {text}
    </span>
  );
}

/** A number that opens its rows. */
export function Metric({
  label,
  value,
  delta,
  href,
  spark,
  className,
}: {
  label: string;
  value: ReactNode;
  delta?: ReactNode;
  href?: string;
  spark?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cn("flex min-w-36 flex-col gap-0.5", className)}>
      <span className="text-sm text-ink-2">
        {href ? (
          <Link href={href} quiet className="underline decoration-line-strong decoration-dotted underline-offset-4">
            {label}
          </Link>
        ) : (
          label
        )}
      </span>
      <span className="font-heading text-2xl font-semibold tabular-nums">{value}</span>
      {delta}
      {spark}
    </div>
  );
}
