import fs from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const pollMs = 25;
const longestWaitMs = 60_000;

/** Names one run of a process: a process id alone is soon given to somebody else, above all in containers. */
export function processMark(pid = process.pid): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return null;
  }
  try {
    const afterName = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1) ?? "";
    const startedAt = afterName.split(" ")[19];
    return `${pid} ${startedAt}`;
  } catch {
    return `${pid}`;
  }
}

/** Does the process that wrote this mark still run? */
export function isAlive(mark: string): boolean {
  const pid = Number.parseInt(mark, 10);
  return Number.isInteger(pid) && processMark(pid) === mark;
}

function read(file: string): string | null {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function take(file: string, mark: string): boolean {
  // Written beside and linked into place: a lock file without its owner's mark never exists.
  const own = `${file}.${process.pid}`;
  fs.writeFileSync(own, mark);
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

function breakStale(file: string, stale: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  // Between reading and moving, somebody else may have broken it and taken the lock: give theirs back.
  if (read(aside) !== stale) {
    try {
      fs.linkSync(aside, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  fs.rmSync(aside, { force: true });
}

/** One process at a time; the lock of a process that died is nobody's. */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const mark = processMark() ?? `${process.pid}`;
  const deadline = performance.now() + longestWaitMs;
  while (!take(file, mark)) {
    const holder = read(file);
    if (holder !== null && holder !== mark && !isAlive(holder)) breakStale(file, holder);
    else if (performance.now() > deadline) throw new Error(`another process holds ${file}: ${holder}`);
    else await wait(pollMs);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}
