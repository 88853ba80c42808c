import { arg, type Commands, integer, OK, options, type Reply, slice } from "../arguments";
import { type Keyspace, RedisError } from "../keyspace";

const list = (keys: Keyspace, args: readonly string[]) => keys.read(arg(args, 0), "list");

function push(keys: Keyspace, args: readonly string[], side: "head" | "tail", onlyIfThere: boolean): number {
  if (onlyIfThere && list(keys, args) === undefined) return 0;
  const target = keys.open(arg(args, 0), "list");
  arg(args, 1);
  for (const item of args.slice(1)) {
    if (side === "head") target.unshift(item);
    else target.push(item);
  }
  return target.length;
}

function pop(keys: Keyspace, args: readonly string[], side: "head" | "tail"): Reply {
  const target = list(keys, args);
  if (target === undefined) return null;
  const count = args[1] === undefined ? 1 : integer(args, 1);
  const taken = side === "head" ? target.splice(0, count) : target.splice(Math.max(0, target.length - count)).reverse();
  keys.tidy(arg(args, 0));
  return args[1] === undefined ? (taken[0] ?? null) : taken;
}

const sideOf = (word: string): "head" | "tail" => {
  if (!/^(left|right)$/i.test(word)) throw new RedisError("ERR syntax error");
  return word.toUpperCase() === "LEFT" ? "head" : "tail";
};

function move(keys: Keyspace, from: string, to: string, take: "head" | "tail", put: "head" | "tail"): Reply {
  keys.read(to, "list"); // refused before anything moves when the target is of another kind
  const item = pop(keys, [from], take);
  if (typeof item !== "string") return null;
  push(keys, [to, item], put, false);
  return item;
}

export const listCommands: Commands = {
  LPUSH: (keys, args) => push(keys, args, "head", false),
  RPUSH: (keys, args) => push(keys, args, "tail", false),
  LPUSHX: (keys, args) => push(keys, args, "head", true),
  RPUSHX: (keys, args) => push(keys, args, "tail", true),
  LPOP: (keys, args) => pop(keys, args, "head"),
  RPOP: (keys, args) => pop(keys, args, "tail"),
  LLEN: (keys, args) => list(keys, args)?.length ?? 0,
  LRANGE: (keys, args) => slice(list(keys, args) ?? [], integer(args, 1), integer(args, 2)),
  LINDEX: (keys, args) => (list(keys, args) ?? []).at(integer(args, 1)) ?? null,
  LSET: (keys, args) => {
    const target = list(keys, args);
    if (target === undefined) throw new RedisError("ERR no such key");
    const index = integer(args, 1) < 0 ? target.length + integer(args, 1) : integer(args, 1);
    if (index < 0 || index >= target.length) throw new RedisError("ERR index out of range");
    target[index] = arg(args, 2);
    return OK;
  },
  LREM: (keys, args) => {
    const target = list(keys, args);
    if (target === undefined) return 0;
    const count = integer(args, 1);
    const order = count < 0 ? [...target.keys()].reverse() : [...target.keys()];
    const hits = order
      .filter((index) => target[index] === arg(args, 2))
      .slice(0, count === 0 ? undefined : Math.abs(count));
    const gone = new Set(hits);
    target.splice(0, target.length, ...target.filter((_, index) => !gone.has(index)));
    keys.tidy(arg(args, 0));
    return hits.length;
  },
  LTRIM: (keys, args) => {
    const target = list(keys, args);
    target?.splice(0, target.length, ...slice(target, integer(args, 1), integer(args, 2)));
    keys.tidy(arg(args, 0));
    return OK;
  },
  LINSERT: (keys, args) => {
    const target = list(keys, args);
    if (target === undefined) return 0;
    const at = target.indexOf(arg(args, 2));
    if (at === -1) return -1;
    target.splice(arg(args, 1).toUpperCase() === "BEFORE" ? at : at + 1, 0, arg(args, 3));
    return target.length;
  },
  LPOS: (keys, args) => {
    options(args, 2, {}); // ranked and counted searches are not offered, and must not look as if they were
    const at = (list(keys, args) ?? []).indexOf(arg(args, 1));
    return at === -1 ? null : at;
  },
  LMOVE: (keys, args) => move(keys, arg(args, 0), arg(args, 1), sideOf(arg(args, 2)), sideOf(arg(args, 3))),
  RPOPLPUSH: (keys, args) => move(keys, arg(args, 0), arg(args, 1), "tail", "head"),
};
