import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root, stateDir } from "./config";

const quickDeathMs = 5_000;
const maxQuickDeaths = 5;
const badEnvironment = 78;

export interface Supervised {
  /** Resolves when the process first says it is ready; rejects when it cannot start. */
  ready: Promise<void>;
  pid(): number | undefined;
  stop(): Promise<void>;
}

/**
 * Keeps one process of ours alive: whatever kills it, it comes back, unless it says its environment is wrong or dies at once again and
 * again. It says it is ready with one JSON line. What it prints otherwise goes to a log file.
 */
export function supervise(name: string, args: readonly string[], env: Record<string, string>): Supervised {
  for (const folder of ["log", "run"]) fs.mkdirSync(path.join(stateDir, folder), { recursive: true });
  const log = fs.createWriteStream(path.join(stateDir, "log", `${name}.log`), { flags: "w" });
  let child: ChildProcess | undefined;
  let stopping = false;
  let quickDeaths = 0;
  let markReady: () => void = () => undefined;
  let markFailed: (error: Error) => void = () => undefined;
  const ready = new Promise<void>((resolve, reject) => {
    markReady = resolve;
    markFailed = reject;
  });
  const lastWords: string[] = [];

  const launch = () => {
    const startedAt = performance.now();
    const running = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = running;
    fs.writeFileSync(path.join(stateDir, "run", `${name}.pid`), `${running.pid ?? ""}`);
    const listenTo = (chunk: Buffer) => {
      const text = chunk.toString();
      log.write(text);
      lastWords.push(text);
      lastWords.splice(0, lastWords.length - 20);
      if (text.includes('"ready":true')) markReady();
    };
    running.stdout?.on("data", listenTo);
    running.stderr?.on("data", listenTo);
    running.on("exit", (code) => {
      if (stopping) return;
      quickDeaths = performance.now() - startedAt < quickDeathMs ? quickDeaths + 1 : 0;
      if (code === badEnvironment || quickDeaths >= maxQuickDeaths) {
        markFailed(new Error(`${name} cannot start:\n${lastWords.join("").split("\n").slice(-15).join("\n")}`));
        return;
      }
      setTimeout(launch, 200 * (quickDeaths + 1));
    });
  };
  launch();
  return {
    ready,
    pid: () => child?.pid,
    stop: () =>
      new Promise((resolve) => {
        stopping = true;
        if (!child || child.exitCode !== null || child.signalCode !== null) return resolve();
        const late = setTimeout(() => child?.kill("SIGKILL"), 8_000);
        child.once("exit", () => {
          clearTimeout(late);
          resolve();
        });
        child.kill("SIGTERM");
      }),
  };
}
