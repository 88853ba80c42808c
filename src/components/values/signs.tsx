"use client";

import { Bot, Clock, Hourglass, type LucideIcon, User, Users } from "lucide-react";
import { formatDuration, formatNumber, formatQuantity } from "@/lib/format";
import { useFrame, useT } from "@/lib/i18n/client";
import { Badge } from "../ui/badge";
import { cn } from "../ui/cn";
import { Icon } from "../ui/icon";
import { fillTone, inkTone, type Tone } from "../ui/tone";
import { useNow } from "./use-now";

const milliOf = (value: bigint | string): number =>
  typeof value === "bigint" ? Number(value) : Math.round(Number(value) * 1000);

/** Stock against its reorder point (the mark) and its maximum; the number is always beside it. */
export function StockBar({
  stock,
  reorderPoint,
  maximum,
  unit,
  className,
}: {
  stock: bigint | string;
  reorderPoint?: bigint | string | null;
  maximum?: bigint | string | null;
  unit?: string;
  className?: string;
}) {
  const t = useT();
  const { country, language } = useFrame();
  const have = milliOf(stock);
  const point = reorderPoint === null || reorderPoint === undefined ? null : milliOf(reorderPoint);
  const top = Math.max(maximum ? milliOf(maximum) : 0, have, (point ?? 0) * 2, 1);
  const tone: Tone = have <= 0 ? "danger" : point !== null && have <= point ? "warning" : "success";
  const text = formatQuantity(stock, country, { unit, language });
  const words = [
    t("common.stockOf", { value: text }),
    ...(reorderPoint === null || reorderPoint === undefined
      ? []
      : [t("common.reorderAt", { value: formatQuantity(reorderPoint, country, { unit, language }) })]),
  ].join(", ");
  return (
    <span className={cn("inline-flex items-center gap-2", className)} title={words}>
      <span aria-hidden className="bar relative h-2 w-16 overflow-hidden rounded-full bg-surface-sunken">
        <span
          className={cn("grow-x absolute inset-0 rounded-full", fillTone[tone])}
          style={{ transform: `scaleX(${Math.max(0, have) / top})` }}
        />
        {point ? (
          <span className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: `${(point / top) * 100}%` }} />
        ) : null}
      </span>
      <span data-value className={cn("num min-w-8 font-semibold", inkTone[tone])}>
        {text}
      </span>
      <span className="sr-only">{words}</span>
    </span>
  );
}

const WINDOW_SECONDS = 24 * 3_600;
const WINDOW_WARNING_SECONDS = 4 * 3_600;
const WINDOW_DANGER_SECONDS = 3_600;

function secondsUntil(instant: string, now: string | undefined): number | null {
  return now ? (Date.parse(instant) - Date.parse(now)) / 1000 : null;
}

/** The 24 h in which WhatsApp lets us write freely: full, under four hours, under one, closed. */
export function WindowRing({ closesAt, className }: { closesAt: string | null; className?: string }) {
  const t = useT();
  const { language } = useFrame();
  const now = useNow();
  const left = closesAt ? secondsUntil(closesAt, now) : 0;
  if (left === null) return <span className={cn("inline-block size-4", className)} />;
  const isOpen = left > 0;
  const tone =
    left < WINDOW_DANGER_SECONDS ? "text-danger" : left < WINDOW_WARNING_SECONDS ? "text-warning" : "text-success";
  const words = isOpen ? t("common.windowOpen", { time: formatDuration(left, language) }) : t("common.windowClosed");
  const share = Math.min(1, Math.max(0, left / WINDOW_SECONDS));
  return (
    <span className={cn("inline-flex", className)} title={words}>
      <svg viewBox="0 0 20 20" className="size-4 -rotate-90" role="img" aria-label={words}>
        <circle cx="10" cy="10" r="7.5" fill="none" className="stroke-line-strong" strokeWidth="1.5" />
        {isOpen ? (
          <circle
            cx="10"
            cy="10"
            r="7.5"
            fill="none"
            stroke="currentColor"
            className={tone}
            strokeWidth="4"
            pathLength="1"
            strokeDasharray={`${Math.max(0.04, share)} 1`}
          />
        ) : null}
      </svg>
    </span>
  );
}

