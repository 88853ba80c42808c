/** A bucket that fills with time: `capacity` at most, one more each `everyMs`. */
type Bucket = { tokens: number; at: number };

export type Limits = { pairBurst: number; pairEveryMs: number; perSecond: number };

export const META_LIMITS: Limits = { pairBurst: 45, pairEveryMs: 6_000, perSecond: 80 };

export function createBuckets(
  capacity: number,
  everyMs: number,
): { take: (key: string, now: number) => boolean; clear: () => void } {
  const buckets = new Map<string, Bucket>();
  return {
    take(key, now) {
      const held = buckets.get(key) ?? { tokens: capacity, at: now };
      const tokens = Math.min(capacity, held.tokens + Math.max(0, now - held.at) / everyMs);
      const isAllowed = tokens >= 1;
      buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
      return isAllowed;
    },
    clear: () => buckets.clear(),
  };
}
