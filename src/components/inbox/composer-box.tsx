"use client";

import { FileText, Package } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { Composer } from "@/components/acts";
import { type ApiError, newIdempotencyKey, trpc } from "@/components/trpc/client";
import { Banner, Button, ButtonLink, Segmented } from "@/components/ui";
import { useNow } from "@/components/values";
import { useT } from "@/lib/i18n/client";
import { keepDraft, readDraft } from "./drafts";
import { ProductPicker } from "./product-picker";
import { refusalText } from "./refusal";
import { TemplatePicker } from "./template-picker";
import type { Me, OpenConversation } from "./types";
import type { useConversation } from "./use-conversation";

export type ComposerMode = "reply" | "note";
/** The lease is renewed at most this often while somebody types. */
const heartbeatMs = 5_000;

/** Puts the caret into the writing field, wherever it is. */
export function focusComposer(box: RefObject<HTMLDivElement | null>): void {
  box.current?.querySelector("textarea")?.focus();
}

export function ComposerBox({
  conversation,
  me,
  mode,
  onMode,
  act,
  send,
  box,
}: {
  conversation: OpenConversation;
  me: Me;
  mode: ComposerMode;
  onMode: (mode: ComposerMode) => void;
  act: ReturnType<typeof useConversation>["act"];
  send: ReturnType<typeof useConversation>["send"];
  box: RefObject<HTMLDivElement | null>;
}) {
  const t = useT();
  const now = useNow();
  const { conversationId, windowExpiresAt, status } = conversation;
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const [isSending, setIsSending] = useState(false);
  const [isPicking, setIsPicking] = useState(false);
  const lastBeat = useRef(Number.NEGATIVE_INFINITY);
  const written = useRef("");

  // The draft belongs to the conversation: it is read on arrival and kept on each change.
  useEffect(() => {
    const draft = readDraft(me.tenant, conversationId);
    written.current = draft;
    setText(draft);
    setRefusal(null);
    setIsPicking(false);
  }, [me.tenant, conversationId]);

  const change = (next: string) => {
    written.current = next;
    setText(next);
    keepDraft(me.tenant, conversationId, next);
  };

  const type = (next: string, at: number) => {
    if (next.endsWith("$") && next.length > text.length && mode === "reply") {
      change(next.slice(0, -1));
      setIsPicking(true);
      return;
    }
    change(next);
    if (mode !== "reply" || at - lastBeat.current < heartbeatMs) return;
    lastBeat.current = at;
    // The first keystroke in a chat of the AI takes it: two must not answer at once.
    if (conversation.mode === "bot") void act((id) => trpc.conversations.take.mutate({ conversationId: id }));
    else void trpc.conversations.keepLease.mutate({ conversationId }).catch(() => null);
  };

  const submit = async () => {
    const said = text.trim();
    setRefusal(null);
    if (mode === "note") {
      setIsSending(true);
      const key = newIdempotencyKey();
      const refused = await act((id) =>
        trpc.conversations.addNote.mutate({ conversationId: id, body: said, idempotencyKey: key }),
      );
      setIsSending(false);
      setRefusal(refused);
      if (!refused) change("");
      return;
    }
    change("");
    const refused = await send(said);
    setRefusal(refused);
    // A refused text comes back in front of whatever was written meanwhile.
    if (refused) change(written.current ? `${said}\n${written.current}` : said);
  };

  const sendTemplate = async (name: string, variables: string[]) => {
    setIsSending(true);
    const key = newIdempotencyKey();
    const refused = await act((id) =>
      trpc.conversations.send.mutate({
        conversationId: id,
        content: { kind: "template", name, variables, replies: [] },
        idempotencyKey: key,
      }),
    );
    setIsSending(false);
    setRefusal(refused);
  };

  const isShut = mode === "reply" && (!windowExpiresAt || (now !== undefined && windowExpiresAt <= now));
  if (status === "closed") return null;
  return (
    <div ref={box} className="relative">
      {isPicking ? (
        <div className="absolute inset-x-3 bottom-full mb-1">
          <ProductPicker
            branchId={conversation.branchId}
            onClose={() => {
              setIsPicking(false);
              focusComposer(box);
            }}
            onInsert={(line) => {
              change(text ? `${text.trimEnd()} ${line}` : line);
              setIsPicking(false);
              focusComposer(box);
            }}
          />
        </div>
      ) : null}
      <Composer
        label={t(mode === "note" ? "inbox.note" : "inbox.reply")}
        value={text}
        onChange={(next) => type(next, performance.now())}
        onSend={() => void submit()}
        sendLabel={t(mode === "note" ? "inbox.saveNote" : "inbox.send")}
        sendingLabel={t("inbox.sending")}
        isSending={isSending}
        isNote={mode === "note"}
        placeholder={t(mode === "note" ? "inbox.notePlaceholder" : "inbox.replyPlaceholder")}
        instead={
          isShut ? (
            <TemplatePicker
              key={conversationId}
              customerName={conversation.name}
              isSending={isSending}
              onSend={(name, variables) => void sendTemplate(name, variables)}
            />
          ) : undefined
        }
        tools={
          <div className="flex flex-wrap items-center gap-2">
            <Segmented
              legend={t("inbox.reply")}
              name="composer-mode"
              value={mode}
              onChange={onMode}
              options={[
                { value: "reply", label: t("inbox.reply") },
                { value: "note", label: t("inbox.note") },
              ]}
            />
            <Button size="sm" icon={Package} aria-expanded={isPicking} onClick={() => setIsPicking(!isPicking)}>
              {t("inbox.products")}
            </Button>
            <ButtonLink size="sm" icon={FileText} href={`/${me.tenant}/quotes/new?conversation=${conversationId}`}>
              {t("inbox.quote")}
            </ButtonLink>
          </div>
        }
        footer={
          refusal ? (
            <Banner tone="danger" live>
              {refusalText(t, refusal)} {text ? t("inbox.textKept") : ""}
            </Banner>
          ) : undefined
        }
      />
    </div>
  );
}
