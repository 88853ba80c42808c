// `npm start`: works before anything is installed, so it uses Node alone; the rest is in main.ts.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(fileURLToPath(new URL("../..", import.meta.url)));
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`mostrador needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(78);
}

/** Installs when the lockfile is not the one installed last; a half-finished install leaves no mark and is done again. */
export function install() {
  const lock = createHash("sha256")
    .update(fs.readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  const mark = path.join(root, "node_modules", ".mostrador-lock");
  if (fs.existsSync(mark) && fs.readFileSync(mark, "utf8") === lock) return;
  process.stdout.write("Installing dependencies…\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const result = spawnSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
  });
  if (result.status !== 0) {
    process.stderr.write(
      "The installation did not finish. Run npm start again when the npm registry can be reached.\n",
    );
    process.exit(result.status ?? 1);
  }
  fs.writeFileSync(mark, lock);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  if (process.argv.includes("--install-only")) process.exit(0);
  const child = spawn(process.execPath, ["--import", "tsx", "tools/start/main.ts", ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
