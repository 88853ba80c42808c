// Production build: generated clients, Next's pages, and one bundle of the server. Skipped when nothing it reads has changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(fileURLToPath(new URL("../..", import.meta.url)));
const stamp = path.join(root, "dist", "build.json");
const inputs = [
  "src",
  "inngest",
  "prisma",
  "public",
  "server.ts",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
  "tools/build",
];
const ignored = /(\.test\.tsx?|[/\\]corpus[/\\]|[/\\]generated[/\\]|\.md)/;

function files(entry) {
  const at = path.join(root, entry);
  if (!fs.existsSync(at)) return [];
  if (fs.statSync(at).isFile()) return [entry];
  return fs
    .readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => path.relative(root, path.join(item.parentPath ?? item.path, item.name)));
}

export function fingerprint() {
  const hash = createHash("sha256").update(process.version);
  for (const file of inputs
    .flatMap(files)
    .filter((name) => !ignored.test(name))
    .sort()) {
    hash.update(file).update(fs.readFileSync(path.join(root, file)));
  }
  return hash.digest("hex");
}

function run(command, args, env = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", process.env.BUILD_VERBOSE ? "inherit" : "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  if (result.status !== 0) {
    process.stderr.write(result.stdout?.toString() ?? "");
    process.stderr.write(result.stderr?.toString() ?? "");
    throw new Error(`${command} ${args.join(" ")} ended with ${result.status}`);
  }
}

export async function bundleServer() {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: ["server.ts"],
    outfile: "dist/server.mjs",
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: "linked",
    logLevel: "warning",
    alias: {
      "@inngest/index": path.join(root, "inngest/index.ts"),
      "server-only": path.join(root, "src/server/testing/server-only.ts"),
    },
    tsconfig: "tsconfig.json",
  });
}

export async function build({ force = false } = {}) {
  const print = fingerprint();
  const known = fs.existsSync(stamp) ? JSON.parse(fs.readFileSync(stamp, "utf8")) : {};
  if (!force && known.print === print && fs.existsSync(path.join(root, ".next", "BUILD_ID"))) return false;
  fs.rmSync(stamp, { force: true });
  run(process.execPath, ["tools/build/generate.mjs"]);
  await bundleServer();
  run(process.execPath, ["node_modules/next/dist/bin/next", "build"], { NEXT_TELEMETRY_DISABLED: "1" });
  fs.writeFileSync(stamp, JSON.stringify({ print }));
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = await build({ force: process.argv.includes("--force") });
  process.stdout.write(built ? "built\n" : "nothing changed\n");
}
