import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { root } from "@tools/start/config";

export interface Usage {
  cpuMicros: number;
  rssBytes: number;
  heapUsed: number;
  heapTotal: number;
  external: number;
}

export interface Running {
  readonly port: number;
  usage(): Promise<Usage>;
  ask<T>(message: object): Promise<T>;
  stop(): Promise<void>;
}

const stopLimitMs = 10_000;
const startLimitMs = 90_000;
const probe = path.join(root, "bench", "servers", "probe.mjs");

function answerOf<T>(child: ChildProcess, message: object | string, key: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error("a measured process ended"));
    const onMessage = (answer: Record<string, T>) => {
      if (!(key in answer)) return;
      child.off("message", onMessage);
      child.off("exit", onExit);
      resolve(answer[key] as T);
    };
    child.on("message", onMessage);
    child.once("exit", onExit);
    child.send(message);
  });
}

/** Starts a process that says `{"ready":true}` on stdout, with a way to ask what it has used so far. */
export async function start(
  file: string,
  env: Record<string, string>,
  options: { args?: readonly string[]; execArgv?: readonly string[] } = {},
): Promise<Running> {
  const child = fork(file, [...(options.args ?? [])], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", ...env },
    execArgv: ["--import", probe, ...(options.execArgv ?? [])],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const words: string[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${file} did not start:\n${words.join("")}`)), startLimitMs);
    const listen = (chunk: Buffer) => {
      words.push(chunk.toString());
      words.splice(0, words.length - 30);
      const line = words
        .join("")
        .split("\n")
        .find((text) => text.includes('"ready":true'));
      if (!line) return;
      clearTimeout(late);
      resolve((JSON.parse(line) as { port?: number }).port ?? 0);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`${file} ended with ${code}:\n${words.join("")}`));
    });
  });
  if (process.env.BENCH_VERBOSE) {
    child.stderr?.pipe(process.stderr);
    child.stdout?.pipe(process.stderr);
  }
  return {
    port,
    usage: () => answerOf<Usage>(child, "usage", "usage"),
    ask: <T>(message: object) => answerOf<T>(child, message, "answer"),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        const late = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
        child.once("exit", () => {
          clearTimeout(late);
          resolve();
        });
        child.kill("SIGTERM");
      }),
  };
}
