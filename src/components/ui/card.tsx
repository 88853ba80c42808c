import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

/** Hairline, no shadow; never inside another one. */
export function Card({
  flush = false,
  className,
  ...rest
}: ComponentProps<"div"> & { /** Rows go to the edge. */ flush?: boolean }) {
  return <div {...rest} className={cn("rounded-lg border border-line bg-surface", !flush && "p-4", className)} />;
}

export function PageHeader({
  title,
  subtitle,
  actions,
  className,
}: {
  title: ReactNode;
  subtitle?: ReactNode;
  actions?: ReactNode;
  className?: string;
}) {
  return (
    <header className={cn("flex flex-wrap items-center justify-between gap-x-4 gap-y-2", className)}>
      <div className="min-w-0">
        <h1 className="text-2xl">{title}</h1>
        {subtitle ? <p className="text-ink-2">{subtitle}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}

export function Stack({ className, ...rest }: ComponentProps<"div">) {
  return <div {...rest} className={cn("flex flex-col gap-4", className)} />;
}
