import type { ReactNode } from "react";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";

export type Evidence = { key: string; label: ReactNode; value?: ReactNode; href?: string };

/** The rows behind a claim, each with a way to open it. */
export function EvidenceList({ items, className }: { items: readonly Evidence[]; className?: string }) {
  return (
    <ul className={cn("flex flex-col divide-y divide-line text-sm", className)}>
      {items.map(({ key, label, value, href }) => (
        <li key={key} className="flex items-baseline justify-between gap-4 py-1">
          <span className="text-ink-2">{href ? <Link href={href}>{label}</Link> : label}</span>
          {value === undefined ? null : <span className="num font-semibold">{value}</span>}
        </li>
      ))}
    </ul>
  );
}
