"use client";

import { useEffect, useRef, useState } from "react";

export interface LiveEvent {
  type: string;
  subject: string;
  payload: Record<string, unknown> | null;
}
type Listener = (event: LiveEvent) => void;
type Health = "live" | "reconnecting";

const silenceMs = 25_000;
let source: EventSource | null = null;
let health: Health = "live";
let lastId = "";
let watchdog: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<Listener>();
const watchers = new Set<(health: Health) => void>();

function report(next: Health): void {
  if (next === health) return;
  health = next;
  for (const watcher of watchers) watcher(next);
}

function open(): void {
  const input = lastId ? `?input=${encodeURIComponent(JSON.stringify({ lastEventId: lastId }))}` : "";
  source = new EventSource(`/api/trpc/realtime.feed${input}`);
  const alive = () => {
    report("live");
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      report("reconnecting");
      reopen(500);
    }, silenceMs);
  };
  source.addEventListener("connected", alive);
  source.addEventListener("ping", alive);
  source.addEventListener("return", () => reopen(200));
  source.onerror = () => {
    report("reconnecting");
    if (source?.readyState === EventSource.CLOSED) reopen(2_000);
  };
  source.onmessage = (message) => {
    alive();
    if (message.lastEventId) lastId = message.lastEventId;
    const event = JSON.parse(message.data as string) as LiveEvent;
    if (typeof event?.type === "string") for (const listener of listeners) listener(event);
  };
}

function reopen(afterMs: number): void {
  source?.close();
  source = null;
  setTimeout(() => {
    if (!source && listeners.size > 0) open();
  }, afterMs);
}

/** Hears every event of the business, once and in order, from one stream per page. `reset` asks to fetch afresh. */
export function useLive(onEvent: Listener): void {
  const latest = useRef(onEvent);
  latest.current = onEvent;
  useEffect(() => {
    const listener: Listener = (event) => latest.current(event);
    listeners.add(listener);
    if (!source) open();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        source?.close();
        source = null;
        clearTimeout(watchdog);
      }
    };
  }, []);
}

/** Whether news arrive at this moment. */
export function useLiveHealth(): Health {
  const [now, setNow] = useState<Health>(health);
  useEffect(() => {
    watchers.add(setNow);
    return () => {
      watchers.delete(setNow);
    };
  }, []);
  return now;
}
