const UNIT_MS: Record<string, number> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

/** Reads the SDK's compact durations ("1d2h30m", "500ms"); the empty string is what it sends for zero. */
export function durationMs(text: string): number {
  if (text === "") return 0;
  let total = 0;
  let matched = "";
  for (const [part, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[wdhms])/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? Number.NaN);
    matched += part;
  }
  if (matched !== text || Number.isNaN(total)) throw new Error(`"${text}" is not a duration`);
  return total;
}

/** A wait is either a duration from now or an instant; both arrive as strings. */
export function dueAt(text: string, now: Date): Date {
  if (/^\d{4}-\d\d-\d\dT/.test(text)) {
    const at = new Date(text);
    if (Number.isNaN(at.getTime())) throw new Error(`"${text}" is not an instant`);
    return at;
  }
  return new Date(now.getTime() + durationMs(text));
}

/** `Retry-After`: seconds, or a date in HTTP or ISO form. */
export function retryAfterAt(value: string, now: Date): Date | null {
  const seconds = Number(value);
  if (value.trim() !== "" && Number.isFinite(seconds)) return new Date(now.getTime() + seconds * 1_000);
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? null : at;
}

export type Backoff = { baseMs: number; factor: number; maxMs: number; jitter: number };

export const DEFAULT_BACKOFF: Backoff = { baseMs: 3_000, factor: 3, maxMs: 600_000, jitter: 0.25 };

/** `attempt` counts from zero; `random` is in [0, 1) and spreads retries that failed together. */
export function backoffMs(attempt: number, random: number, backoff: Backoff): number {
  const plain = Math.min(backoff.maxMs, backoff.baseMs * backoff.factor ** attempt);
  return Math.round(plain * (1 + backoff.jitter * (2 * random - 1)));
}
