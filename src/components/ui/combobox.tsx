"use client";

import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { useT } from "@/lib/i18n/client";
import { cn } from "./cn";
import type { ControlProps } from "./field";

export type ComboboxOption = { value: string; label: string; detail?: ReactNode };

export type ComboboxProps = Partial<ControlProps> & {
  options: readonly ComboboxOption[];
  /** What is typed; the caller narrows `options` by it (here or on the server). */
  query: string;
  onQuery: (query: string) => void;
  onChoose: (option: ComboboxOption) => void;
  /** «Crear «bujía NGK»»: offered last, and first when nothing matches. */
  onCreate?: { label: string; run: () => void };
  isLoading?: boolean;
  placeholder?: string;
  name?: string;
  className?: string;
};

export function Combobox({
  options,
  query,
  onQuery,
  onChoose,
  onCreate,
  isLoading = false,
  className,
  ...control
}: ComboboxProps) {
  const t = useT();
  const listId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(0);
  const last = options.length - 1 + (onCreate ? 1 : 0);
  const choose = (index: number) => {
    const option = options[index];
    setIsOpen(false);
    if (option) onChoose(option);
    else onCreate?.run();
  };
  const steer = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((index) => (isOpen ? Math.min(last, Math.max(0, index + step)) : index));
      setIsOpen(true);
    } else if (event.key === "Enter" && isOpen && last >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      setIsOpen(false);
    }
  };
  const optionLook = (index: number) =>
    cn(
      "flex min-h-(--row) cursor-pointer items-center justify-between gap-3 rounded-sm px-2",
      index === active ? "bg-surface-selected" : "hover:bg-surface-hover",
    );
  return (
    <div className={cn("relative", className)}>
      <input
        {...control}
        role="combobox"
        autoComplete="off"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && last >= 0 ? `${listId}-${active}` : undefined}
        className="control"
        value={query}
        onChange={(event) => {
          onQuery(event.target.value);
          setActive(0);
          setIsOpen(true);
        }}
        onFocus={() => setIsOpen(true)}
        onBlur={() => setIsOpen(false)}
        onKeyDown={steer}
      />
      <div
        id={listId}
        role="listbox"
        aria-label={control.placeholder ?? t("common.search")}
        hidden={!isOpen}
        className="floating absolute top-full z-(--z-popover) mt-1 max-h-72 w-full overflow-y-auto p-1"
      >
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, as a combobox asks.
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field holds the keys.
          <div
            key={option.value}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            className={optionLook(index)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(index)}
          >
            <span>{option.label}</span>
            {option.detail ? <span className="text-sm text-ink-3">{option.detail}</span> : null}
          </div>
        ))}
        {onCreate ? (
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, as a combobox asks.
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field holds the keys.
          <div
            id={`${listId}-${options.length}`}
            role="option"
            aria-selected={active === options.length}
            className={cn(optionLook(options.length), "text-link")}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(options.length)}
          >
            {onCreate.label}
          </div>
        ) : null}
        {options.length === 0 && !onCreate ? (
          <p role="status" className="px-2 py-2 text-ink-3">
            {isLoading ? t("common.loading") : t("common.noResults", { query })}
          </p>
        ) : null}
      </div>
    </div>
  );
}
