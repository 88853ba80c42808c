import type { LucideIcon } from "lucide-react";
import NextLink from "next/link";
import type { ComponentProps } from "react";
import { type ButtonLook, buttonLook } from "./button";
import { cn } from "./cn";
import { Icon } from "./icon";

export type LinkProps = ComponentProps<typeof NextLink> & { quiet?: boolean };

export function Link({ quiet = false, className, ...rest }: LinkProps) {
  return (
    <NextLink
      {...rest}
      className={cn(
        "rounded-sm",
        quiet
          ? "text-inherit hover:underline"
          : "text-link underline decoration-1 underline-offset-2 hover:decoration-2",
        className,
      )}
    />
  );
}

export type ButtonLinkProps = ComponentProps<typeof NextLink> & ButtonLook & { icon?: LucideIcon };

/** Looks like a button, goes somewhere. */
export function ButtonLink({ variant, size, block, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <NextLink {...rest} className={cn(buttonLook({ variant, size, block }), "no-underline", className)}>
      {icon ? <Icon icon={icon} /> : null}
      <span>{children}</span>
    </NextLink>
  );
}
