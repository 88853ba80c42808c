"use client";

import { Check, CheckCheck, Clock, type LucideIcon, OctagonAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "@/lib/i18n/client";
import { cn } from "../ui/cn";
import { Icon } from "../ui/icon";
import { When } from "../values/when";

export type DeliveryState = "queued" | "sent" | "delivered" | "read" | "failed";
const looks: Record<DeliveryState, { icon: LucideIcon; className: string }> = {
  queued: { icon: Clock, className: "text-ink-3" },
  sent: { icon: Check, className: "text-ink-3" },
  delivered: { icon: CheckCheck, className: "text-ink-3" },
  read: { icon: CheckCheck, className: "text-info-ink" },
  failed: { icon: OctagonAlert, className: "text-danger-ink" },
};

export type MessageBubbleProps = {
  kind: "in" | "out" | "bot" | "note";
  /** Who wrote it, where that is not obvious. */
  author?: string;
  at: string;
  delivery?: DeliveryState;
  children: ReactNode;
  attachment?: ReactNode;
  /** Why it failed and the way to send it again. */
  failure?: ReactNode;
  isNew?: boolean;
};

export function MessageBubble({
  kind,
  author,
  at,
  delivery,
  children,
  attachment,
  failure,
  isNew,
}: MessageBubbleProps) {
  const t = useT();
  const isOurs = kind !== "in";
  const fills = {
    in: "bg-bubble-in border border-line rounded-tl-sm",
    out: "bg-bubble-out rounded-tr-sm",
    bot: "bg-bubble-bot rounded-tr-sm",
    note: "bg-note text-on-note",
  };
  return (
    <div className={cn("flex flex-col gap-1", isOurs ? "items-end" : "items-start", isNew && "bubble-enter")}>
      <div className={cn("max-w-[min(32rem,85%)] rounded-lg px-3 py-1.5", fills[kind])}>
        {author || kind === "bot" ? (
          <p className="text-xs font-semibold text-ink-2">
            {kind === "bot" ? (author ?? t("common.sentByBot")) : author}
          </p>
        ) : null}
        {attachment}
        <div className="break-words whitespace-pre-wrap">{children}</div>
        <p
          className={cn("flex items-center justify-end gap-1 text-xs", kind === "note" ? "text-on-note" : "text-ink-3")}
        >
          <When at={at} style="time" />
          {delivery ? (
            <Icon
              icon={looks[delivery].icon}
              label={t(`common.${delivery}`)}
              className={cn("size-3.5", looks[delivery].className)}
            />
          ) : null}
        </p>
      </div>
      {failure ? <div className="text-sm text-danger-ink">{failure}</div> : null}
    </div>
  );
}
