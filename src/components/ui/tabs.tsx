import NextLink from "next/link";
import type { ReactNode } from "react";
import { CountBadge } from "./badge";
import { cn } from "./cn";

export type TabItem = { href: string; label: string; current: boolean; count?: number; countLabel?: string };

/** Tabs are addresses: back works, a link can be shared, and no script is needed. */
export function Tabs({ label, items, className }: { label: string; items: readonly TabItem[]; className?: string }) {
  return (
    <nav aria-label={label} className={cn("overflow-x-auto border-b border-line", className)}>
      <ul className="flex min-w-max gap-4">
        {items.map(({ href, label: name, current, count, countLabel }) => (
          <li key={href}>
            <NextLink
              href={href}
              aria-current={current ? "page" : undefined}
              className={cn(
                "-mb-px inline-flex min-h-(--row) items-center gap-2 border-b-2 font-semibold",
                current
                  ? "border-brand text-ink"
                  : "border-transparent text-ink-2 hover:border-line-strong hover:text-ink",
              )}
            >
              {name}
              {count ? <CountBadge count={count} label={countLabel ?? ""} /> : null}
            </NextLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export type SegmentedProps<V extends string> = {
  legend: string;
  name: string;
  options: readonly { value: V; label: ReactNode }[];
  value?: V;
  defaultValue?: V;
  onChange?: (value: V) => void;
  className?: string;
};

/** Two to four views of one thing. A radio group underneath, so arrows and forms work by themselves. */
export function Segmented<V extends string>({
  legend,
  name,
  options,
  value,
  defaultValue,
  onChange,
  className,
}: SegmentedProps<V>) {
  return (
    <fieldset className={cn("inline-flex rounded-md border border-line-strong bg-surface p-0.5", className)}>
      <legend className="sr-only">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex min-h-7 flex-1 cursor-pointer items-center justify-center rounded-sm px-3 whitespace-nowrap text-ink-2 has-checked:bg-brand-soft has-checked:font-semibold has-checked:text-on-brand-soft has-focus-visible:outline-2 has-focus-visible:outline-focus pointer-coarse:min-h-10"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            className="sr-only"
            checked={value === undefined ? undefined : value === option.value}
            defaultChecked={defaultValue === undefined ? undefined : defaultValue === option.value}
            onChange={onChange ? () => onChange(option.value) : undefined}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
