import { arg, type Commands, float, integer, OK, pairs, printed, scanned } from "../arguments";
import { type Keyspace, RedisError } from "../keyspace";

const hash = (keys: Keyspace, args: readonly string[]) => keys.read(arg(args, 0), "hash");

function put(keys: Keyspace, args: readonly string[]): number {
  const entries = pairs(args, 1);
  const target = keys.open(arg(args, 0), "hash");
  const before = target.size;
  for (const [field, value] of entries) target.set(field, value);
  return target.size - before;
}

export const hashCommands: Commands = {
  HSET: put,
  HMSET: (keys, args) => {
    put(keys, args);
    return OK;
  },
  HSETNX: (keys, args) => {
    if (hash(keys, args)?.has(arg(args, 1))) return 0;
    return put(keys, args);
  },
  HGET: (keys, args) => hash(keys, args)?.get(arg(args, 1)) ?? null,
  HMGET: (keys, args) => args.slice(1).map((field) => hash(keys, args)?.get(field) ?? null),
  HGETALL: (keys, args) => [...(hash(keys, args) ?? [])].flat(),
  HDEL: (keys, args) => {
    const target = hash(keys, args);
    const removed = args.slice(1).filter((field) => target?.delete(field)).length;
    keys.tidy(arg(args, 0));
    return removed;
  },
  HEXISTS: (keys, args) => (hash(keys, args)?.has(arg(args, 1)) ? 1 : 0),
  HKEYS: (keys, args) => [...(hash(keys, args)?.keys() ?? [])],
  HVALS: (keys, args) => [...(hash(keys, args)?.values() ?? [])],
  HLEN: (keys, args) => hash(keys, args)?.size ?? 0,
  HSTRLEN: (keys, args) => Buffer.byteLength(hash(keys, args)?.get(arg(args, 1)) ?? ""),
  HINCRBY: (keys, args) => {
    const before = Number(hash(keys, args)?.get(arg(args, 1)) ?? "0");
    if (!Number.isSafeInteger(before)) throw new RedisError("ERR hash value is not an integer");
    const value = before + integer(args, 2);
    keys.open(arg(args, 0), "hash").set(arg(args, 1), String(value));
    return value;
  },
  HINCRBYFLOAT: (keys, args) => {
    const value = printed(float(hash(keys, args)?.get(arg(args, 1)) ?? "0") + float(arg(args, 2)));
    keys.open(arg(args, 0), "hash").set(arg(args, 1), value);
    return value;
  },
  HSCAN: (keys, args) => scanned([...(hash(keys, args) ?? [])].flat(), args, 2, 2),
};
