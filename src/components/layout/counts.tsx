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
  hasAlerts,
  children,
}: {
  initial: Counts;
  hasInbox: boolean;
  hasAlerts: boolean;
  children: ReactNode;
}) {
  const [counts, setCounts] = useState(initial);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLive(({ type }) => {
    const concerns =
      type === "reset" || (hasInbox && type.startsWith("conversations/")) || (hasAlerts && type.startsWith("alerts/"));
    if (!concerns) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => {
      // A failed look keeps the last number; the offline bar is what tells that news stopped.
      const [inbox, alerts] = await Promise.all([
        hasInbox ? trpc.conversations.counts.query({}).catch(() => null) : null,
        hasAlerts ? trpc.alerts.counts.query().catch(() => null) : null,
      ]);
      setCounts((current) => ({
        ...current,
        ...(inbox ? { inbox: inbox.unread + inbox.unassigned } : {}),
        ...(alerts ? { alerts: alerts.open } : {}),
      }));
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
