// `npm run bench [-- --only=read,list --seconds=6]`: the product beside its floors, in one run on this machine.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(fileURLToPath(new URL("../..", import.meta.url)));
fs.rmSync(path.join(root, "dist", "bench"), { recursive: true, force: true });
const child = spawn(process.execPath, ["--import", "tsx", "bench/run.ts", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    // A database and ports of its own, so that it runs beside `npm start`.
    MOSTRADOR_HOME: process.env.MOSTRADOR_HOME ?? path.join(root, ".local", "bench"),
    PORT: process.env.PORT ?? "4300",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
  },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
