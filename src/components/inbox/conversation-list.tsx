"use client";

import { Inbox, Search } from "lucide-react";
import type { RefObject } from "react";
import { Banner, Button, cn, EmptyState, Input, Skeleton } from "@/components/ui";
import { useT } from "@/lib/i18n/client";
import { ConversationRow } from "./conversation-row";
import { refusalText } from "./refusal";
import { type InboxCounts, type Me, type Tab, tabs } from "./types";
import type { useList } from "./use-list";

const ghosts = ["a", "b", "c", "d", "e", "f"];

export function ConversationList({
  me,
  list,
  tab,
  search,
  selected,
  searchField,
  onTab,
  onSearch,
  onOpen,
  className,
}: {
  me: Me;
  list: ReturnType<typeof useList>;
  tab: Tab;
  search: string;
  selected: string | null;
  searchField: RefObject<HTMLInputElement | null>;
  onTab: (tab: Tab) => void;
  onSearch: (text: string) => void;
  onOpen: (conversationId: string) => void;
  className?: string;
}) {
  const t = useT();
  const countOf = (name: Tab, { mine, unassigned, ai, all }: InboxCounts) =>
    name === "closed" ? null : { mine, unassigned, ai, all }[name];
  return (
    <section
      aria-label={t("inbox.list")}
      className={cn("flex min-h-0 flex-col border-r border-line bg-surface", className)}
    >
      <div className="flex flex-col gap-2 border-b border-line p-2">
        <div className="relative">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-2 size-4 -translate-y-1/2 text-ink-3"
          />
          <Input
            ref={searchField}
            type="search"
            aria-label={t("inbox.searchPlaceholder")}
            value={search}
            placeholder={t("inbox.searchPlaceholder")}
            className="pl-8"
            onChange={(event) => onSearch(event.target.value)}
          />
        </div>
        <div role="tablist" aria-label={t("inbox.title")} className="flex overflow-x-auto">
          {tabs.map((name) => {
            const count = countOf(name, list.counts);
            return (
              <button
                key={name}
                type="button"
                role="tab"
                aria-selected={tab === name}
                onClick={() => onTab(name)}
                className={cn(
                  "min-h-7 cursor-pointer rounded-md px-1.5 text-sm whitespace-nowrap pointer-coarse:min-h-11",
                  tab === name ? "bg-brand-soft font-semibold text-on-brand-soft" : "text-ink-2 hover:bg-surface-hover",
                )}
              >
                {t(`inbox.${name}`)}
                {count ? <span className="ml-1 tabular-nums">{count > 99 ? "99+" : count}</span> : null}
              </button>
            );
          })}
        </div>
      </div>
      {list.failure ? (
        <Banner
          tone="danger"
          live
          className="m-2"
          actions={
            <Button size="sm" onClick={() => void list.reload()}>
              {t("common.retry")}
            </Button>
          }
        >
          {refusalText(t, list.failure)}
        </Banner>
      ) : null}
      {list.fresh > 0 ? (
        <Button variant="ghost" className="m-1" onClick={() => void list.reload()}>
          {t("inbox.newMessages", { count: list.fresh })}
        </Button>
      ) : null}
      <div
        className="min-h-0 flex-1 overflow-y-auto"
        onScroll={(event) => list.setIsReading(event.currentTarget.scrollTop > 64)}
      >
        {list.isLoading ? (
          <ul aria-busy="true" aria-label={t("common.loading")}>
            {ghosts.map((key) => (
              <li key={key} className="flex h-16 items-center gap-2 border-b border-line px-2">
                <Skeleton className="size-8 rounded-full" />
                <span className="flex flex-1 flex-col gap-1">
                  <Skeleton className="h-3.5 w-1/2" />
                  <Skeleton className="h-3 w-4/5" />
                </span>
              </li>
            ))}
          </ul>
        ) : list.rows.length === 0 ? (
          search ? (
            <EmptyState
              icon={Search}
              title={t("common.noResults", { query: search })}
              action={<Button onClick={() => onSearch("")}>{t("common.clear")}</Button>}
            />
          ) : (
            <EmptyState icon={Inbox} title={t("inbox.empty")} hint={t("inbox.emptyHint")} />
          )
        ) : (
          <ul>
            {list.rows.map((row) => (
              <ConversationRow
                key={row.conversationId}
                row={row}
                me={me}
                isOpen={row.conversationId === selected}
                onOpen={onOpen}
              />
            ))}
            {list.hasMore ? (
              <li className="p-2">
                <Button block onClick={() => void list.loadMore()}>
                  {t("common.loadMore")}
                </Button>
              </li>
            ) : null}
          </ul>
        )}
      </div>
    </section>
  );
}
