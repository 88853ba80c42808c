/** One timer for the whole page: a hundred relative times must not be a hundred timers. */
const TICK_MILLISECONDS = 30_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let current = "";

function tick() {
  current = new Date().toISOString();
  for (const listener of listeners) listener();
}

/** For `useSyncExternalStore`; the instant is stable between ticks, as React asks. */
export const browserClock = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    if (!timer) {
      timer = setInterval(tick, TICK_MILLISECONDS);
      // The first reader may have come long after the page did.
      current = new Date().toISOString();
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || !timer) return;
      clearInterval(timer);
      timer = undefined;
    };
  },
  now(): string {
    if (!current) current = new Date().toISOString();
    return current;
  },
};

/** The instant a page is rendered at, so that server and browser start from the same present. */
export function renderInstant(): string {
  return new Date().toISOString();
}
