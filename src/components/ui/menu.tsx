"use client";

import { ChevronDown, type LucideIcon } from "lucide-react";
import NextLink from "next/link";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { type ButtonLook, buttonLook } from "./button";
import { cn } from "./cn";
import { Icon } from "./icon";

export type PopoverProps = ButtonLook & {
  /** What is on the button. */
  trigger: ReactNode;
  /** The name of a button that shows only a picture. */
  label?: string;
  align?: "start" | "end";
  side?: "bottom" | "top";
  caret?: boolean;
  className?: string;
  panelClassName?: string;
  children: ReactNode;
};

/** A native `<details>`: it opens without script; script only adds closing from outside, by Escape and on choice. */
export function Popover({
  trigger,
  label,
  align = "start",
  side = "bottom",
  caret = true,
  className,
  panelClassName,
  children,
  variant,
  size,
  block,
}: PopoverProps) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const closeOutside = (event: Event) => {
      const element = details.current;
      if (element?.open && !element.contains(event.target as Node)) element.open = false;
    };
    document.addEventListener("pointerdown", closeOutside);
    document.addEventListener("focusin", closeOutside);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      document.removeEventListener("focusin", closeOutside);
    };
  }, []);
  return (
    <details
      ref={details}
      className={cn("relative", block ? "w-full" : "w-fit", className)}
      onKeyDown={(event) => steer(event, details.current)}
    >
      <summary aria-label={label} className={cn(buttonLook({ variant, size, block }), "list-none")}>
        {trigger}
        {caret ? <Icon icon={ChevronDown} className="size-4" /> : null}
      </summary>
      <div
        className={cn(
          "floating absolute z-(--z-popover) min-w-48 p-1",
          align === "end" ? "right-0" : "left-0",
          side === "top" ? "bottom-full mb-1" : "top-full mt-1",
          panelClassName,
        )}
      >
        {children}
      </div>
    </details>
  );
}

function steer(event: KeyboardEvent, details: HTMLDetailsElement | null) {
  if (!details?.open) return;
  if (event.key === "Escape") {
    details.open = false;
    details.querySelector("summary")?.focus();
    event.stopPropagation();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const items = [...details.querySelectorAll<HTMLElement>("[data-menu-item]:not(:disabled)")];
  if (items.length === 0) return;
  const at = items.indexOf(document.activeElement as HTMLElement);
  const step = event.key === "ArrowDown" ? 1 : -1;
  items[(at + step + items.length) % items.length]?.focus();
  event.preventDefault();
}

export type MenuItem = {
  key: string;
  label: ReactNode;
  icon?: LucideIcon;
  hint?: ReactNode;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  current?: boolean;
} & ({ href: string; onSelect?: undefined } | { href?: undefined; onSelect: () => void });

export type DropdownMenuProps = Omit<PopoverProps, "children"> & { items: readonly MenuItem[] };

export function DropdownMenu({ items, ...popover }: DropdownMenuProps) {
  return (
    <Popover {...popover}>
      <ul>
        {items.map((item) => (
          <li key={item.key}>
            <MenuEntry item={item} />
          </li>
        ))}
      </ul>
    </Popover>
  );
}

function MenuEntry({ item }: { item: MenuItem }) {
  const look = cn(
    "flex min-h-(--row) w-full cursor-pointer items-center gap-2 rounded-sm px-2 text-left hover:bg-surface-hover disabled:cursor-not-allowed disabled:text-ink-disabled",
    item.danger ? "text-danger-ink" : "text-ink",
    item.current && "bg-surface-selected font-semibold",
  );
  const inside = (
    <>
      {item.icon ? <Icon icon={item.icon} /> : null}
      <span className="flex-1">
        {item.label}
        {item.hint ? <span className="block text-sm font-normal text-ink-3">{item.hint}</span> : null}
      </span>
      {item.shortcut ? <kbd className="font-mono text-xs text-ink-3 pointer-coarse:hidden">{item.shortcut}</kbd> : null}
    </>
  );
  if (item.href !== undefined) {
    return (
      <NextLink
        data-menu-item
        href={item.href}
        className={look}
        aria-current={item.current ? "true" : undefined}
        onClick={closeMenu}
      >
        {inside}
      </NextLink>
    );
  }
  return (
    <button
      data-menu-item
      type="button"
      disabled={item.disabled}
      aria-pressed={item.current}
      className={look}
      onClick={(event) => {
        closeMenu(event);
        item.onSelect?.();
      }}
    >
      {inside}
    </button>
  );
}

/** Closes the menu around what was chosen and gives focus back to its button. */
export function closeMenu(event: { currentTarget: Element }) {
  const details = event.currentTarget.closest("details");
  if (!details) return;
  details.open = false;
  details.querySelector("summary")?.focus();
}
