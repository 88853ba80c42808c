import { arg, type Commands, globToRegExp, integer, OK, options, Status, scanned } from "../arguments";
import { type Keyspace, RedisError } from "../keyspace";

type Condition = "NX" | "XX" | "GT" | "LT";

/** A key that does not expire counts as one that expires never. */
function mayExpire(current: number | null, next: number, condition: Condition | undefined): boolean {
  switch (condition) {
    case "NX":
      return current === null;
    case "XX":
      return current !== null;
    case "GT":
      return current !== null && next > current;
    case "LT":
      return current === null || next < current;
    default:
      return true;
  }
}

function expire(keys: Keyspace, args: readonly string[], at: number): number {
  const key = arg(args, 0);
  const entry = keys.entry(key);
  if (entry === undefined) return 0;
  const condition = args[2]?.toUpperCase() as Condition | undefined;
  if (condition !== undefined && !["NX", "XX", "GT", "LT"].includes(condition))
    throw new RedisError("ERR Unsupported option");
  if (!mayExpire(entry.expiresAt, at, condition)) return 0;
  if (at <= keys.now()) keys.remove(key);
  else keys.expireAt(key, at);
  return 1;
}

function remaining(keys: Keyspace, key: string): number {
  const entry = keys.entry(key);
  if (entry === undefined) return -2;
  return entry.expiresAt === null ? -1 : entry.expiresAt - keys.now();
}

function rename(keys: Keyspace, from: string, to: string): void {
  const entry = keys.entry(from);
  if (entry === undefined) throw new RedisError("ERR no such key");
  keys.remove(from);
  keys.put(to, entry, entry.expiresAt);
}

const remove = (keys: Keyspace, names: readonly string[]) => names.filter((name) => keys.remove(name)).length;
const count = (keys: Keyspace, names: readonly string[]) =>
  names.filter((name) => keys.entry(name) !== undefined).length;
const seconds = (ms: number) => (ms < 0 ? ms : Math.ceil(ms / 1_000));
const flush = (keys: Keyspace) => {
  keys.clear();
  return OK;
};

export const keyCommands: Commands = {
  DEL: remove,
  UNLINK: remove,
  EXISTS: count,
  TOUCH: count,
  EXPIRE: (keys, args) => expire(keys, args, keys.now() + integer(args, 1) * 1_000),
  PEXPIRE: (keys, args) => expire(keys, args, keys.now() + integer(args, 1)),
  EXPIREAT: (keys, args) => expire(keys, args, integer(args, 1) * 1_000),
  PEXPIREAT: (keys, args) => expire(keys, args, integer(args, 1)),
  TTL: (keys, args) => seconds(remaining(keys, arg(args, 0))),
  PTTL: (keys, args) => remaining(keys, arg(args, 0)),
  EXPIRETIME: (keys, args) => Math.ceil((keys.entry(arg(args, 0))?.expiresAt ?? -1_000) / 1_000),
  PEXPIRETIME: (keys, args) => keys.entry(arg(args, 0))?.expiresAt ?? -1,
  PERSIST: (keys, args) => (remaining(keys, arg(args, 0)) >= 0 && keys.expireAt(arg(args, 0), null) ? 1 : 0),
  TYPE: (keys, args) => new Status(keys.entry(arg(args, 0))?.type ?? "none"),
  RENAME: (keys, args) => {
    rename(keys, arg(args, 0), arg(args, 1));
    return OK;
  },
  RENAMENX: (keys, args) => {
    if (keys.entry(arg(args, 1)) !== undefined) return 0;
    rename(keys, arg(args, 0), arg(args, 1));
    return 1;
  },
  COPY: (keys, args) => {
    const entry = keys.entry(arg(args, 0));
    const isReplace = options(args, 2, { REPLACE: 0 }).has("REPLACE");
    if (entry === undefined || (keys.entry(arg(args, 1)) !== undefined && !isReplace)) return 0;
    keys.put(arg(args, 1), structuredClone({ type: entry.type, value: entry.value }) as typeof entry, entry.expiresAt);
    return 1;
  },
  KEYS: (keys, args) => {
    const pattern = globToRegExp(arg(args, 0));
    return keys.keys().filter((key) => pattern.test(key));
  },
  SCAN: (keys, args) => {
    const type = options(args, 1, { MATCH: 1, COUNT: 1, TYPE: 1 }).get("TYPE")?.[0];
    return scanned(
      keys.keys().filter((key) => type === undefined || keys.entry(key)?.type === type),
      args,
      1,
    );
  },
  RANDOMKEY: (keys) => keys.keys()[0] ?? null,
  DBSIZE: (keys) => keys.keys().length,
  FLUSHALL: flush,
  FLUSHDB: flush,
  PING: (_, args) => args[0] ?? new Status("PONG"),
  ECHO: (_, args) => arg(args, 0),
  TIME: (keys) => {
    const now = keys.now();
    return [String(Math.floor(now / 1_000)), String((now % 1_000) * 1_000)];
  },
};
