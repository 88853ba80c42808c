import type { ReactNode } from "react";
import { cn } from "../ui/cn";
import { Link } from "../ui/link";

export type BarListProps = {
  data: readonly { key: string; name: ReactNode; value: number; href?: string }[];
  valueFormatter: (value: number) => string;
  className?: string;
};

/** Bars start at zero; the name leads to the rows it counts. */
export function BarList({ data, valueFormatter, className }: BarListProps) {
  const top = Math.max(1, ...data.map(({ value }) => value));
  return (
    <ul className={cn("flex flex-col gap-1", className)}>
      {data.map(({ key, name, value, href }) => (
        <li key={key} className="relative flex min-h-(--row) items-center justify-between gap-4 px-2">
          <span
            aria-hidden
            className="bar grow-x absolute inset-y-0.5 left-0 w-full rounded-sm bg-band-80"
            style={{ transform: `scaleX(${Math.max(0, value) / top})` }}
          />
          <span className="relative truncate">
            {href ? (
              <Link href={href} quiet>
                {name}
              </Link>
            ) : (
              name
            )}
          </span>
          <span className="num relative font-semibold">{valueFormatter(value)}</span>
        </li>
      ))}
    </ul>
  );
}
