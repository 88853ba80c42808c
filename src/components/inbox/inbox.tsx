"use client";

import { MessagesSquare } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { type ApiError, trpc } from "@/components/trpc/client";
import { useLiveHealth } from "@/components/trpc/live";
import { Banner, Button, cn, EmptyState, Skeleton } from "@/components/ui";
import { useToast } from "@/components/ui/toast";
import { LiveDot } from "@/components/values";
import { useT } from "@/lib/i18n/client";
import { ComposerBox, type ComposerMode, focusComposer } from "./composer-box";
import { ConversationList } from "./conversation-list";
import { CustomerPanel } from "./customer-panel";
import { refusalText } from "./refusal";
import { Thread } from "./thread";
import { type HeaderActs, ThreadHeader } from "./thread-header";
import { type InboxCounts, type InboxPage, type Me, type Tab, tabs } from "./types";
import { useAddress } from "./use-address";
import { type Opened, useConversation } from "./use-conversation";
import { useKeys } from "./use-keys";
import { useList } from "./use-list";

export type InboxProps = {
  me: Me;
  initial: { page: InboxPage; counts: InboxCounts; tab: Tab; opened: Opened | null };
};

const nextPolicy = { auto: "draft", draft: "off", off: "auto" } as const;

const tabOf = (value: string | null, otherwise: Tab): Tab => tabs.find((tab) => tab === value) ?? otherwise;

