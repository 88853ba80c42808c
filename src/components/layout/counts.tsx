"use client";

import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { trpc } from "../trpc/client";
import { useLive } from "../trpc/live";
import type { Counts } from "./navigation";

const CountsContext = createContext<Counts>({});
export const useCounts = (): Counts => useContext(CountsContext);

/** A burst of messages is one question. */
const SETTLE_MILLISECONDS = 1_000;

/** What waits for the reader, kept true by the live stream: the shell itself is rendered once per visit. */
export function CountsProvider({
  initial,
  hasInbox,
  children,
}: {
  initial: Counts;
  hasInbox: boolean;
  children: ReactNode;
}) {
  const [counts, setCounts] = useState(initial);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLive(({ type }) => {
    if (!hasInbox || !(type.startsWith("conversations/") || type === "reset")) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => {
      const fresh = await trpc.conversations.counts.query({}).catch(() => null);
      // A failed look keeps the last number; the offline bar is what tells that news stopped.
      if (fresh) setCounts((current) => ({ ...current, inbox: fresh.unread + fresh.unassigned }));
    }, SETTLE_MILLISECONDS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  const waiting = counts.inbox ?? 0;
  return (
    <CountsContext value={counts}>
      {waiting > 0 ? <TitleCount count={waiting} /> : null}
      {children}
    </CountsContext>
  );
}

/** «(3) Bandeja»: the tab tells what waits while another one is read. */
function TitleCount({ count }: { count: number }) {
  useEffect(() => {
    const mark = () => {
      const bare = document.title.replace(/^\(\d+\) /, "");
      const wanted = `(${count}) ${bare}`;
      if (document.title !== wanted) document.title = wanted;
    };
    mark();
    // Each page sets its own title after this effect has run.
    const title = document.querySelector("title");
    const observer = new MutationObserver(mark);
    if (title) observer.observe(title, { childList: true });
    return () => {
      observer.disconnect();
      document.title = document.title.replace(/^\(\d+\) /, "");
    };
  }, [count]);
  return null;
}
