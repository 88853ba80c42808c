"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { visibleDestinations } from "./navigation";

const CHORD_MILLISECONDS = 1_200;

/** G, then a letter: by `event.code`, so that every keyboard layout has the same places; never while writing. */
export function GoKeys({ base, permissions }: { base: string; permissions: readonly string[] }) {
  const router = useRouter();
  useEffect(() => {
    const places = visibleDestinations(permissions).flat();
    let pressedAt = Number.NEGATIVE_INFINITY;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      if (event.code === "KeyG") {
        pressedAt = event.timeStamp;
        return;
      }
      if (event.timeStamp - pressedAt > CHORD_MILLISECONDS) return;
      pressedAt = Number.NEGATIVE_INFINITY;
      const place = places.find(({ key }) => key === event.code);
      if (!place) return;
      event.preventDefault();
      router.push(`${base}${place.path}${location.search.includes("sucursal=") ? location.search : ""}`);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [base, permissions, router]);
  return null;
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
