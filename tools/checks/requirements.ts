import { execFileSync } from "node:child_process";
import fs from "node:fs";

/** The numbered promises this release answers for: each is cited by a test's title, or deferred with its reason. */
export const promised: Readonly<Record<string, readonly [from: number, to: number]>> = {
  D: [1, 15],
  T: [1, 88],
  F: [1, 51],
  I: [1, 10],
  G: [1, 37],
};

const allIds = (): string[] =>
  Object.entries(promised).flatMap(([letter, [from, to]]) =>
    Array.from({ length: to - from + 1 }, (_, index) => `${letter}${from + index}`),
  );

/** Ids inside the brackets of test titles: `[T58 I3]`, `[G1] [F1]`. Feature ids share letters with threats (T1–T15), so threats are also cited as `T48`. */
export function citedIn(text: string): Set<string> {
  const found = new Set<string>();
  for (const [, inside] of text.matchAll(/\[([A-Z][^\]\n]{0,80})\]/g)) {
    for (const [id] of (inside ?? "").matchAll(/\b[A-Z]{1,2}-?\d+\b/g)) found.add(id);
  }
  return found;
}

/** Ids of the first column of the tables in `docs/deferred.md`; `F5, F6` and `T13–T16` are spelled out. */
export function deferredIn(text: string): Set<string> {
  const found = new Set<string>();
  for (const line of text.split("\n")) {
    const cell = /^\|([^|]+)\|/.exec(line)?.[1] ?? "";
    for (const [, letter, from, to] of cell.matchAll(/\b([A-Z]{1,2})(\d+)(?:–[A-Z]{0,2}(\d+))?/g)) {
      for (let n = Number(from); n <= Number(to ?? from); n += 1) found.add(`${letter}${n}`);
    }
  }
  return found;
}

export function readRequirements(): { cited: string[]; deferred: string[]; missing: string[]; both: string[] } {
  const tests = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { encoding: "utf8", maxBuffer: 16e6 })
    .split("\n")
    .filter((path) => /\.(test|spec)\.tsx?$/.test(path) && fs.existsSync(path) && !path.startsWith("tools/checks/"));
  const cited = new Set(tests.flatMap((path) => [...citedIn(fs.readFileSync(path, "utf8"))]));
  const deferred = deferredIn(fs.existsSync("docs/deferred.md") ? fs.readFileSync("docs/deferred.md", "utf8") : "");
  const ids = allIds();
  return {
    cited: ids.filter((id) => cited.has(id)),
    deferred: ids.filter((id) => deferred.has(id)),
    missing: ids.filter((id) => !cited.has(id) && !deferred.has(id)),
    both: ids.filter((id) => cited.has(id) && deferred.has(id)),
  };
}

if (process.argv[1]?.endsWith("requirements.ts")) {
  const { cited, deferred, missing, both } = readRequirements();
  process.stdout.write(`${cited.length} cited, ${deferred.length} deferred, ${missing.length} missing\n`);
  if (missing.length > 0) process.stdout.write(`missing: ${missing.join(" ")}\n`);
  if (both.length > 0) process.stdout.write(`cited and deferred in part: ${both.join(" ")}\n`);
  process.exit(missing.length > 0 ? 1 : 0);
}
