const key = Symbol.for("mostrador.wake");
const shared = globalThis as { [key]?: { inbox: () => void } };

/** Called by the background workers of this process when they start; without them the sweep of another process does the work. */
export function onInboxWake(wake: () => void): void {
  shared[key] = { inbox: wake };
}

/** A webhook was stored: its work must not wait for a poll. */
export function wakeInbox(): void {
  const wake = shared[key]?.inbox;
  if (wake) setImmediate(wake);
}
