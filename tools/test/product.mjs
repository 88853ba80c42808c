// The product as a customer of this repository starts it, on ports nobody uses and in a home of its own.
import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(fileURLToPath(new URL("../..", import.meta.url)));
const startLimitMs = 600_000;

const isFree = (port) =>
  new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });

/** The web's port; the embedded services take the seven from a hundred above it. */
async function freePorts(from) {
  for (let web = from; web < from + 1_000; web += 10) {
    const wanted = [web, ...Array.from({ length: 7 }, (_, index) => web + 100 + index)];
    if ((await Promise.all(wanted.map(isFree))).every(Boolean)) return web;
  }
  throw new Error(`No free ports from ${from} on`);
}

/** Starts everything and waits for the last line; `stop` ends it as Ctrl+C does. */
export async function startProduct({ home, from = 3400 }) {
  const web = await freePorts(from);
  const where = path.resolve(root, home);
  const child = spawn(process.execPath, ["--import", "tsx", "tools/start/main.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, MOSTRADOR_HOME: where, PORT: String(web) },
  });
  const ended = new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
  let said = "";
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill("SIGTERM");
      reject(new Error(`The product was not ready in time:\n${said}`));
    }, startLimitMs);
    const listen = (chunk) => {
      said += chunk;
      process.stdout.write(`  ${chunk.toString().trimEnd().replaceAll("\n", "\n  ")}\n`);
      if (!/\] Ready/.test(said)) return;
      clearTimeout(late);
      resolve();
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    ended.then((code) => {
      clearTimeout(late);
      reject(new Error(`The product ended with ${code} before it was ready`));
    });
  });
  child.stdout.removeAllListeners("data").resume();
  child.stderr.removeAllListeners("data").pipe(process.stderr);
  return {
    env: {
      E2E_BASE_URL: `http://localhost:${web}`,
      E2E_CONSOLE_URL: `http://localhost:${web + 100}`,
      E2E_META_URL: `http://localhost:${web + 103}`,
      MOSTRADOR_HOME: where,
    },
    pid: (name) => Number(fs.readFileSync(path.join(where, "run", `${name}.pid`), "utf8")),
    async stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
