import { readFileSync, statSync } from "node:fs";
import { type Instant, instant } from "@/lib/time";

/** Time enters the product here and nowhere else. Durations use `monotonic`, in milliseconds. */
export interface Clock {
  now(): Instant;
  monotonic(): number;
}

const monotonic = (): number => performance.now();

export const systemClock: Clock = { now: () => instant(Date.now()), monotonic };

/** `offset:<ms>`, or `file:<path>` holding one integer offset that every process reads. */
export function clockFrom(spec: string | undefined): Clock {
  if (!spec) return systemClock;
  const [kind, value = ""] = [spec.slice(0, spec.indexOf(":")), spec.slice(spec.indexOf(":") + 1)];
  if (kind === "offset") {
    const offset = Number(value);
    return { now: () => instant(Date.now() + offset), monotonic };
  }
  let offset = 0;
  let readAt = 0;
  let modified = -1;
  return {
    monotonic,
    now() {
      const wall = Date.now();
      if (wall - readAt > 250) {
        readAt = wall;
        try {
          const at = statSync(value).mtimeMs;
          if (at !== modified) {
            modified = at;
            offset = Number(readFileSync(value, "utf8").trim()) || 0;
          }
        } catch {
          offset = 0; // no file yet: the clock has not been moved
        }
      }
      return instant(wall + offset);
    },
  };
}

/** A clock that tests move by hand. */
export function manualClock(start: Instant): Clock & { set(at: Instant): void; advance(milliseconds: number): void } {
  let at = start;
  return {
    now: () => at,
    monotonic: () => at,
    set(next) {
      at = next;
    },
    advance(milliseconds) {
      at = instant(at + milliseconds);
    },
  };
}
