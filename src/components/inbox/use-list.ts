"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, trpc } from "@/components/trpc/client";
import { useLive } from "@/components/trpc/live";
import type { InboxCounts, InboxPage, InboxRow, Me, Tab } from "./types";

/** News within this time are fetched together. */
const gatherMs = 150;
const pageSize = 50;

/**
 * The list and its counts, kept true by the live stream. While the reader looks further down, changes wait behind `fresh` and enter when
 * asked, so that nothing moves under the pointer.
 */
export function useList(me: Me, tab: Tab, search: string, initial: { page: InboxPage; counts: InboxCounts; tab: Tab }) {
  const [page, setPage] = useState<InboxPage>(initial.page);
  const [counts, setCounts] = useState<InboxCounts>(initial.counts);
  const [isLoading, setIsLoading] = useState(false);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const [fresh, setFresh] = useState(0);
  const isReading = useRef(false);
  const asked = useRef(0);
  const gathering = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const first = useRef(true);
  const { branchId } = me;

  const load = useCallback(async () => {
    asked.current += 1;
    const ticket = asked.current;
    setFresh(0);
    try {
      const [rows, numbers] = await Promise.all([
        trpc.conversations.list.query({ tab, search: search || undefined, branchId, limit: pageSize }),
        trpc.conversations.counts.query({ branchId }),
      ]);
      // An answer to an older question must not overwrite a newer one.
      if (ticket !== asked.current) return;
      setPage(rows);
      setCounts(numbers);
      setFailure(null);
    } catch (error) {
      if (ticket === asked.current && error instanceof ApiError) setFailure(error);
    } finally {
      if (ticket === asked.current) setIsLoading(false);
    }
  }, [tab, search, branchId]);

  useEffect(() => {
    if (first.current) {
      first.current = false;
      if (tab === initial.tab && !search) return;
    }
    setIsLoading(true);
    void load();
  }, [load, tab, search, initial.tab]);

  useLive(({ type }) => {
    if (type !== "reset" && !type.startsWith("conversations/")) return;
    clearTimeout(gathering.current);
    gathering.current = setTimeout(() => {
      if (isReading.current) setFresh((count) => count + 1);
      else void load();
    }, gatherMs);
  });

  const loadMore = useCallback(async () => {
    if (!page.nextCursor) return;
    const more = await trpc.conversations.list.query({
      tab,
      search: search || undefined,
      branchId,
      limit: pageSize,
      cursor: page.nextCursor,
    });
    setPage((current) => {
      const known = new Set(current.items.map(({ conversationId }) => conversationId));
      const added = more.items.filter(({ conversationId }) => !known.has(conversationId));
      return { items: [...current.items, ...added], nextCursor: more.nextCursor };
    });
  }, [page.nextCursor, tab, search, branchId]);

  const patch = useCallback((conversationId: string, change: Partial<InboxRow>) => {
    setPage((current) => ({
      ...current,
      items: current.items.map((row) => (row.conversationId === conversationId ? { ...row, ...change } : row)),
    }));
  }, []);

  return {
    rows: page.items,
    hasMore: page.nextCursor !== null,
    counts,
    isLoading,
    failure,
    fresh,
    reload: load,
    loadMore,
    patch,
    setIsReading: (value: boolean) => {
      isReading.current = value;
    },
  };
}
