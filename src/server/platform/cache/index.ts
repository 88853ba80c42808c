import type { TenantId } from "@/lib/ids";
import { reportDefect } from "../telemetry";
import { redis } from "./redis";

export interface CacheRequest<T extends object> {
  /** No key without a tenant: two businesses never share an entry. */
  tenant: TenantId;
  /** What it is; one schema of values for each name. */
  name: string;
  /** Everything the value depends on, versions included: what changed has another key, so nothing is invalidated. */
  key: readonly (string | number | boolean | undefined)[];
  freshSeconds: number;
  load: () => Promise<T>;
}

interface Entry {
  value: object;
  until: number;
}

const maxEntries = 5_000;
const memorySeconds = 15;
const storePauseMs = 5_000;

/** Values are JSON-safe DTOs. Never read for a decision about money, stock or authority. */
export class Cache {
  private readonly memory = new Map<string, Entry>();
  private readonly loading = new Map<string, Promise<object>>();
  private storeDownUntil = 0;
  readonly hits = { memory: 0, store: 0, load: 0 };

  async get<T extends object>(request: CacheRequest<T>): Promise<T> {
    const id = cacheKey(request);
    const held = this.memory.get(id);
    if (held && held.until > performance.now()) {
      this.hits.memory += 1;
      return held.value as T;
    }
    const running = this.loading.get(id);
    if (running) return (await running) as T;
    const work = this.fill(id, request).finally(() => this.loading.delete(id));
    this.loading.set(id, work);
    return work;
  }

  private async fill<T extends object>(id: string, request: CacheRequest<T>): Promise<T> {
    const stored = await this.readStore<T>(id);
    const value = stored ?? (await request.load());
    this.hits[stored ? "store" : "load"] += 1;
    if (!stored) await this.writeStore(id, value, request.freshSeconds);
    this.keep(id, value, Math.min(memorySeconds, request.freshSeconds));
    return value;
  }

  private keep(id: string, value: object, seconds: number): void {
    this.memory.delete(id);
    this.memory.set(id, { value, until: performance.now() + seconds * 1_000 });
    if (this.memory.size > maxEntries) {
      const [oldest] = this.memory.keys();
      if (oldest) this.memory.delete(oldest);
    }
  }

  private async store<T>(work: (client: NonNullable<ReturnType<typeof redis>>) => Promise<T>): Promise<T | null> {
    const client = performance.now() < this.storeDownUntil ? null : redis();
    if (!client) return null;
    try {
      return await work(client);
    } catch (error) {
      this.storeDownUntil = performance.now() + storePauseMs;
      reportDefect("cache.store", error);
      return null;
    }
  }

  private readStore<T>(id: string): Promise<T | null> {
    return this.store((client) => client.get<T>(id));
  }

  private async writeStore(id: string, value: object, seconds: number): Promise<void> {
    await this.store((client) => client.set(id, value, { ex: seconds }));
  }
}

export const cacheKey = ({ tenant, name, key }: Pick<CacheRequest<object>, "tenant" | "name" | "key">): string =>
  `cache:${tenant}:${name}:${key.map((part) => encodeURIComponent(String(part ?? ""))).join(":")}`;

const shared = Symbol.for("mostrador.cache");
const store = globalThis as { [shared]?: Cache };

/** Memory, then Redis, then the source; one load at a time for a key in a process. Everything works, slower, without Redis. */
export function cache(): Cache {
  store[shared] ??= new Cache();
  return store[shared];
}
