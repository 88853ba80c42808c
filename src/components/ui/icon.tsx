import type { LucideIcon } from "lucide-react";
import { cn } from "./cn";

export type IconProps = {
  icon: LucideIcon;
  className?: string /** Names an icon that stands alone. */;
  label?: string;
};

/** Follows the density: 16 px with a mouse, 20 with touch. */
export function Icon({ icon: Shape, className, label }: IconProps) {
  return (
    <Shape
      strokeWidth={1.75}
      className={cn("size-(--icon) shrink-0", className)}
      aria-hidden={label ? undefined : true}
      aria-label={label}
      role={label ? "img" : undefined}
    />
  );
}
