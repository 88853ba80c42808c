"use client";

import { FileText, ImageIcon, MapPin, Mic, Video } from "lucide-react";
import { Fragment } from "react";
import { type DeliveryState, MessageBubble } from "@/components/acts";
import { Badge, Button, Icon } from "@/components/ui";
import { When } from "@/components/values";
import { isSameDay } from "@/lib/format";
import { useFrame, useT } from "@/lib/i18n/client";
import { failureText } from "./refusal";
import type { Me, OpenConversation, ThreadMessage } from "./types";
import type { Pending } from "./use-conversation";

type Note = OpenConversation["notes"][number];
type Attended = OpenConversation["attendance"][number];
type Entry =
  | { kind: "message"; at: string; message: ThreadMessage }
  | { kind: "note"; at: string; note: Note }
  | { kind: "taken"; at: string; attended: Attended };

const changes = new Set(["reaction", "edit", "revoke", "system", "call"]);
const deliveries: Record<string, DeliveryState> = {
  queued: "queued",
  sending: "queued",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  played: "read",
  failed: "failed",
  unconfirmed: "failed",
  cancelled: "failed",
};
const attachments = {
  image: { icon: ImageIcon, key: "inbox.image" },
  video: { icon: Video, key: "inbox.video" },
  audio: { icon: Mic, key: "inbox.audio" },
  document: { icon: FileText, key: "inbox.document" },
  location: { icon: MapPin, key: "inbox.location" },
} as const;
const isAttachment = (kind: string): kind is keyof typeof attachments => Object.hasOwn(attachments, kind);

