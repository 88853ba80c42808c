"use client";

import { ArrowLeft, Bot, CheckCheck, Hand, PanelRight, Undo2 } from "lucide-react";
import { useState } from "react";
import { Avatar, Badge, Button, Field, IconButton, Input } from "@/components/ui";
import { useNow, WindowRing } from "@/components/values";
import { formatDuration } from "@/lib/format";
import type { Translate } from "@/lib/i18n";
import { useFrame, useT } from "@/lib/i18n/client";
import type { Me, OpenConversation } from "./types";

export type HeaderActs = {
  take: () => void;
  steal: (reason: string) => void;
  release: () => void;
  cycleAi: () => void;
  resolve: () => void;
  reopen: () => void;
};

const isAlive = (until: string | null, now: string | undefined) => until !== null && now !== undefined && until > now;

/** One state at a time: who has it, who writes, or who will answer. */
function stateText(t: Translate, conversation: OpenConversation, me: Me, now: string | undefined): string {
  const { status, mode, assigneeId, assigneeName, leaseMemberId, leaseName, leaseExpiresAt } = conversation;
  if (status === "closed") return t("inbox.stateClosed");
  if (leaseMemberId && leaseMemberId !== me.memberId && isAlive(leaseExpiresAt, now)) {
    return t("inbox.stateWriting", { name: leaseName ?? "" });
  }
  if (mode === "human") {
    return assigneeId === me.memberId ? t("inbox.stateMine") : t("inbox.stateTheirs", { name: assigneeName ?? "" });
  }
  if (mode === "bot") return t("inbox.stateAi");
  return mode === "muted" ? t("inbox.stateMuted") : t("inbox.stateQueued");
}

const aiWords = { auto: "inbox.aiAuto", draft: "inbox.aiDraft", off: "inbox.aiOff" } as const;

export function ThreadHeader({
  conversation,
  me,
  acts,
  onBack,
  onPanel,
}: {
  conversation: OpenConversation;
  me: Me;
  acts: HeaderActs;
  onBack: () => void;
  onPanel: () => void;
}) {
  const t = useT();
  const now = useNow();
  const { language } = useFrame();
  const [isAsking, setIsAsking] = useState(false);
  const [reason, setReason] = useState("");
  const { mode, status, assigneeId, can, aiPolicy, releaseAt } = conversation;
  const isMine = mode === "human" && assigneeId === me.memberId;
  const isTheirs = mode === "human" && !isMine;
  const isClosed = status === "closed";
  const left = isMine && releaseAt && now ? (Date.parse(releaseAt) - Date.parse(now)) / 1_000 : null;
  return (
    <header className="flex flex-col gap-2 overflow-x-clip border-b border-line bg-surface px-3 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <IconButton icon={ArrowLeft} label={t("common.back")} className="lg:hidden" onClick={onBack} />
        <Avatar name={conversation.name} />
        <div className="min-w-44 flex-1">
          <h2 className="truncate font-semibold">
            {conversation.name} <span className="font-normal text-ink-3">· {conversation.branchName}</span>
          </h2>
          <p className="flex items-center gap-1.5 truncate text-sm text-ink-2" aria-live="polite">
            <WindowRing closesAt={conversation.windowExpiresAt} />
            {stateText(t, conversation, me, now)}
            {left !== null && left > 0 ? (
              <span className="text-ink-3">· {t("inbox.releasesIn", { time: formatDuration(left, language) })}</span>
            ) : null}
          </p>
        </div>
        <div className="ml-auto flex shrink-0 items-center gap-1">
          {isClosed && can.includes("take") ? <Button onClick={acts.reopen}>{t("inbox.reopen")}</Button> : null}
          {!isClosed && !isMine && !isTheirs && can.includes("take") ? (
            <Button icon={Hand} shortcut="T" onClick={acts.take}>
              {t("inbox.take")}
            </Button>
          ) : null}
          {isTheirs && can.includes("steal") ? (
            <Button icon={Hand} aria-expanded={isAsking} onClick={() => setIsAsking(!isAsking)}>
              {t("inbox.takeWithReason")}
            </Button>
          ) : null}
          {isMine ? (
            <Button icon={Undo2} shortcut="L" onClick={acts.release}>
              {t("inbox.release")}
            </Button>
          ) : null}
          {!isClosed && can.includes("toggle_ai") ? (
            <IconButton icon={Bot} label={t(aiWords[aiPolicy])} shortcut="I" onClick={acts.cycleAi} />
          ) : null}
          {!isClosed && can.includes("close") ? (
            <IconButton icon={CheckCheck} label={t("inbox.resolve")} shortcut="E" onClick={acts.resolve} />
          ) : null}
          <IconButton icon={PanelRight} label={t("inbox.customer")} className="xl:hidden" onClick={onPanel} />
        </div>
      </div>
      {aiPolicy !== "auto" ? <Badge icon={Bot}>{t(aiWords[aiPolicy])}</Badge> : null}
      {isAsking && isTheirs ? (
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (!reason.trim()) return;
            acts.steal(reason.trim());
            setIsAsking(false);
            setReason("");
          }}
        >
          <Field label={t("inbox.takeReason")} hint={t("inbox.takeReasonHint")} className="flex-1">
            {(control) => (
              <Input {...control} value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
          <Button type="submit">{t("inbox.take")}</Button>
        </form>
      ) : null}
    </header>
  );
}
