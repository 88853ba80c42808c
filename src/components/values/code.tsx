"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useT } from "@/lib/i18n/client";
import { cn } from "../ui/cn";
import { Icon } from "../ui/icon";

/** SKU, VIN, ids: a slashed zero, and one press to take it along. */
export function Code({ value, copies = true, className }: { value: string; copies?: boolean; className?: string }) {
  const t = useT();
  const [isCopied, setIsCopied] = useState(false);
  const look = "font-mono text-[0.93em] whitespace-nowrap";
  if (!copies) return <code className={cn(look, className)}>{value}</code>;
  return (
    <button
      type="button"
      className={cn(
        "group/code inline-flex min-h-6 cursor-pointer items-center gap-1 rounded-sm hover:bg-surface-hover",
        className,
      )}
      onClick={() =>
        navigator.clipboard.writeText(value).then(
          () => setIsCopied(true),
          () => setIsCopied(false),
        )
      }
      onBlur={() => setIsCopied(false)}
    >
      <code className={look}>{value}</code>
      <Icon
        icon={isCopied ? Check : Copy}
        className="size-3.5 text-ink-3 opacity-0 group-hover/code:opacity-100 group-focus-visible/code:opacity-100"
      />
      <span role="status" className="sr-only">
        {isCopied ? t("common.copied") : t("common.copy")}
      </span>
    </button>
  );
}
