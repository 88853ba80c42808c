// Journeys in a real browser against the production build: `node tools/test/e2e.mjs [Playwright arguments]`.
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startProduct } from "./product.mjs";

const root = path.resolve(fileURLToPath(new URL("../..", import.meta.url)));

const product = await startProduct({ home: process.env.MOSTRADOR_HOME ?? ".local/e2e" });
const runner = spawn(process.execPath, ["node_modules/@playwright/test/cli.js", "test", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, ...product.env },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => runner.kill(signal));
const code = await new Promise((resolve) => runner.once("exit", (status) => resolve(status ?? 1)));
await product.stop();
process.exit(code);