/** Three columns at a desk; list, conversation and customer are three pages on a phone, and back keeps the place. */
export function Inbox({ me: given, initial }: InboxProps) {
  const t = useT();
  const toast = useToast();
  const { query, go } = useAddress();
  const { memberId, tenant, branchId } = given;
  const me = useMemo<Me>(() => ({ memberId, tenant, branchId }), [memberId, tenant, branchId]);
  const tab = tabOf(query.get("vista"), initial.tab);
  const selected = query.get("c");
  const [search, setSearch] = useState("");
  const [mode, setMode] = useState<ComposerMode>("reply");
  const [isPanelOpen, setIsPanelOpen] = useState(false);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const list = useList(me, tab, search, initial);
  const open = useConversation(selected, initial.opened);
  const health = useLiveHealth();
  const { shown, act } = open;
  const conversation = shown?.conversation;

  const openRow = useCallback(
    (conversationId: string) => {
      setRefusal(null);
      setIsPanelOpen(false);
      go({ c: conversationId });
      list.patch(conversationId, { unread: 0 });
    },
    [go, list.patch],
  );
  const move = (by: 1 | -1) => {
    const at = list.rows.findIndex((row) => row.conversationId === selected);
    const next = list.rows[at < 0 ? 0 : Math.min(list.rows.length - 1, Math.max(0, at + by))];
    if (next) openRow(next.conversationId);
  };
  const run = async (work: (conversationId: string) => Promise<unknown>, done?: string) => {
    const refused = await act(work);
    setRefusal(refused);
    if (!refused && done) toast({ text: done });
  };

  const acts: HeaderActs = {
    take: () =>
      void run(async (id) => {
        const { onTheirWay } = await trpc.conversations.take.mutate({ conversationId: id });
        toast({
          text: onTheirWay.length > 0 ? t("inbox.takenWithBot", { count: onTheirWay.length }) : t("inbox.taken"),
        });
        focusComposer(box);
      }),
    steal: (reason) =>
      void run((id) => trpc.conversations.steal.mutate({ conversationId: id, reason }), t("inbox.taken")),
    release: () => void run((id) => trpc.conversations.release.mutate({ conversationId: id }), t("inbox.released")),
    cycleAi: () => {
      if (!conversation) return;
      const policy = nextPolicy[conversation.aiPolicy];
      void run((id) => trpc.conversations.setAi.mutate({ conversationId: id, policy }));
    },
    resolve: () => {
      if (!conversation) return;
      const { conversationId } = conversation;
      void run(async (id) => {
        await trpc.conversations.close.mutate({ conversationId: id });
        const onUndo = () =>
          void trpc.conversations.reopen.mutate({ conversationId }).then(() => open.reload(conversationId));
        toast({ text: t("inbox.resolved"), onUndo });
      });
    },
    reopen: () => void run((id) => trpc.conversations.reopen.mutate({ conversationId: id })),
  };
  const write = (next: ComposerMode) => {
    setMode(next);
    requestAnimationFrame(() => focusComposer(box));
  };

  const quote = () => {
    if (conversation) window.location.assign(`/${tenant}/quotes/new?conversation=${conversation.conversationId}`);
  };
  const always: readonly [string, () => void][] = [
    ["KeyJ", () => move(1)],
    ["KeyK", () => move(-1)],
    ["/", () => searchField.current?.focus()],
    ...tabs.map((name, at): [string, () => void] => [`Digit${at + 1}`, () => go({ vista: name }, "replace")]),
  ];
  const whileOpen: readonly [string, () => void][] = [
    ["KeyR", () => write("reply")],
    ["KeyN", () => write("note")],
    ["KeyT", acts.take],
    ["KeyL", acts.release],
    ["KeyI", acts.cycleAi],
    ["KeyE", acts.resolve],
    ["KeyQ", quote],
  ];
  useKeys(new Map(conversation ? [...always, ...whileOpen] : always));

  return (
    <div
      data-bleed
      className={cn(
        "grid h-[calc(100dvh-6.75rem)] grid-cols-1 md:h-[calc(100dvh-3.25rem)] lg:grid-cols-[300px_minmax(0,1fr)]",
        selected && !open.failure && "xl:grid-cols-[300px_minmax(0,1fr)_350px]",
      )}
    >
      <h1 className="sr-only">{t("inbox.title")}</h1>
      <ConversationList
        me={me}
        list={list}
        tab={tab}
        search={search}
        selected={selected}
        searchField={searchField}
        onTab={(name) => go({ vista: name }, "replace")}
        onSearch={setSearch}
        onOpen={openRow}
        className={selected ? "hidden lg:flex" : "flex"}
      />
      <section
        aria-label={conversation ? t("inbox.thread", { name: conversation.name }) : t("inbox.chooseConversation")}
        className={cn(
          "min-h-0 flex-col",
          !selected || isPanelOpen ? "hidden lg:flex" : "flex",
          isPanelOpen && "lg:hidden xl:flex",
        )}
      >
        {health === "reconnecting" ? (
          <div className="border-b border-warning-line bg-warning-soft px-3 py-1">
            <LiveDot isLive={false} />
          </div>
        ) : null}
        {conversation && shown ? (
          <>
            <ThreadHeader
              conversation={conversation}
              me={me}
              acts={acts}
              onBack={() => go({ c: null })}
              onPanel={() => setIsPanelOpen(true)}
            />
            {refusal ? (
              <Banner tone="danger" live className="m-2">
                {refusalText(t, refusal)}
              </Banner>
            ) : null}
            <Thread
              conversation={conversation}
              messages={shown.thread.items}
              pending={open.pending}
              hasOlder={shown.thread.nextCursor !== null}
              me={me}
              onOlder={() => void open.loadOlder()}
              onRetry={(messageId) => void run(() => trpc.conversations.retry.mutate({ messageId }))}
            />
            <ComposerBox
              conversation={conversation}
              me={me}
              mode={mode}
              onMode={setMode}
              act={act}
              send={open.send}
              box={box}
            />
          </>
        ) : open.failure ? (
          <EmptyState
            title={refusalText(t, open.failure)}
            action={<Button onClick={() => go({ c: null })}>{t("common.back")}</Button>}
          />
        ) : selected ? (
          <div aria-busy="true" className="flex flex-1 flex-col gap-3 p-4">
            <Skeleton className="h-10" />
            <Skeleton className="h-14 w-2/3" />
            <Skeleton className="h-14 w-1/2 self-end" />
          </div>
        ) : (
          <EmptyState
            icon={MessagesSquare}
            title={t("inbox.chooseConversation")}
            hint={t("inbox.chooseHint")}
            className="my-auto"
          />
        )}
      </section>
      {conversation ? (
        <CustomerPanel
          key={conversation.conversationId}
          conversation={conversation}
          me={me}
          onClose={() => setIsPanelOpen(false)}
          className={cn(isPanelOpen ? "block" : "hidden xl:block")}
        />
      ) : selected && !open.failure ? (
        <div aria-hidden className="hidden flex-col gap-3 border-l border-line bg-surface p-4 xl:flex">
          <Skeleton className="h-10" />
          <Skeleton className="h-4 w-2/3" />
          <Skeleton className="h-4 w-1/2" />
        </div>
      ) : null}
    </div>
  );
}
