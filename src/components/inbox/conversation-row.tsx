"use client";

import { Check, CheckCheck, Clock, OctagonAlert } from "lucide-react";
import { memo } from "react";
import { Avatar, CountBadge, cn, Icon } from "@/components/ui";
import { ModeIcon, WaitChip, When, WindowRing } from "@/components/values";
import type { Translate } from "@/lib/i18n";
import { useT } from "@/lib/i18n/client";
import { type InboxRow, type Me, modeSign } from "./types";

function Ticks({ status }: { status: string }) {
  const t = useT();
  switch (status) {
    case "queued":
    case "sending":
      return <Icon icon={Clock} label={t("common.queued")} className="size-3.5 shrink-0" />;
    case "sent":
      return <Icon icon={Check} label={t("common.sent")} className="size-3.5 shrink-0" />;
    case "delivered":
      return <Icon icon={CheckCheck} label={t("common.delivered")} className="size-3.5 shrink-0" />;
    case "read":
    case "played":
      return <Icon icon={CheckCheck} label={t("common.read")} className="size-3.5 shrink-0 text-info-ink" />;
    case "failed":
    case "unconfirmed":
      return <Icon icon={OctagonAlert} label={t("common.failed")} className="size-3.5 shrink-0 text-danger-ink" />;
    default:
      return null;
  }
}

function authorOf(t: Translate, row: InboxRow, me: Me): string {
  switch (row.previewActor) {
    case "bot":
      return `${t("inbox.bot")}: `;
    case "member":
      return row.assigneeId === me.memberId || !row.assigneeName ? `${t("inbox.you")}: ` : `${row.assigneeName}: `;
    case "phone":
    case "system":
      return "→ ";
    default:
      return "";
  }
}

/** Two lines of 64 px: who, how long they wait, what was said last and by whom. */
export const ConversationRow = memo(function ConversationRow({
  row,
  me,
  isOpen,
  onOpen,
}: {
  row: InboxRow;
  me: Me;
  isOpen: boolean;
  onOpen: (conversationId: string) => void;
}) {
  const t = useT();
  return (
    <li>
      <button
        type="button"
        aria-current={isOpen ? "true" : undefined}
        onClick={() => onOpen(row.conversationId)}
        className={cn(
          "flex h-16 w-full cursor-pointer items-center gap-2 border-b border-line px-2 text-left hover:bg-surface-hover",
          isOpen && "bg-brand-soft hover:bg-brand-soft",
        )}
      >
        <Avatar name={row.name} />
        <span className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span className="flex items-center gap-1.5">
            <span className={cn("min-w-0 flex-1 truncate", row.unread > 0 && "font-semibold")}>{row.name}</span>
            <span className="hidden max-w-20 truncate text-xs text-ink-3 sm:inline">{row.branchName}</span>
            {row.waitingSince ? (
              <WaitChip since={row.waitingSince} />
            ) : row.lastMessageAt ? (
              <When at={row.lastMessageAt} style="chat" className="text-xs text-ink-3" />
            ) : null}
          </span>
          <span className="flex items-center gap-1.5 text-sm text-ink-2">
            <Ticks status={row.previewStatus} />
            <span className="min-w-0 flex-1 truncate">
              {authorOf(t, row, me)}
              {row.preview}
            </span>
            <WindowRing closesAt={row.windowExpiresAt} />
            <ModeIcon mode={modeSign(row)} />
            <CountBadge count={row.unread} label={t("inbox.unread", { count: row.unread })} />
          </span>
        </span>
      </button>
    </li>
  );
});
