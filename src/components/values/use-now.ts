"use client";

import { useSyncExternalStore } from "react";
import { browserClock } from "@/lib/browser/clock";
import { useFrame } from "@/lib/i18n/client";

/** The reader's present, moving; on the server and while hydrating, the instant the provider was given (if any). */
export function useNow(): string | undefined {
  const { now } = useFrame();
  return useSyncExternalStore<string | undefined>(browserClock.subscribe, browserClock.now, () => now);
}
