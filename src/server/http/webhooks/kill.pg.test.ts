import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect } from "vitest";
import { verifyInvariants } from "@/server/modules/conversations/public";
import { controlReader, sql } from "@/server/platform/db";
import { tenantTest, testDatabase, testSecrets } from "@/server/testing/fixtures";
import { openNumber } from "@/server/testing/talk";
import { inboxStates, metaSignature } from "@/server/testing/webhooks";

const kills = 3;
const deliveries = 240;
let child: ChildProcess | undefined;
afterAll(() => child?.kill("SIGKILL"));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}

function start(port: number): Promise<void> {
  const { urls } = testDatabase();
  const script = path.resolve("src/server/testing/serve-webhooks.ts");
  const started: ChildProcess = spawn(process.execPath, ["--import", "tsx", script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      NODE_ENV: "test",
      PORT: String(port),
      MOSTRADOR_PROFILE: "test",
      PUBLIC_URL: "http://localhost:3000",
      NEXTAUTH_SECRET: "a secret of at least thirty-two characters",
      DATABASE_URL: urls.appUrl,
      DATABASE_URL_CONTROL: urls.controlUrl,
      DATABASE_URL_MIGRATOR: urls.migratorUrl,
      DATABASE_URL_DIRECT: urls.directUrl,
      META_APP_SECRET: testSecrets.metaAppSecret,
      INNGEST_DEV: "http://127.0.0.1:9",
      LOG_LEVEL: "silent",
    },
  });
  child = started;
  return new Promise((resolve, reject) => {
    started.stdout?.once("data", () => resolve());
    started.once("exit", () => reject(new Error("the server did not start")));
  });
}

tenantTest(
  "[G1] [F1] killed at any instant under webhook load, every acknowledged message is stored exactly once",
  { timeout: 90_000 },
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/api/webhooks/meta/meta-platform`;
    const acknowledged = new Set<string>();
    const texts = Array.from({ length: deliveries }, (_, n) => {
      const json = number.message(`mensaje ${n}`, { id: `wamid.kill.${n}`, from: `58414555${1000 + (n % 20)}` });
      return { id: `wamid.kill.${n}`, raw: JSON.stringify(json) };
    });
    /** As the provider does: again until it was told 200, and one in five once more after that. */
    const deliver = async ({ id, raw }: { id: string; raw: string }, n: number) => {
      const headers = { "x-hub-signature-256": metaSignature(raw), "content-type": "application/json" };
      for (let left = n % 5 === 0 ? 2 : 1; left > 0; ) {
        const status = await fetch(url, { method: "POST", body: raw, headers }).then(
          (answer) => answer.status,
          () => 0,
        );
        expect([0, 200, 503]).toContain(status);
        if (status === 200) {
          acknowledged.add(id);
          left -= 1;
        } else await wait(50);
      }
    };
    let next = 0;
    const lane = async () => {
      while (next < texts.length) {
        const n = next;
        next += 1;
        const text = texts[n];
        if (text) await deliver(text, n);
        await wait(15);
      }
    };
    await start(port);
    const lanes = Promise.all(Array.from({ length: 6 }, lane));
    for (let n = 0; n < kills; n += 1) {
      await wait(40 + Math.random() * 200);
      const ended = child && once(child, "exit");
      child?.kill("SIGKILL");
      await ended;
      await start(port);
    }
    await lanes;
    expect(acknowledged.size).toBe(deliveries);
    // A lease of a killed worker runs out by itself; the test does not wait for the clock.
    await sql.execute(controlReader())`update control.provider_item set next_at = now() where state = 'pending'`;
    const stored = () => sql<{ id: string }>(tenant.job().read)`select provider_message_id as id from message`;
    const until = performance.now() + 30_000;
    while (((await stored()).length < deliveries || (await inboxStates()).items.pending) && performance.now() < until)
      await wait(250);
    const ids = (await stored()).map(({ id }) => id);
    expect(ids).toHaveLength(deliveries);
    expect(new Set(ids)).toEqual(acknowledged);
    expect(await inboxStates()).toEqual({ envelopes: { done: deliveries }, items: { done: deliveries } });
    expect(await verifyInvariants(tenant.job())).toEqual([]);
    child?.kill("SIGKILL");
  },
);
