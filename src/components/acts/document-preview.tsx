import type { ReactNode } from "react";
import { cn } from "../ui/cn";

/** A sheet of paper: quotes and invoices look on screen as they will print. */
export function DocumentPreview({
  label,
  header,
  parties,
  lines,
  totals,
  footer,
  className,
}: {
  label: string;
  header: ReactNode;
  parties?: ReactNode;
  lines: ReactNode;
  totals: ReactNode;
  footer?: ReactNode;
  className?: string;
}) {
  return (
    <article
      aria-label={label}
      data-theme="light"
      className={cn(
        "flex flex-col gap-6 rounded-lg border border-line bg-surface p-4 text-ink shadow-sm sm:p-8 print:border-0 print:shadow-none",
        className,
      )}
    >
      <header className="border-b border-line pb-4">{header}</header>
      {parties ? <div className="grid gap-4 sm:grid-cols-2">{parties}</div> : null}
      <div className="overflow-x-auto">{lines}</div>
      <div className="ml-auto w-full max-w-sm">{totals}</div>
      {footer ? <footer className="border-t border-line pt-4 text-sm text-ink-2">{footer}</footer> : null}
    </article>
  );
}
