import { cva, type VariantProps } from "class-variance-authority";
import type { LucideIcon } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { Icon } from "./icon";
import { Spinner } from "./spinner";

export const buttonLook = cva(
  [
    "inline-flex min-h-(--control) cursor-pointer items-center justify-center gap-2 rounded-md border px-3 text-center font-semibold",
    "transition-[background-color,border-color,scale] duration-(--dur-1) ease-(--ease-out) active:scale-[0.98]",
    "disabled:cursor-not-allowed disabled:border-line disabled:bg-surface-sunken disabled:text-ink-disabled",
  ],
  {
    variants: {
      variant: {
        primary: "border-transparent bg-brand text-on-brand hover:bg-brand-hover active:bg-brand-active",
        accent: "border-accent-line bg-accent text-on-accent hover:bg-accent-hover",
        secondary: "border-line-strong bg-surface text-ink hover:bg-surface-hover",
        ghost: "border-transparent bg-transparent text-ink hover:bg-surface-hover",
        danger: "border-transparent bg-danger text-on-danger",
      },
      size: { sm: "min-h-7 px-2 text-sm pointer-coarse:min-h-11", md: "", lg: "min-h-11 px-4 text-lg" },
      block: { true: "w-full", false: "" },
    },
    defaultVariants: { variant: "secondary", size: "md", block: false },
  },
);

export type ButtonLook = VariantProps<typeof buttonLook>;

export type ButtonProps = ComponentProps<"button"> &
  ButtonLook & {
    icon?: LucideIcon;
    /** Shows that the act is under way; a second press does nothing. */
    pending?: boolean;
    /** What it is doing: «Cobrando…». The button is as wide as the longer of both words from the start. */
    pendingLabel?: string;
    shortcut?: string;
  };

/** One `primary` per view. Never disabled to validate: the press leads to the first error instead. */
export function Button({
  variant,
  size,
  block,
  icon,
  pending = false,
  pendingLabel,
  shortcut,
  className,
  children,
  type = "button",
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={cn(buttonLook({ variant, size, block }), className)}
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
    >
      {pending ? <Spinner /> : icon ? <Icon icon={icon} /> : null}
      <ButtonLabel pending={pending} pendingLabel={pendingLabel}>
        {children}
      </ButtonLabel>
      {shortcut ? <Kbd>{shortcut}</Kbd> : null}
    </button>
  );
}

function ButtonLabel({
  pending,
  pendingLabel,
  children,
}: {
  pending: boolean;
  pendingLabel?: string;
  children: ReactNode;
}) {
  if (!pendingLabel) return <span>{children}</span>;
  return (
    <span className="grid">
      <span className={cn("col-start-1 row-start-1", pending && "invisible")}>{children}</span>
      <span className={cn("col-start-1 row-start-1", !pending && "invisible")}>{pendingLabel}</span>
    </span>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd
      aria-hidden
      className="rounded-sm border border-current px-1 font-mono text-xs leading-4 pointer-coarse:hidden"
    >
      {children}
    </kbd>
  );
}

export type IconButtonProps = Omit<ComponentProps<"button">, "children" | "aria-label"> &
  ButtonLook & { icon: LucideIcon; label: string; shortcut?: string; pending?: boolean };

/** A lone icon always has a name, shown as a tooltip on hover and on focus. */
export function IconButton({
  icon,
  label,
  shortcut,
  pending = false,
  variant = "ghost",
  size,
  className,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <span className="group/tip relative inline-flex">
      <button
        {...rest}
        type={type}
        aria-label={label}
        aria-busy={pending || undefined}
        className={cn(buttonLook({ variant, size }), "aspect-square px-0", className)}
      >
        {pending ? <Spinner /> : <Icon icon={icon} />}
      </button>
      <TooltipBubble>
        {label}
        {shortcut ? <span className="font-mono"> {shortcut}</span> : null}
      </TooltipBubble>
    </span>
  );
}

export function TooltipBubble({ children }: { children: ReactNode }) {
  return (
    <span
      aria-hidden
      className="pointer-events-none invisible absolute top-full left-1/2 z-(--z-tooltip) mt-1 w-max max-w-64 -translate-x-1/2 rounded-sm bg-surface-inverse px-2 py-1 text-sm font-normal text-ink-inverse opacity-0 transition-opacity delay-300 duration-(--dur-2) group-hover/tip:visible group-hover/tip:opacity-100 group-has-[:focus-visible]/tip:visible group-has-[:focus-visible]/tip:opacity-100 pointer-coarse:hidden"
    >
      {children}
    </span>
  );
}
