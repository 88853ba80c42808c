"use client";

import { formatQuantity } from "@/lib/format";
import { useFrame } from "@/lib/i18n/client";
import { cn } from "../ui/cn";

export type QtyProps = {
  /** Thousandths, or the wire's decimal text. */
  value: bigint | string;
  unit?: string;
  packOf?: number;
  signed?: boolean;
  className?: string;
};

/** The only way a quantity is written on a screen. */
export function Qty({ value, unit, packOf, signed, className }: QtyProps) {
  const { country, language } = useFrame();
  return (
    <span data-value className={cn("num", className)}>
      {formatQuantity(value, country, { unit, language, packOf, signed })}
    </span>
  );
}
