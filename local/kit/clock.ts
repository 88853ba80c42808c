import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** The simulated clock: wall time plus an offset that the product reads from the same file. */
export interface SimClock {
  now(): number;
  offset(): number;
  isFrozen(): boolean;
  advance(milliseconds: number): void;
  freeze(): void;
  unfreeze(): void;
  onChange(listener: () => void): () => void;
  stop(): void;
}

/** While frozen the offset shrinks with wall time, so whoever reads the file sees time stand still within this step. */
const FROZEN_STEP_MS = 250;

export function createClock(file?: string): SimClock {
  let offset = file ? readOffset(file) : 0;
  let frozenAt: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const listeners = new Set<() => void>();

  const write = () => {
    if (!file) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, `${offset}\n`);
    renameSync(`${file}.new`, file);
  };
  const changed = () => {
    write();
    for (const listener of listeners) listener();
  };
  const holdStill = () => {
    if (frozenAt === undefined) return;
    offset = frozenAt - Date.now();
    write();
  };

  return {
    now: () => frozenAt ?? Date.now() + offset,
    offset: () => (frozenAt === undefined ? offset : frozenAt - Date.now()),
    isFrozen: () => frozenAt !== undefined,
    advance(milliseconds) {
      if (frozenAt === undefined) offset += milliseconds;
      else {
        frozenAt += milliseconds;
        offset = frozenAt - Date.now();
      }
      changed();
    },
    freeze() {
      if (frozenAt !== undefined) return;
      frozenAt = Date.now() + offset;
      timer = setInterval(holdStill, FROZEN_STEP_MS);
      timer.unref();
      changed();
    },
    unfreeze() {
      if (frozenAt === undefined) return;
      offset = frozenAt - Date.now();
      frozenAt = undefined;
      clearInterval(timer);
      changed();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      clearInterval(timer);
      listeners.clear();
    },
  };
}

/** `MOSTRADOR_CLOCK=file:<path>` names the file; any other form belongs to the product alone. */
export function clockFile(spec: string | undefined): string | undefined {
  return spec?.startsWith("file:") ? spec.slice("file:".length) : undefined;
}

function readOffset(file: string): number {
  try {
    const value = Number(readFileSync(file, "utf8").trim());
    return Number.isSafeInteger(value) ? value : 0;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw cause;
  }
}
