import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect } from "vitest";
import { publish } from "@/server/platform/outbox";
import { happen, thingHappened, workHappened } from "@/server/testing/feed";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { sql } from "../db";
import { jobClient } from "../jobs";
import { numberCommitted, relayTenant } from ".";

interface Sent {
  id: string;
  name: string;
  ts: number;
  data: { tenantId: string; eventId: string; payload: { n: number } };
}

/** Stands for the job runner's event door: keeps what it is sent, and can be told to refuse or to die before it answers. */
const runner = { mood: "well" as "well" | "ill" | "silent", sent: [] as Sent[] };
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      if (runner.mood === "ill") {
        response.writeHead(500).end("{}");
        return;
      }
      runner.sent.push(...(JSON.parse(body) as Sent[]));
      if (runner.mood === "silent") request.socket.destroy();
      else response.writeHead(200, { "content-type": "application/json" }).end('{"ids":[],"status":200}');
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  jobClient.setEnvVars({ INNGEST_DEV: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterAll(() => server.close());

interface Row {
  id: string;
  seq: bigint | null;
  subject: string;
  publishedAt: Date | null;
}
const rows = (tenant: TestTenant) =>
  sql<Row>(tenant.job().read)`
    select id, seq, subject, published_at as "publishedAt" from outbox where type like 'test/%' order by seq`;

const work = (tenant: TestTenant, n: number) => {
  const ctx = tenant.job();
  return ctx.transaction((tx) => publish(tx, ctx, workHappened, { n }));
};

tenantTest(
  "[G35] twenty writers and three relays at once give numbers without a gap, each once",
  async ({ tenant }) => {
    const writers = Array.from({ length: 20 }, async (_, n) => {
      for (let k = 0; k < 10; k += 1) await happen(tenant, n * 10 + k);
    });
    let isWriting = true;
    let numbered = 0;
    const relays = [1, 2, 3].map(async () => {
      while (isWriting) {
        const count = await numberCommitted(tenant.info.schema);
        numbered += count;
      }
    });
    await Promise.all(writers);
    isWriting = false;
    await Promise.all(relays);
    numbered += await numberCommitted(tenant.info.schema);
    expect(numbered).toBe(200);
    const seqs = (await rows(tenant)).map(({ seq }) => Number(seq));
    expect(seqs).toHaveLength(200);
    expect(seqs).toEqual(seqs.map((_, n) => (seqs[0] ?? 0) + n));
    const [state] = await sql<{ seq: bigint }>(tenant.job().read)`select event_seq as seq from tenant_state`;
    expect(Number(state?.seq)).toBe(seqs.at(-1));
  },
);

tenantTest("[G35] what is rolled back is never numbered, sent or heard of", async ({ tenant }) => {
  const ctx = tenant.job();
  await expect(
    ctx.transaction(async (tx) => {
      await publish(tx, ctx, thingHappened, { n: 1, branchId: null });
      throw new Error("changed our mind");
    }),
  ).rejects.toThrow("changed our mind");
  await happen(tenant, 2);
  await relayTenant(tenant.info);
  expect((await rows(tenant)).map(({ subject }) => subject)).toEqual(["thing:2"]);
});

tenantTest(
  "[F32] with the job runner ill the facts wait, with their numbers, and then go once and in order",
  async ({ tenant }) => {
    runner.sent = [];
    runner.mood = "ill";
    for (let n = 1; n <= 3; n += 1) {
      tenant.clock.advance(1);
      await work(tenant, n);
    }
    await happen(tenant, 4);
    await relayTenant(tenant.info);
    expect(runner.sent).toEqual([]);
    const waiting = await rows(tenant);
    expect(waiting.every(({ seq }) => seq !== null)).toBe(true);
    // A fact nobody runs for is out; the others are not.
    expect(waiting.filter(({ publishedAt }) => publishedAt).map(({ subject }) => subject)).toEqual(["thing:4"]);

    runner.mood = "well";
    await relayTenant(tenant.info);
    await relayTenant(tenant.info);
    expect(runner.sent.map(({ data }) => data.payload.n)).toEqual([1, 2, 3]);
    expect(runner.sent.map(({ id }) => id)).toEqual(
      waiting.filter(({ subject }) => subject.startsWith("work")).map(({ id }) => id),
    );
    expect(runner.sent.every(({ data }) => data.tenantId === tenant.info.id)).toBe(true);
    expect((await rows(tenant)).every(({ publishedAt }) => publishedAt)).toBe(true);
  },
  30_000,
);

tenantTest(
  "[F33] an answer that is lost is a repeat with the same id, which the runner knows",
  async ({ tenant }) => {
    runner.sent = [];
    runner.mood = "silent";
    await work(tenant, 7);
    await relayTenant(tenant.info);
    const first = runner.sent.map(({ id }) => id);
    expect(first.length).toBeGreaterThan(0);
    runner.mood = "well";
    await relayTenant(tenant.info);
    expect(new Set(runner.sent.map(({ id }) => id)).size).toBe(1);
    const count = runner.sent.length;
    await relayTenant(tenant.info);
    expect(runner.sent).toHaveLength(count);
  },
  30_000,
);
