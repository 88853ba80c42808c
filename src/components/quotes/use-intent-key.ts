"use client";

import { useRef } from "react";
import { newIdempotencyKey } from "@/components/trpc/client";

/** One key for one thing asked: the same words tried again keep it, other words get another. */
export function useIntentKey(): (what: unknown) => string {
  const last = useRef({ text: "", key: "" });
  return (what) => {
    const text = JSON.stringify(what);
    if (last.current.text !== text) last.current = { text, key: newIdempotencyKey() };
    return last.current.key;
  };
}