/** Messages, notes and who took it, oldest first; only what lies within the messages already fetched. */
function entriesOf(conversation: OpenConversation, messages: readonly ThreadMessage[], hasOlder: boolean): Entry[] {
  const oldest = hasOlder ? (messages.at(-1)?.sentAt ?? "") : "";
  const entries: Entry[] = [
    ...messages
      .filter(({ kind }) => !changes.has(kind))
      .map((message): Entry => ({ kind: "message", at: message.sentAt, message })),
    ...conversation.notes.map((note): Entry => ({ kind: "note", at: note.at, note })),
    ...conversation.attendance.map((attended): Entry => ({ kind: "taken", at: attended.at, attended })),
  ];
  // Messages come newest first, so a stable sort of the reverse keeps ties in the order they were said.
  return entries
    .reverse()
    .filter(({ at }) => at >= oldest)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** WhatsApp's own bold; everything else a customer writes is shown as it came. */
function Body({ text }: { text: string }) {
  return text.split(/(\*[^*\n]+\*)/).map((piece, at) => {
    const bold = /^\*([^*\n]+)\*$/.exec(piece);
    return bold ? <strong key={at}>{bold[1]}</strong> : piece;
  });
}

function choicesOf(content: unknown): { id: string; title: string }[] {
  const { choices } = (content ?? {}) as { choices?: { id: string; title: string }[] };
  return Array.isArray(choices) ? choices : [];
}

function Said({ message, me, onRetry }: { message: ThreadMessage; me: Me; onRetry: (messageId: string) => void }) {
  const t = useT();
  const { direction, actorKind, kind, body, status, failureCode } = message;
  const isOurs = direction === "out";
  const authors: Record<string, string | undefined> = {
    bot: t("inbox.bot"),
    phone: t("inbox.phoneOfShop"),
    system: t("inbox.systemNotice"),
    member: message.actorName ?? t("inbox.you"),
  };
  const isFailed = isOurs && deliveries[status] === "failed";
  const mayRetry = status === "failed" || status === "unconfirmed";
  const attachment = isAttachment(kind) ? attachments[kind] : null;
  const choices = choicesOf(message.content);
  return (
    <MessageBubble
      kind={isOurs ? (actorKind === "bot" ? "bot" : "out") : "in"}
      author={isOurs ? authors[actorKind] : undefined}
      at={message.sentAt}
      delivery={isOurs ? deliveries[status] : undefined}
      attachment={
        attachment ? (
          <span className="mb-1 flex items-center gap-2 rounded-md border border-line bg-surface-sunken px-3 py-2 text-ink-2">
            <Icon icon={attachment.icon} />
            {t(attachment.key)}
          </span>
        ) : undefined
      }
      failure={
        isFailed ? (
          <span className="flex flex-wrap items-center justify-end gap-2">
            {t("inbox.notSent", { reason: failureText(t, status, failureCode) })}
            {mayRetry && failureCode !== "131047" && failureCode !== "window_closed" && me.memberId ? (
              <Button size="sm" onClick={() => onRetry(message.messageId)}>
                {t("inbox.retrySend")}
              </Button>
            ) : null}
          </span>
        ) : undefined
      }
    >
      {kind === "unsupported" ? <em>{t("inbox.unsupported")}</em> : <Body text={body} />}
      {choices.length > 0 ? (
        <span className="mt-1 flex flex-wrap gap-1">
          {choices.map(({ id, title }) => (
            <Badge key={id}>{title}</Badge>
          ))}
        </span>
      ) : null}
    </MessageBubble>
  );
}

export function Thread({
  conversation,
  messages,
  pending,
  hasOlder,
  me,
  onOlder,
  onRetry,
}: {
  conversation: OpenConversation;
  messages: readonly ThreadMessage[];
  pending: readonly Pending[];
  hasOlder: boolean;
  me: Me;
  onOlder: () => void;
  onRetry: (messageId: string) => void;
}) {
  const t = useT();
  const { zone, now } = useFrame();
  const entries = entriesOf(conversation, messages, hasOlder);
  return (
    // Reversed, so that the newest stays in sight without script and earlier messages enter above without a jump.
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      className="flex min-h-0 flex-1 flex-col-reverse overflow-y-auto bg-surface-sunken p-3"
    >
      <div
        role="log"
        aria-label={t("inbox.thread", { name: conversation.name })}
        aria-live="polite"
        className="flex flex-col gap-2"
      >
        {hasOlder ? (
          <Button variant="ghost" size="sm" className="self-center" onClick={onOlder}>
            {t("inbox.loadOlder")}
          </Button>
        ) : null}
        {entries.map((entry, index) => {
          const before = entries[index - 1];
          const isNewDay = !before || !isSameDay(before.at, entry.at, zone);
          const key =
            entry.kind === "message"
              ? entry.message.messageId
              : entry.kind === "note"
                ? entry.note.noteId
                : `taken-${entry.at}`;
          return (
            <Fragment key={key}>
              {isNewDay ? (
                <p className="self-center rounded-full bg-surface px-3 py-0.5 text-xs text-ink-3">
                  {now && isSameDay(now, entry.at, zone) ? t("common.today") : <When at={entry.at} style="long" />}
                </p>
              ) : null}
              {entry.kind === "message" ? <Said message={entry.message} me={me} onRetry={onRetry} /> : null}
              {entry.kind === "note" ? (
                <MessageBubble kind="note" author={t("inbox.noteBy", { name: entry.note.author })} at={entry.at}>
                  {entry.note.body}
                </MessageBubble>
              ) : null}
              {entry.kind === "taken" ? (
                <p className="self-center text-xs text-ink-3">
                  {t("inbox.tookIt", { name: entry.attended.member })} · <When at={entry.at} style="time" />
                </p>
              ) : null}
            </Fragment>
          );
        })}
        {pending.map(({ key, text }) => (
          <div
            key={key}
            aria-busy="true"
            className="max-w-[min(32rem,85%)] self-end rounded-lg bg-bubble-out px-3 py-1.5 opacity-70"
          >
            <p className="break-words whitespace-pre-wrap">{text}</p>
            <p className="text-right text-xs text-ink-3">{t("inbox.sending")}</p>
          </div>
        ))}
      </div>
    </div>
  );
}
