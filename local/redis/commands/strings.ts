import { arg, type Commands, float, integer, OK, options, pairs, printed } from "../arguments";
import { type Keyspace, RedisError } from "../keyspace";

const EXPIRY = { EX: 1, PX: 1, EXAT: 1, PXAT: 1 } as const;

function expiryOf(keys: Keyspace, given: ReadonlyMap<string, string[]>): number | undefined {
  for (const [name, unit, base] of [
    ["EX", 1_000, keys.now()],
    ["PX", 1, keys.now()],
    ["EXAT", 1_000, 0],
    ["PXAT", 1, 0],
  ] as const) {
    const value = given.get(name);
    if (value === undefined) continue;
    const amount = integer(value, 0);
    if (amount <= 0) throw new RedisError("ERR invalid expire time in 'set' command");
    return base + amount * unit;
  }
  return undefined;
}

function add(keys: Keyspace, key: string, amount: number): number {
  const value = integer([keys.read(key, "string") ?? "0"], 0) + amount;
  if (!Number.isSafeInteger(value)) throw new RedisError("ERR increment or decrement would overflow");
  keys.write(key, String(value));
  return value;
}

function setFor(keys: Keyspace, key: string, ms: number, value: string) {
  if (ms <= 0) throw new RedisError("ERR invalid expire time");
  keys.put(key, { type: "string", value }, keys.now() + ms);
  return OK;
}

export const stringCommands: Commands = {
  GET: (keys, args) => keys.read(arg(args, 0), "string") ?? null,
  SET: (keys, args) => {
    const key = arg(args, 0);
    const value = arg(args, 1);
    const given = options(args, 2, { NX: 0, XX: 0, GET: 0, KEEPTTL: 0, ...EXPIRY });
    const old = keys.entry(key);
    const before = given.has("GET") ? (keys.read(key, "string") ?? null) : OK;
    const isRefused = (given.has("NX") && old !== undefined) || (given.has("XX") && old === undefined);
    if (isRefused) return given.has("GET") ? before : null;
    const kept = given.has("KEEPTTL") ? (old?.expiresAt ?? null) : null;
    keys.put(key, { type: "string", value }, expiryOf(keys, given) ?? kept);
    return before;
  },
  SETNX: (keys, args) => {
    if (keys.entry(arg(args, 0)) !== undefined) return 0;
    keys.put(arg(args, 0), { type: "string", value: arg(args, 1) }, null);
    return 1;
  },
  SETEX: (keys, args) => setFor(keys, arg(args, 0), integer(args, 1) * 1_000, arg(args, 2)),
  PSETEX: (keys, args) => setFor(keys, arg(args, 0), integer(args, 1), arg(args, 2)),
  GETSET: (keys, args) => {
    const before = keys.read(arg(args, 0), "string") ?? null;
    keys.put(arg(args, 0), { type: "string", value: arg(args, 1) }, null);
    return before;
  },
  GETDEL: (keys, args) => {
    const value = keys.read(arg(args, 0), "string") ?? null;
    keys.remove(arg(args, 0));
    return value;
  },
  GETEX: (keys, args) => {
    const value = keys.read(arg(args, 0), "string") ?? null;
    const given = options(args, 1, { PERSIST: 0, ...EXPIRY });
    const at = given.has("PERSIST") ? null : expiryOf(keys, given);
    if (value !== null && at !== undefined) keys.expireAt(arg(args, 0), at);
    return value;
  },
  MGET: (keys, args) =>
    args.map((key) => (keys.entry(key)?.type === "string" ? (keys.read(key, "string") ?? null) : null)),
  MSET: (keys, args) => {
    for (const [key, value] of pairs(args, 0)) keys.put(key, { type: "string", value }, null);
    return OK;
  },
  MSETNX: (keys, args) => {
    const all = pairs(args, 0);
    if (all.some(([key]) => keys.entry(key) !== undefined)) return 0;
    for (const [key, value] of all) keys.put(key, { type: "string", value }, null);
    return 1;
  },
  INCR: (keys, args) => add(keys, arg(args, 0), 1),
  DECR: (keys, args) => add(keys, arg(args, 0), -1),
  INCRBY: (keys, args) => add(keys, arg(args, 0), integer(args, 1)),
  DECRBY: (keys, args) => add(keys, arg(args, 0), -integer(args, 1)),
  INCRBYFLOAT: (keys, args) => {
    const value = printed(float(keys.read(arg(args, 0), "string") ?? "0") + float(arg(args, 1)));
    keys.write(arg(args, 0), value);
    return value;
  },
  APPEND: (keys, args) => {
    const value = (keys.read(arg(args, 0), "string") ?? "") + arg(args, 1);
    keys.write(arg(args, 0), value);
    return Buffer.byteLength(value);
  },
  STRLEN: (keys, args) => Buffer.byteLength(keys.read(arg(args, 0), "string") ?? ""),
  GETRANGE: (keys, args) => {
    const bytes = Buffer.from(keys.read(arg(args, 0), "string") ?? "");
    const at = (position: number) => (position < 0 ? bytes.length + position : position);
    return bytes.subarray(Math.max(0, at(integer(args, 1))), at(integer(args, 2)) + 1).toString();
  },
};
