"use client";

import {
  formatDate,
  formatDateTime,
  formatLongDate,
  formatRelative,
  formatShortDate,
  formatTime,
  isSameDay,
} from "@/lib/format";
import { useFrame } from "@/lib/i18n/client";
import { cn } from "../ui/cn";
import { useNow } from "./use-now";

export type WhenProps = {
  /** An instant (ISO 8601) or a calendar day (`2026-11-20`). */
  at: string;
  /** `auto`: relative under a day, else the short date; the exact one is always in the tooltip. */
  style?: "auto" | "date" | "short" | "long" | "time" | "datetime" | "chat";
  /** A branch may keep another zone than the reader's. */
  zone?: string;
  className?: string;
};

const DAY_MILLISECONDS = 86_400_000;

/** The only way time is written on a screen. */
export function When({ at, style = "auto", zone, className }: WhenProps) {
  const reader = useFrame();
  const frame = { ...reader, zone: zone ?? reader.zone };
  const now = useNow();
  const write = (): string => {
    switch (style) {
      case "date":
        return formatDate(at, frame);
      case "short":
        return formatShortDate(at, frame);
      case "long":
        return formatLongDate(at, frame);
      case "time":
        return formatTime(at, frame);
      case "datetime":
        return formatDateTime(at, frame);
      case "chat":
        return now && isSameDay(at, now, frame.zone) ? formatTime(at, frame) : formatShortDate(at, frame);
      case "auto":
        return now && Math.abs(Date.parse(now) - Date.parse(at)) < DAY_MILLISECONDS
          ? formatRelative(at, now, frame)
          : formatShortDate(at, frame);
    }
  };
  return (
    <time
      data-value
      dateTime={at}
      title={formatDateTime(at, frame)}
      className={cn("tabular-nums whitespace-nowrap", className)}
    >
      {write()}
    </time>
  );
}
