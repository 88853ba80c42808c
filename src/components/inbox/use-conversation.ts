"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, newIdempotencyKey, trpc } from "@/components/trpc/client";
import { useLive } from "@/components/trpc/live";
import type { OpenConversation, ThreadMessage, ThreadPage } from "./types";

const gatherMs = 60;
const pageSize = 50;

/** A message on its way to the server, shown at once. */
export type Pending = { key: string; text: string };
export type Opened = { conversation: OpenConversation; thread: ThreadPage };

function merged(known: readonly ThreadMessage[], latest: readonly ThreadMessage[]): ThreadMessage[] {
  const byId = new Map(known.map((message) => [message.messageId, message]));
  for (const message of latest) byId.set(message.messageId, message);
  return [...byId.values()].sort((a, b) =>
    a.sentAt === b.sentAt ? Number(BigInt(b.seq) - BigInt(a.seq)) : a.sentAt < b.sentAt ? 1 : -1,
  );
}

/** One open conversation: header, thread newest first, and what may be done with it. Refusals are answers, never exceptions. */
export function useConversation(conversationId: string | null, initial: Opened | null) {
  const [opened, setOpened] = useState<Opened | null>(initial);
  const [pending, setPending] = useState<readonly Pending[]>([]);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const current = useRef(conversationId);
  const gathering = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  current.current = conversationId;
  const shown = opened?.conversation.conversationId === conversationId ? opened : null;

  const load = useCallback(async (id: string) => {
    try {
      const [conversation, thread] = await Promise.all([
        trpc.conversations.get.query({ conversationId: id }),
        trpc.conversations.thread.query({ conversationId: id, limit: pageSize }),
      ]);
      if (current.current !== id) return;
      setFailure(null);
      setOpened((before) => {
        const isSame = before?.conversation.conversationId === id;
        const items = merged(isSame ? before.thread.items : [], thread.items);
        return { conversation, thread: { items, nextCursor: isSame ? before.thread.nextCursor : thread.nextCursor } };
      });
      if (conversation.unread > 0) void trpc.conversations.markRead.mutate({ conversationId: id }).catch(() => null);
    } catch (error) {
      if (current.current === id && error instanceof ApiError) setFailure(error);
    }
  }, []);

  useEffect(() => {
    setPending([]);
    setFailure(null);
    if (conversationId) void load(conversationId);
  }, [conversationId, load]);

  useLive(({ type, payload }) => {
    const id = current.current;
    if (!id) return;
    const isMine = type === "reset" || (type.startsWith("conversations/") && payload?.conversationId === id);
    if (!isMine) return;
    clearTimeout(gathering.current);
    gathering.current = setTimeout(() => void load(id), gatherMs);
  });

  const loadOlder = useCallback(async () => {
    const cursor = shown?.thread.nextCursor;
    if (!shown || !cursor) return;
    const id = shown.conversation.conversationId;
    const older = await trpc.conversations.thread.query({ conversationId: id, limit: pageSize, cursor });
    setOpened((before) =>
      before?.conversation.conversationId === id
        ? { ...before, thread: { items: merged(before.thread.items, older.items), nextCursor: older.nextCursor } }
        : before,
    );
  }, [shown]);

  /** Runs one act; answers null, or why it was refused. */
  const act = useCallback(
    async (work: (id: string) => Promise<unknown>): Promise<ApiError | null> => {
      const id = current.current;
      if (!id) return null;
      try {
        await work(id);
        await load(id);
        return null;
      } catch (error) {
        if (error instanceof ApiError) {
          void load(id);
          return error;
        }
        throw error;
      }
    },
    [load],
  );

  const send = useCallback(
    async (text: string): Promise<ApiError | null> => {
      const key = newIdempotencyKey();
      setPending((before) => [...before, { key, text }]);
      const refusal = await act((id) =>
        trpc.conversations.send.mutate({ conversationId: id, content: { kind: "text", text }, idempotencyKey: key }),
      );
      setPending((before) => before.filter((one) => one.key !== key));
      return refusal;
    },
    [act],
  );

  return { shown, pending, failure, act, send, loadOlder, reload: load };
}
