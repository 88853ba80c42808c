import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Received = { path: string; headers: Record<string, string>; body: string };

export interface Receiver {
  url: string;
  received: Received[];
  /** What the next calls are answered with; 200 once used up. */
  answers: number[];
  /** Polls until the condition holds; fails the test after the limit. */
  until(condition: (all: Received[]) => boolean, limitMs?: number): Promise<Received[]>;
  stop(): Promise<void>;
}

/** Stands where the product's webhook routes would be, and keeps the raw bytes. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({
        path: request.url ?? "",
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString("utf8"),
      });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers,
    async until(condition, limitMs = 6_000) {
      await eventually(
        () => condition(received),
        limitMs,
        () => `received: ${JSON.stringify(received, null, 1).slice(0, 2_000)}`,
      );
      return received;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export async function eventually(
  condition: () => boolean,
  limitMs = 6_000,
  explain: () => string = () => "",
): Promise<void> {
  const until = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > until) throw new Error(`it did not happen in ${limitMs} ms; ${explain()}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "mostrador-local-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
