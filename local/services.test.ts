import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { type Receiver, startReceiver, temporaryFolder } from "@local/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigError, readConfig } from "./config";

const ENTRY = fileURLToPath(new URL("./index.ts", import.meta.url));
const START_LIMIT_MS = 30_000;

type Ports = Record<"console" | "redis" | "meta" | "stripe" | "smtp" | "smtpHttp", number>;
type Running = { child: ChildProcess; ports: Ports; exit: Promise<number | null> };

let folder: ReturnType<typeof temporaryFolder>;
let receiver: Receiver;
let children: ChildProcess[];

beforeEach(async () => {
  folder = temporaryFolder();
  receiver = await startReceiver();
  children = [];
});
afterEach(async () => {
  for (const child of children) if (child.exitCode === null) child.kill("SIGKILL");
  await receiver.stop();
  folder.remove();
});

function run(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", ENTRY], {
    env: { ...process.env, APP_URL: receiver.url, LOCAL_PORT_BASE: "0", LOCAL_DATA_DIR: folder.path, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { child, exit, out: () => stdout, err: () => stderr };
}

async function up(env?: Record<string, string>): Promise<Running> {
  const { child, exit, out, err } = run(env);
  const until = Date.now() + START_LIMIT_MS;
  while (!out().includes("\n")) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`not ready: ${err()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { ready, ports } = JSON.parse(out()) as { ready: boolean; ports: Ports };
  expect(ready).toBe(true);
  return { child, exit, ports };
}

const post = async (port: number, path: string, body: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Record<string, unknown>;
};

test("[C116 I2] kill -9 loses no message, no pending webhook and no book", { timeout: 90_000 }, async () => {
  const first = await up();
  await post(first.ports.meta, "/__numbers", {
    phone_number_id: "1",
    display_phone_number: "+58 212 555 0001",
    label: "El Cardón",
  });
  receiver.answers.push(...Array.from({ length: 100 }, () => 503));
  await post(first.ports.console, "/api/phones/rosa-pena/messages", { type: "text", text: "antes del golpe" });
  await post(first.ports.console, "/api/clock/advance", { hours: 1 });
  const sent = await post(
    first.ports.meta,
    "/v21.0/1/messages",
    {
      messaging_product: "whatsapp",
      to: "584125550102",
      type: "text",
      text: { body: "hola" },
      biz_opaque_callback_data: "k",
    },
    { authorization: "Bearer local-meta-access-token" },
  );
  expect(sent.messages).toHaveLength(1);
  first.child.kill("SIGKILL");
  await first.exit;
  receiver.answers.length = 0;
  receiver.received.length = 0;

  const second = await up();
  await receiver.until((all) => all.some(({ body }) => body.includes("antes del golpe")), 20_000);
  await receiver.until((all) => all.some(({ body }) => body.includes('"read"') && body.includes('"k"')), 20_000);
  const books = (await (await fetch(`http://127.0.0.1:${second.ports.console}/api/books`)).json()) as {
    meta: { totals: Record<string, number> };
  };
  expect(books.meta.totals).toMatchObject({ accepted: 1, received: 1 });
  const clock = (await (await fetch(`http://127.0.0.1:${second.ports.console}/api/clock`)).json()) as {
    offsetMs: number;
  };
  expect(clock.offsetMs).toBe(3_600_000);
  second.child.kill("SIGTERM");
  expect(await second.exit).toBe(0);
});

test("a port in use is one line that names it, and exit code 78", { timeout: 60_000 }, async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const address = taken.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const { exit, out, err } = run({ LOCAL_SMTP_HTTP_PORT: `${port}` });
  expect(await exit).toBe(78);
  expect(err().trim().split("\n")).toEqual([`local services: port ${port} is already in use`]);
  expect(out()).toBe("");
  taken.close();
});

test("a missing or malformed setting is named", () => {
  expect(() => readConfig({})).toThrow(new ConfigError("APP_URL is not set"));
  expect(() => readConfig({ APP_URL: "http://x", LOCAL_META_PORT: "abc" })).toThrow("LOCAL_META_PORT is not a port");
  expect(readConfig({ APP_URL: "http://x/", LOCAL_PORT_BASE: "5000", LOCAL_META_PORT: "1" })).toMatchObject({
    appUrl: "http://x",
    ports: { console: 5000, jobs: 5001, redis: 5002, meta: 1, stripe: 5004, smtp: 5005, smtpHttp: 5006 },
  });
});
