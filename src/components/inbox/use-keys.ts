"use client";

import { useEffect, useRef } from "react";

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Letters by `event.code`, so that every layout has the same places; never while writing, and never the second half of «G, then…». */
export function useKeys(keys: ReadonlyMap<string, () => void>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let lastGo = Number.NEGATIVE_INFINITY;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      if (event.code === "KeyG") {
        lastGo = event.timeStamp;
        return;
      }
      if (event.timeStamp - lastGo < 1_200) return;
      const act = latest.current.get(event.key === "/" ? "/" : event.code);
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