/** How long somebody has waited; two thresholds turn it into a warning and then into a danger. */
export function WaitChip({
  since,
  warnSeconds = 300,
  dangerSeconds = 900,
  className,
}: {
  since: string;
  warnSeconds?: number;
  dangerSeconds?: number;
  className?: string;
}) {
  const t = useT();
  const { language } = useFrame();
  const now = useNow();
  const left = secondsUntil(since, now);
  if (left === null) return null;
  const waited = Math.max(0, -left);
  const tone: Tone = waited >= dangerSeconds ? "danger" : waited >= warnSeconds ? "warning" : "neutral";
  const text = formatDuration(waited, language);
  return (
    <Badge tone={tone} icon={tone === "neutral" ? Clock : Hourglass} className={className}>
      <span aria-hidden>{text}</span>
      <span className="sr-only">{t("common.waiting", { time: text })}</span>
    </Badge>
  );
}

export type ConversationMode = "ai" | "copilot" | "human" | "queued";
const modeLooks: Record<
  ConversationMode,
  { icon: LucideIcon; tone: Tone; key: "modeAi" | "modeCopilot" | "modeHuman" | "modeQueued" }
> = {
  ai: { icon: Bot, tone: "info", key: "modeAi" },
  copilot: { icon: Users, tone: "brand", key: "modeCopilot" },
  human: { icon: User, tone: "success", key: "modeHuman" },
  queued: { icon: Hourglass, tone: "warning", key: "modeQueued" },
};

export function ModeIcon({
  mode,
  withWord = false,
  className,
}: {
  mode: ConversationMode;
  withWord?: boolean;
  className?: string;
}) {
  const t = useT();
  const { icon, tone, key } = modeLooks[mode];
  const word = t(`common.${key}`);
  if (withWord) {
    return (
      <Badge tone={tone} icon={icon} className={className}>
        {word}
      </Badge>
    );
  }
  return (
    <span className={cn("inline-flex", inkTone[tone], className)} title={word}>
      <Icon icon={icon} label={word} />
    </span>
  );
}

/** 0–100 and a word: how sure the machine is, never how good it is. */
export function ConfidenceBar({ value, className }: { value: number; className?: string }) {
  const t = useT();
  const { country } = useFrame();
  const whole = Math.round(Math.min(100, Math.max(0, value)));
  const word = t(
    whole >= 80 ? "common.confidenceHigh" : whole >= 50 ? "common.confidenceMedium" : "common.confidenceLow",
  );
  const tone: Tone = whole >= 80 ? "success" : whole >= 50 ? "warning" : "danger";
  return (
    <span className={cn("inline-flex items-center gap-2 text-sm", className)}>
      <span aria-hidden className="bar h-1.5 w-14 overflow-hidden rounded-full bg-surface-sunken">
        <span className={cn("grow-x block h-full", fillTone[tone])} style={{ transform: `scaleX(${whole / 100})` }} />
      </span>
      <span className="sr-only">{t("common.confidence", { value: whole })}</span>
      <span className="tabular-nums">
        <span aria-hidden>{formatNumber(whole, country)} · </span>
        {word}
      </span>
    </span>
  );
}

export function LiveDot({ isLive, className }: { isLive: boolean; className?: string }) {
  const t = useT();
  return (
    <span role="status" className={cn("inline-flex items-center gap-1.5 text-sm text-ink-3", className)}>
      <span
        aria-hidden
        className={cn("size-2 rounded-full", isLive ? "bg-success" : "border border-line-strong bg-transparent")}
      />
      {isLive ? t("common.live") : t("common.reconnecting")}
    </span>
  );
}
