/** A verified session or member is trusted this long, so a revocation is felt within it. */
const trustMs = 2_000;
const maxCached = 10_000;

export interface TrustedCache<T> {
  read(key: string, load: () => Promise<T>): Promise<T>;
  clear(): void;
}

/** Callers that ask while a value is being read wait for that one read; a value read before a `clear` is not kept. */
export function trustedCache<T>(options: { lifetimeMs?: number; keeps?: (value: T) => boolean } = {}): TrustedCache<T> {
  const { lifetimeMs = trustMs, keeps = () => true } = options;
  const entries = new Map<string, { value: T; until: number }>();
  const underway = new Map<string, Promise<T>>();
  return {
    async read(key, load) {
      const hit = entries.get(key);
      if (hit && hit.until > performance.now()) return hit.value;
      const reading = underway.get(key);
      if (reading) return reading;
      const own = load();
      underway.set(key, own);
      try {
        const value = await own;
        if (underway.get(key) === own && keeps(value)) {
          if (entries.size >= maxCached) entries.clear();
          entries.set(key, { value, until: performance.now() + lifetimeMs });
        }
        return value;
      } finally {
        if (underway.get(key) === own) underway.delete(key);
      }
    },
    clear() {
      entries.clear();
      underway.clear();
    },
  };
}
