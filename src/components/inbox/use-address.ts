"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** View state lives in the address: back works, and a link opens the same conversation. */
export function useAddress() {
  const query = useSearchParams();
  const go = useCallback((change: Readonly<Record<string, string | null>>, how: "push" | "replace" = "push") => {
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(change)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    const address = `${window.location.pathname}${next.size > 0 ? `?${next}` : ""}`;
    if (how === "push") window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  }, []);
  return { query, go };
}
