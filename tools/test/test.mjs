// `npm test`: everything from an empty clone. Each level prints what it found; the last line counts.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "../start/start.mjs";

const root = path.resolve(fileURLToPath(new URL("../..", import.meta.url)));
const results = path.join(root, ".local", "test-results");
const onlyStatic = process.argv.includes("--static");
const withoutBrowser = process.argv.includes("--no-browser");
const startedAt = performance.now();
const levels = [];

function note(name, passed, failed, seconds) {
  levels.push({ name, passed, failed });
  process.stdout.write(
    `  ${failed === 0 ? "ok  " : "FAIL"} ${name.padEnd(28)} ${passed} passed, ${failed} failed, ${seconds.toFixed(1)} s\n`,
  );
}

/** A command that is one check: silent when it holds. */
function check(name, args) {
  const at = performance.now();
  const result = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64e6,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (result.status !== 0) process.stdout.write(`${result.stdout}\n${result.stderr}\n`);
  note(name, result.status === 0 ? 1 : 0, result.status === 0 ? 0 : 1, (performance.now() - at) / 1_000);
  return result.status === 0;
}

function run(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

async function vitest() {
  const at = performance.now();
  const file = path.join(results, "vitest.json");
  fs.rmSync(file, { force: true });
  const code = await run([
    "node_modules/vitest/vitest.mjs",
    "run",
    "--silent",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  const report = fs.existsSync(file)
    ? JSON.parse(fs.readFileSync(file, "utf8"))
    : { numPassedTests: 0, numFailedTests: 1 };
  for (const { assertionResults = [], message, name, status } of report.testResults ?? []) {
    if (status === "failed" && message)
      process.stdout.write(`  ${path.relative(root, name)}: ${message.split("\n")[0]}\n`);
    for (const test of assertionResults.filter((one) => one.status === "failed")) {
      process.stdout.write(
        `  FAIL ${path.relative(root, name)}: ${test.fullName}\n    ${test.failureMessages.join("\n").split("\n").slice(0, 6).join("\n    ")}\n`,
      );
    }
  }
  const failed = report.numFailedTests + (code !== 0 && report.numFailedTests === 0 ? 1 : 0);
  note("unit and service tests", report.numPassedTests, failed, (performance.now() - at) / 1_000);
}

async function journeys() {
  const at = performance.now();
  const file = path.join(results, "playwright.json");
  fs.rmSync(file, { force: true });
  const code = await run(["tools/test/e2e.mjs"], { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  const stats = fs.existsSync(file)
    ? JSON.parse(fs.readFileSync(file, "utf8")).stats
    : { expected: 0, unexpected: 1, flaky: 0 };
  const failed = stats.unexpected + stats.flaky + (code !== 0 && stats.unexpected === 0 ? 1 : 0);
  note("browser journeys", stats.expected, failed, (performance.now() - at) / 1_000);
}

install();
fs.mkdirSync(results, { recursive: true });
const tsx = ["--import", "tsx"];
check("generated clients", ["tools/build/generate.mjs"]);
check("types", ["node_modules/typescript/bin/tsc", "--noEmit"]);
check("lint and format", ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."]);
check("import graph", [...tsx, "tools/checks/graph.ts"]);
check("house rules", [...tsx, "tools/checks/run.ts"]);
if (!onlyStatic) {
  await vitest();
  if (!withoutBrowser && check("production build", ["tools/build/build.mjs"])) await journeys();
}

const passed = levels.reduce((sum, level) => sum + level.passed, 0);
const failed = levels.reduce((sum, level) => sum + level.failed, 0);
process.stdout.write(
  `\n${passed} passed, ${failed} failed in ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes\n`,
);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
