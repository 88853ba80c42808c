import { arg, type Commands, integer, scanned } from "../arguments";
import type { Keyspace } from "../keyspace";

const set = (keys: Keyspace, key: string) => keys.read(key, "set") ?? new Set<string>();

type Combine = (sets: readonly Set<string>[]) => string[];
const union: Combine = (sets) => [...new Set(sets.flatMap((each) => [...each]))];
const intersection: Combine = ([first, ...rest]) =>
  [...(first ?? [])].filter((item) => rest.every((each) => each.has(item)));
const difference: Combine = ([first, ...rest]) =>
  [...(first ?? [])].filter((item) => !rest.some((each) => each.has(item)));

const combined = (combine: Combine) => (keys: Keyspace, args: readonly string[]) =>
  combine(args.map((key) => set(keys, key)));
const stored = (combine: Combine) => (keys: Keyspace, args: readonly string[]) => {
  const items = combine(args.slice(1).map((key) => set(keys, key)));
  keys.remove(arg(args, 0));
  if (items.length > 0) keys.put(arg(args, 0), { type: "set", value: new Set(items) }, null);
  return items.length;
};

/** Any item will do: Redis promises no order, and a fixed one keeps tests repeatable. */
function some(items: readonly string[], args: readonly string[]) {
  return args[1] === undefined ? (items[0] ?? null) : items.slice(0, Math.abs(integer(args, 1)));
}

export const setCommands: Commands = {
  SADD: (keys, args) => {
    arg(args, 1);
    const target = keys.open(arg(args, 0), "set");
    const before = target.size;
    for (const item of args.slice(1)) target.add(item);
    return target.size - before;
  },
  SREM: (keys, args) => {
    const target = set(keys, arg(args, 0));
    const removed = args.slice(1).filter((item) => target.delete(item)).length;
    keys.tidy(arg(args, 0));
    return removed;
  },
  SMEMBERS: (keys, args) => [...set(keys, arg(args, 0))],
  SISMEMBER: (keys, args) => (set(keys, arg(args, 0)).has(arg(args, 1)) ? 1 : 0),
  SMISMEMBER: (keys, args) => args.slice(1).map((item) => (set(keys, arg(args, 0)).has(item) ? 1 : 0)),
  SCARD: (keys, args) => set(keys, arg(args, 0)).size,
  SPOP: (keys, args) => {
    const target = set(keys, arg(args, 0));
    const taken = some([...target], args);
    for (const item of [taken].flat()) if (item !== null) target.delete(item);
    keys.tidy(arg(args, 0));
    return taken;
  },
  SRANDMEMBER: (keys, args) => some([...set(keys, arg(args, 0))], args),
  SMOVE: (keys, args) => {
    if (!set(keys, arg(args, 0)).delete(arg(args, 2))) return 0;
    keys.tidy(arg(args, 0));
    keys.open(arg(args, 1), "set").add(arg(args, 2));
    return 1;
  },
  SUNION: combined(union),
  SINTER: combined(intersection),
  SDIFF: combined(difference),
  SUNIONSTORE: stored(union),
  SINTERSTORE: stored(intersection),
  SDIFFSTORE: stored(difference),
  SSCAN: (keys, args) => scanned([...set(keys, arg(args, 0))], args, 2),
};
