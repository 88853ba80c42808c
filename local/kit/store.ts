import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** One named map of JSON values inside a store. */
export interface Collection<T> {
  get(id: string): T | undefined;
  put(id: string, value: T): T;
  delete(id: string): void;
  all(): T[];
  size(): number;
}

export interface Store {
  collection<T>(name: string): Collection<T>;
  clear(): void;
  close(): void;
}

/** The file is written anew when most of its lines are history. */
const REWRITE_AFTER = 50_000;
const REWRITE_RATIO = 4;

type Line = { c: string; k: string; v?: unknown };

/**
 * Maps kept in memory and written line by line to one append-only file. Each change is one `write` call, so what was
 * answered to a caller survives `kill -9` of this process; the last line may be torn and is then left out.
 */
export function openStore(file: string): Store {
  mkdirSync(dirname(file), { recursive: true });
  const maps = new Map<string, Map<string, unknown>>();
  const mapOf = (name: string) => {
    const known = maps.get(name);
    if (known) return known;
    const made = new Map<string, unknown>();
    maps.set(name, made);
    return made;
  };
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  for (const raw of text.split("\n")) {
    const line = parseLine(raw);
    if (!line) continue;
    if (line.v === undefined) mapOf(line.c).delete(line.k);
    else mapOf(line.c).set(line.k, line.v);
  }
  // Start from a compact file: the history of changes has no reader.
  rewrite(file, maps);
  let handle = openSync(file, "a");
  let written = 0;
  let isClosed = false;
  const append = (line: Line) => {
    // A request that outlives the stop is like one cut off by a crash; its descriptor may be another file's by now.
    if (isClosed) return;
    appendFileSync(handle, `${JSON.stringify(line)}\n`);
    written += 1;
    if (written > REWRITE_AFTER && written > REWRITE_RATIO * liveCount(maps)) compact();
  };
  const compact = () => {
    closeSync(handle);
    rewrite(file, maps);
    handle = openSync(file, "a");
    written = 0;
  };

  return {
    collection<T>(name: string): Collection<T> {
      return {
        get: (id) => mapOf(name).get(id) as T | undefined,
        put(id, value) {
          mapOf(name).set(id, value);
          append({ c: name, k: id, v: value });
          return value;
        },
        delete(id) {
          if (mapOf(name).delete(id)) append({ c: name, k: id });
        },
        all: () => [...mapOf(name).values()] as T[],
        size: () => mapOf(name).size,
      };
    },
    clear() {
      maps.clear();
      compact();
    },
    close() {
      isClosed = true;
      closeSync(handle);
    },
  };
}

const liveCount = (maps: Map<string, Map<string, unknown>>) =>
  [...maps.values()].reduce((sum, map) => sum + map.size, 0);

function parseLine(raw: string): Line | undefined {
  if (!raw) return undefined;
  try {
    return JSON.parse(raw) as Line;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function rewrite(file: string, maps: Map<string, Map<string, unknown>>): void {
  const lines: string[] = [];
  for (const [c, map] of maps) for (const [k, v] of map) lines.push(JSON.stringify({ c, k, v }));
  writeFileSync(`${file}.new`, lines.length ? `${lines.join("\n")}\n` : "");
  renameSync(`${file}.new`, file);
}
