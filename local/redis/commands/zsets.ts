import { arg, type Commands, float, integer, options, pairs, printed, type Reply, scanned, slice } from "../arguments";
import { type Keyspace, RedisError } from "../keyspace";

type Scored = [member: string, score: number];

const zset = (keys: Keyspace, key: string) => keys.read(key, "zset") ?? new Map<string, number>();
/** By score, then by member: the order Redis promises. */
const sorted = (keys: Keyspace, key: string): Scored[] =>
  [...zset(keys, key)].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : a > b ? 1 : 0));

const listed = (items: readonly Scored[], withScores: boolean): Reply =>
  items.flatMap(([member, score]) => (withScores ? [member, printed(score)] : [member]));

function bound(text: string): { value: number; isOpen: boolean } {
  return text.startsWith("(") ? { value: float(text.slice(1)), isOpen: true } : { value: float(text), isOpen: false };
}

function byScore(items: readonly Scored[], min: string, max: string): Scored[] {
  const low = bound(min);
  const high = bound(max);
  return items.filter(
    ([, score]) =>
      (low.isOpen ? score > low.value : score >= low.value) && (high.isOpen ? score < high.value : score <= high.value),
  );
}

function byLex(items: readonly Scored[], min: string, max: string): Scored[] {
  const above = (member: string) =>
    min === "-" || (min.startsWith("(") ? member > min.slice(1) : member >= min.slice(1));
  const below = (member: string) =>
    max === "+" || (max.startsWith("(") ? member < max.slice(1) : member <= max.slice(1));
  return items.filter(([member]) => above(member) && below(member));
}

function limited(items: readonly Scored[], limit: readonly string[] | undefined): readonly Scored[] {
  if (limit === undefined) return items;
  const [offset, count] = [integer(limit, 0), integer(limit, 1)];
  return items.slice(offset, count < 0 ? undefined : offset + count);
}

function range(keys: Keyspace, args: readonly string[]): Scored[] {
  const given = options(args, 3, { BYSCORE: 0, BYLEX: 0, REV: 0, LIMIT: 2, WITHSCORES: 0 });
  const isReversed = given.has("REV");
  const all = sorted(keys, arg(args, 0));
  const [first, second] = [arg(args, 1), arg(args, 2)];
  const [low, high] = isReversed ? [second, first] : [first, second];
  if (!given.has("BYSCORE") && !given.has("BYLEX")) {
    return slice(isReversed ? all.reverse() : all, integer(args, 1), integer(args, 2));
  }
  const found = given.has("BYSCORE") ? byScore(all, low, high) : byLex(all, low, high);
  return [...limited(isReversed ? found.reverse() : found, given.get("LIMIT"))];
}

function add(keys: Keyspace, args: readonly string[]): Reply {
  const flags = new Set<string>();
  let from = 1;
  for (; /^(nx|xx|gt|lt|ch|incr)$/i.test(args[from] ?? ""); from++) flags.add(arg(args, from).toUpperCase());
  const entries = pairs(args, from).map(([score, member]): Scored => [member, float(score)]);
  if (flags.has("INCR") && entries.length !== 1)
    throw new RedisError("ERR INCR option supports a single increment-element pair");
  const target = keys.open(arg(args, 0), "zset");
  let added = 0;
  let changed = 0;
  let last: number | null = null;
  for (const [member, given] of entries) {
    const before = target.get(member);
    const score = flags.has("INCR") ? (before ?? 0) + given : given;
    const isRefused =
      (flags.has("NX") && before !== undefined) ||
      (flags.has("XX") && before === undefined) ||
      (flags.has("GT") && before !== undefined && score <= before) ||
      (flags.has("LT") && before !== undefined && score >= before);
    if (isRefused) continue;
    target.set(member, score);
    last = score;
    if (before === undefined) added++;
    else if (before !== score) changed++;
  }
  keys.tidy(arg(args, 0));
  if (flags.has("INCR")) return last === null ? null : printed(last);
  return flags.has("CH") ? added + changed : added;
}

function removeAll(keys: Keyspace, key: string, members: readonly string[]): number {
  const target = zset(keys, key);
  const removed = members.filter((member) => target.delete(member)).length;
  keys.tidy(key);
  return removed;
}

function pop(keys: Keyspace, args: readonly string[], isMax: boolean): Reply {
  const all = sorted(keys, arg(args, 0));
  const taken = (isMax ? all.reverse() : all).slice(0, args[1] === undefined ? 1 : integer(args, 1));
  removeAll(
    keys,
    arg(args, 0),
    taken.map(([member]) => member),
  );
  return listed(taken, true);
}

function rank(keys: Keyspace, args: readonly string[], isReversed: boolean): Reply {
  const all = sorted(keys, arg(args, 0));
  const at = (isReversed ? all.reverse() : all).findIndex(([member]) => member === arg(args, 1));
  return at === -1 ? null : at;
}

const score = (keys: Keyspace, key: string, member: string): Reply => {
  const value = zset(keys, key).get(member);
  return value === undefined ? null : printed(value);
};
const hasScores = (args: readonly string[]) => args.some((each) => each.toUpperCase() === "WITHSCORES");
const rewritten = (keys: Keyspace, args: readonly string[], ...extra: string[]) =>
  listed(range(keys, [...args.slice(0, 3), ...extra, ...args.slice(3)]), hasScores(args));
const names = (items: readonly Scored[]) => items.map(([member]) => member);

export const zsetCommands: Commands = {
  ZADD: add,
  ZINCRBY: (keys, args) => add(keys, [arg(args, 0), "INCR", arg(args, 1), arg(args, 2)]),
  ZREM: (keys, args) => removeAll(keys, arg(args, 0), args.slice(1)),
  ZSCORE: (keys, args) => score(keys, arg(args, 0), arg(args, 1)),
  ZMSCORE: (keys, args) => args.slice(1).map((member) => score(keys, arg(args, 0), member)),
  ZCARD: (keys, args) => zset(keys, arg(args, 0)).size,
  ZCOUNT: (keys, args) => byScore(sorted(keys, arg(args, 0)), arg(args, 1), arg(args, 2)).length,
  ZRANK: (keys, args) => rank(keys, args, false),
  ZREVRANK: (keys, args) => rank(keys, args, true),
  ZRANGE: (keys, args) => listed(range(keys, args), hasScores(args)),
  ZREVRANGE: (keys, args) => rewritten(keys, args, "REV"),
  ZRANGEBYSCORE: (keys, args) => rewritten(keys, args, "BYSCORE"),
  ZREVRANGEBYSCORE: (keys, args) => rewritten(keys, args, "BYSCORE", "REV"),
  ZRANGEBYLEX: (keys, args) => rewritten(keys, args, "BYLEX"),
  ZREMRANGEBYSCORE: (keys, args) =>
    removeAll(keys, arg(args, 0), names(byScore(sorted(keys, arg(args, 0)), arg(args, 1), arg(args, 2)))),
  ZREMRANGEBYRANK: (keys, args) =>
    removeAll(keys, arg(args, 0), names(slice(sorted(keys, arg(args, 0)), integer(args, 1), integer(args, 2)))),
  ZPOPMIN: (keys, args) => pop(keys, args, false),
  ZPOPMAX: (keys, args) => pop(keys, args, true),
  ZSCAN: (keys, args) =>
    scanned(
      sorted(keys, arg(args, 0)).flatMap(([member, value]) => [member, printed(value)]),
      args,
      2,
      2,
    ),
};
