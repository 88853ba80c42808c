import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../ui/cn";
import { Icon } from "../ui/icon";

export type Difference = { field: string; before: ReactNode; after: ReactNode };

/** Before and after by field, in words: audit, imports, proposals, lost races. */
export function DiffView({
  differences,
  beforeLabel,
  afterLabel,
  className,
}: {
  differences: readonly Difference[];
  beforeLabel: string;
  afterLabel: string;
  className?: string;
}) {
  return (
    <dl className={cn("divide-y divide-line rounded-lg border border-line", className)}>
      {differences.map(({ field, before, after }) => (
        <div key={field} className="grid grid-cols-[minmax(6rem,1fr)_2fr] gap-3 px-3 py-2">
          <dt className="text-ink-2">{field}</dt>
          <dd className="flex flex-wrap items-center gap-2">
            <span className="rounded-sm bg-danger-soft px-1 text-danger-ink line-through decoration-1">
              <span className="sr-only">{beforeLabel}: </span>
              {before ?? "—"}
            </span>
            <Icon icon={ArrowRight} className="size-4 text-ink-3" />
            <span className="rounded-sm bg-success-soft px-1 font-semibold text-success-ink">
              <span className="sr-only">{afterLabel}: </span>
              {after ?? "—"}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
