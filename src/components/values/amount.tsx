"use client";

import { formatMoney, formatNumber, type MoneyOptions, type WireMoney } from "@/lib/format";
import { useFrame } from "@/lib/i18n/client";
import { cn } from "../ui/cn";

export type AmountProps = MoneyOptions & {
  value: WireMoney;
  /** The same in another currency, with the rate it was worked out at. */
  second?: { value: WireMoney; rate?: string };
  /** Colours what left and what came in; only where that is good or bad. */
  tone?: "plain" | "signed";
  className?: string;
};

/** The only way money is written on a screen. Takes the wire's decimal text, never a float. */
export function Amount({ value, second, tone = "plain", className, ...options }: AmountProps) {
  const { country } = useFrame();
  const isNegative = value.amount.startsWith("-");
  return (
    <span
      className={cn(
        "num inline-block",
        tone === "signed" && (isNegative ? "text-danger-ink" : "text-success-ink"),
        className,
      )}
    >
      <span data-value>{formatMoney(value, country, options)}</span>
      {second ? (
        <span className="block text-sm font-normal text-ink-3">
          {formatMoney(second.value, country)}
          {second.rate ? ` · ${formatNumber(second.rate, country)}` : null}
        </span>
      ) : null}
    </span>
  );
}
