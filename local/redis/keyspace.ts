export type RedisValue =
  | { type: "string"; value: string }
  | { type: "hash"; value: Map<string, string> }
  | { type: "list"; value: string[] }
  | { type: "set"; value: Set<string> }
  | { type: "zset"; value: Map<string, number> };
type Kind = RedisValue["type"];
type ValueOf<K extends Kind> = Extract<RedisValue, { type: K }>["value"];

type Entry = RedisValue & { expiresAt: number | null };

/** A refusal that the client sees as an error of Redis. */
export class RedisError extends Error {}

const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";

const EMPTY: { [K in Kind]: () => ValueOf<K> } = {
  string: () => "",
  hash: () => new Map(),
  list: () => [],
  set: () => new Set(),
  zset: () => new Map(),
};

/** Keys with their values and expiry. A key is gone the moment it expires, whoever looks; nothing has to sweep. */
export class Keyspace {
  readonly #entries = new Map<string, Entry>();

  constructor(readonly now: () => number) {}

  entry(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.expiresAt === null || entry.expiresAt > this.now()) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  read<K extends Kind>(key: string, kind: K): ValueOf<K> | undefined {
    const entry = this.entry(key);
    if (entry === undefined) return undefined;
    if (entry.type !== kind) throw new RedisError(WRONG_TYPE);
    return entry.value as ValueOf<K> | undefined;
  }

  /** The collection to change; created when absent. Call `tidy` after removing from it. */
  open<K extends Exclude<Kind, "string">>(key: string, kind: K): ValueOf<K> {
    const known = this.read(key, kind);
    if (known !== undefined) return known;
    const value = EMPTY[kind]() as ValueOf<K>;
    this.#entries.set(key, { type: kind, value, expiresAt: null } as Entry);
    return value;
  }

  /** Redis has no empty collections. */
  tidy(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.type === "string") return;
    const size = Array.isArray(entry.value) ? entry.value.length : entry.value.size;
    if (size === 0) this.#entries.delete(key);
  }

  put(key: string, value: RedisValue, expiresAt: number | null): void {
    this.#entries.set(key, { ...value, expiresAt } as Entry);
  }

  /** Keeps whatever expiry the key has. */
  write(key: string, value: string): void {
    this.put(key, { type: "string", value }, this.entry(key)?.expiresAt ?? null);
  }

  remove(key: string): boolean {
    const isThere = this.entry(key) !== undefined;
    this.#entries.delete(key);
    return isThere;
  }

  expireAt(key: string, at: number | null): boolean {
    const entry = this.entry(key);
    if (entry === undefined) return false;
    entry.expiresAt = at;
    return true;
  }

  keys(): string[] {
    return [...this.#entries.keys()].filter((key) => this.entry(key) !== undefined);
  }

  clear(): void {
    this.#entries.clear();
  }
}
