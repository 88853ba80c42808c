/** A verified session or member is trusted this long, so a revocation is felt within it. */
const trustMs = 2_000;
const maxCached = 10_000;

export interface TrustedCache<T> {
  read(key: string, load: () => Promise<T>): Promise<T>;
  clear(): void;
}

export function trustedCache<T>(): TrustedCache<T> {
  const entries = new Map<string, { value: T; until: number }>();
  return {
    async read(key, load) {
      const now = performance.now();
      const hit = entries.get(key);
      if (hit && hit.until > now) return hit.value;
      const value = await load();
      if (entries.size >= maxCached) entries.clear();
      entries.set(key, { value, until: now + trustMs });
      return value;
    },
    clear: () => entries.clear(),
  };
}
