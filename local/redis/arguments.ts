import { type Keyspace, RedisError } from "./keyspace";

export type Reply = string | number | null | Status | Reply[];
/** "OK" and its like, which scripts tell from strings. */
export class Status {
  constructor(readonly text: string) {}
}
export const OK = new Status("OK");

export type Command = (keys: Keyspace, args: readonly string[]) => Reply;
export type Commands = Readonly<Record<string, Command>>;

const SYNTAX = "ERR syntax error";

export function arg(args: readonly string[], index: number): string {
  const value = args[index];
  if (value === undefined) throw new RedisError("ERR wrong number of arguments");
  return value;
}

export function integer(args: readonly string[], index: number): number {
  const value = Number(arg(args, index));
  if (!Number.isSafeInteger(value)) throw new RedisError("ERR value is not an integer or out of range");
  return value;
}

export function float(text: string): number {
  const value = text === "+inf" || text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new RedisError("ERR value is not a valid float");
  return value;
}

/** Numbers as Redis prints them: no exponent for what is an integer, "inf" for what has no end. */
export function printed(value: number): string {
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

/**
 * Reads trailing options, whose names are compared without regard to case. `shape` says how many values each takes; anything else is a
 * syntax error, because an option that is silently ignored is how a lock gets taken twice.
 */
export function options(
  args: readonly string[],
  from: number,
  shape: Readonly<Record<string, number>>,
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (let at = from; at < args.length; ) {
    const name = arg(args, at).toUpperCase();
    const width = shape[name];
    if (width === undefined || at + width >= args.length) throw new RedisError(SYNTAX);
    found.set(name, args.slice(at + 1, at + 1 + width));
    at += 1 + width;
  }
  return found;
}

export const pairs = (args: readonly string[], from: number): [string, string][] => {
  if ((args.length - from) % 2 !== 0 || args.length === from) throw new RedisError("ERR wrong number of arguments");
  return Array.from({ length: (args.length - from) / 2 }, (_, n) => [
    arg(args, from + 2 * n),
    arg(args, from + 2 * n + 1),
  ]);
};

/** A range of positions as Redis counts them: negative from the end, both ends included. */
export function slice<T>(items: readonly T[], start: number, stop: number): T[] {
  const at = (position: number) => (position < 0 ? items.length + position : position);
  return items.slice(Math.max(0, at(start)), at(stop) + 1);
}

/** Redis patterns: * ? [abc] [^a] and backslash. */
export function globToRegExp(pattern: string): RegExp {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === "*") source += ".*";
    else if (char === "?") source += ".";
    else if (char === "[") {
      const end = pattern.indexOf("]", at);
      if (end === -1) source += "\\[";
      else {
        source += `[${pattern.slice(at + 1, end).replace(/\\/g, "\\\\")}]`;
        at = end;
      }
    } else if (char === "\\") source += `\\${pattern.charAt(++at)}`;
    else source += char.replace(/[.+^${}()|\]]/, "\\$&");
  }
  return new RegExp(`^${source}$`, "s");
}

/** One page is the whole: small keyspaces need no cursor, and clients must accept that. */
export function scanned(items: readonly string[], args: readonly string[], from: number, width = 1): Reply {
  const given = options(args, from, { MATCH: 1, COUNT: 1, TYPE: 1, NOVALUES: 0 });
  const pattern = given.get("MATCH")?.[0];
  const matches = pattern === undefined ? () => true : (item: string) => globToRegExp(pattern).test(item);
  const kept: string[] = [];
  for (let at = 0; at < items.length; at += width)
    if (matches(items[at] ?? "")) kept.push(...items.slice(at, at + width));
  return ["0", kept];
}
