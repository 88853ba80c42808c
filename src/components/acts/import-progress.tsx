"use client";

import type { ReactNode } from "react";
import { formatDuration } from "@/lib/format";
import { useFrame, useT } from "@/lib/i18n/client";
import { cn } from "../ui/cn";
import { ProgressBar } from "../ui/feedback";

/** A long job with its real count, rate and time left; it outlives the page that shows it. */
export function ImportProgress({
  title,
  done,
  total,
  failed = 0,
  perSecond,
  actions,
  className,
}: {
  title: string;
  done: number;
  total: number;
  failed?: number;
  perSecond?: number;
  actions?: ReactNode;
  className?: string;
}) {
  const t = useT();
  const { language } = useFrame();
  const isRunning = done < total;
  return (
    <section
      aria-label={title}
      className={cn("flex flex-col gap-2 rounded-lg border border-line bg-surface p-4", className)}
    >
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h3 className="text-lg">{title}</h3>
        <p aria-live="polite" className="num text-ink-2">
          {t("common.importRows", { done, total })}
        </p>
      </div>
      <ProgressBar label={title} value={done} max={total} tone={failed > 0 && !isRunning ? "warning" : "brand"} />
      <div className="flex flex-wrap items-center justify-between gap-2 text-sm text-ink-2">
        <p>
          {isRunning && perSecond
            ? t("common.importRate", {
                rate: Math.round(perSecond),
                left: formatDuration((total - done) / perSecond, language),
              })
            : null}
          {failed > 0 ? (
            <span className="font-semibold text-warning-ink"> {t("common.importErrors", { count: failed })}</span>
          ) : null}
        </p>
        {isRunning ? <p>{t("common.keepWorking")}</p> : null}
        {actions}
      </div>
    </section>
  );
}
