import type { ComponentProps } from "react";
import { cn } from "./cn";

/** The only thing of a page that may scroll sideways; named and focusable, so that keys can scroll it too. */
export function TableFrame({ label, className, children, ...rest }: ComponentProps<"section"> & { label: string }) {
  return (
    <section
      {...rest}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable without a mouse.
      tabIndex={0}
      className={cn("overflow-x-auto rounded-lg border border-line bg-surface", className)}
    >
      {children}
    </section>
  );
}

export function Table({ className, ...rest }: ComponentProps<"table">) {
  return <table {...rest} className={cn("w-full border-collapse text-left", className)} />;
}

export function Th({ numeric = false, className, ...rest }: ComponentProps<"th"> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      {...rest}
      className={cn(
        "sticky top-0 z-(--z-sticky) h-(--row) border-b border-line bg-surface-sunken px-(--pad) text-sm font-semibold whitespace-nowrap text-ink-2",
        numeric && "num",
        className,
      )}
    />
  );
}

export function Tr({ selected = false, className, ...rest }: ComponentProps<"tr"> & { selected?: boolean }) {
  return (
    <tr
      {...rest}
      className={cn(
        "border-b border-line last:border-b-0",
        selected ? "bg-surface-selected" : "hover:bg-surface-hover",
        className,
      )}
    />
  );
}

export function Td({ numeric = false, className, ...rest }: ComponentProps<"td"> & { numeric?: boolean }) {
  return <td {...rest} className={cn("h-(--row) px-(--pad) py-1", numeric && "num", className)} />;
}
