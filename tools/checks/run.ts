import { execFileSync } from "node:child_process";
import fs from "node:fs";
import exceptions from "./exceptions.json" with { type: "json" };
import { type Finding, rules, type SourceFile } from "./rules";

interface Exception {
  rule: string;
  path: string;
  reason: string;
  since: string;
}

const binary = /\.(png|ico|woff2?|jpg|webp|gz|bin|pdf)$/;

/** Tracked files and new ones that git does not ignore. */
function readFiles(): SourceFile[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { encoding: "utf8", maxBuffer: 16e6 });
  return listed
    .split("\n")
    .filter((path) => path && !binary.test(path) && fs.existsSync(path))
    .map((path) => ({ path, text: fs.readFileSync(path, "utf8") }));
}

const excused = (finding: Finding): boolean =>
  (exceptions as Exception[]).some(({ rule, path }) => rule === finding.rule && path === finding.path);

const files = readFiles();
const findings = Object.values(rules).flatMap((rule) => rule(files));
const broken = findings.filter((finding) => !excused(finding));
for (const { rule, path, line, message } of broken) process.stdout.write(`${path}:${line} ${rule}: ${message}\n`);
const unused = (exceptions as Exception[]).filter(
  ({ rule, path }) => !findings.some((finding) => finding.rule === rule && finding.path === path),
);
for (const { rule, path } of unused) process.stdout.write(`exceptions.json: ${rule} for ${path} is no longer needed\n`);
process.stdout.write(`${files.length} files, ${broken.length} violations, ${exceptions.length} exceptions\n`);
process.exit(broken.length + unused.length > 0 ? 1 : 0);
