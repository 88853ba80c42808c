import { describe, expect, test } from "vitest";
import { startJobExecutor } from "./executor";
import { createDatabase, isEmbedded, keyIn, pause, query, until, useWorld } from "./testing/world";

const world = useWorld((client, seen) => [
  client.createFunction({ id: "first", triggers: [{ event: "e/order" }] }, async ({ event }) => {
    seen.note(keyIn(event), "first");
  }),
  client.createFunction(
    { id: "second", triggers: [{ event: "e/order" }, { event: "e/refund" }] },
    async ({ event }) => {
      seen.note(keyIn(event), `second ${event.name}`);
    },
  ),
  client.createFunction(
    { id: "filtered", triggers: [{ event: "e/order", if: "event.data.total > 100 && event.data.absent == null" }] },
    async ({ event }) => {
      seen.note(keyIn(event), "filtered");
    },
  ),
  client.createFunction({ id: "sender", triggers: [{ event: "e/fan" }] }, async ({ event, step }) => {
    await step.sendEvent(
      "fan-out",
      Array.from({ length: 5 }, (_, n) => ({ name: "e/leaf", data: { key: keyIn(event), n } })),
    );
  }),
  client.createFunction({ id: "leaf", triggers: [{ event: "e/leaf" }] }, async ({ event }) => {
    seen.note(keyIn(event), `leaf ${(event.data as { n: number }).n}`);
  }),
  client.createFunction({ id: "later", triggers: [{ event: "e/later" }] }, async ({ event }) => {
    seen.note(keyIn(event), "later");
  }),
  client.createFunction(
    { id: "ticks", triggers: [{ cron: "TZ=America/Mexico_City * * * * * *" }] },
    async ({ event }) => {
      seen.note("ticks", String(event.ts));
    },
  ),
]);

describe("[P13] [PL161] events", () => {
  test("[P13] [PL161] an event starts every function it concerns, once, by any of its triggers and only past its filter", async () => {
    const small = await world.send("e/order", { total: 100 });
    const large = await world.send("e/order", { total: 101 });
    const refund = await world.send("e/refund");
    await world.noted(large, "filtered");
    await world.noted(refund, "second e/refund");
    await world.noted(small, "second e/order");
    await world.noted(small, "first");
    expect(world.whats(small)).not.toContain("filtered");
    expect(world.whats(refund)).toEqual(["second e/refund"]);
  });

  test("[P13] [PL161] the same event id starts nothing twice, within a request and across requests", async () => {
    const id = crypto.randomUUID();
    const event = { id, name: "e/refund", data: { key: id } };
    await world.client.send([event, event]);
    await world.client.send(event);
    await world.noted(id, "second e/refund");
    await pause(300);
    expect(world.whats(id)).toEqual(["second e/refund"]);
  });

  test("[P13] [PL161] sending from a step fans out, and the step sends once", async () => {
    const key = await world.send("e/fan");
    await until(
      () => world.whats(key),
      (whats) => whats.length >= 5,
    );
    expect(world.whats(key).toSorted()).toEqual(["leaf 0", "leaf 1", "leaf 2", "leaf 3", "leaf 4"]);
  });

  test("[P13] [PL161] an event dated in the future starts then", async () => {
    const sentAt = Date.now();
    const key = await world.send("e/later", {}, { ts: sentAt + 1_500 });
    await world.noted(key, "later");
    expect((world.seen(key)[0]?.at ?? 0) - sentAt).toBeGreaterThanOrEqual(1_450);
  });
});

describe.runIf(isEmbedded)("[P13] [PL161] events, embedded", () => {
  test("[P13] [PL161] a bulk request is one transaction: a wrong event refuses them all", async () => {
    const key = crypto.randomUUID();
    const response = await fetch(`${world.executorUrl}/e/k`, {
      method: "POST",
      body: JSON.stringify([{ name: "e/refund", data: { key } }, { name: "" }]),
    });
    expect(response.status).toBe(400);
    await pause(200);
    expect(world.whats(key)).toEqual([]);
  });

  test("[P13] [PL161] a request repeated with the same seed stores its events once", async () => {
    const key = crypto.randomUUID();
    const send = async () => {
      const response = await fetch(`${world.executorUrl}/e/k`, {
        method: "POST",
        headers: { "x-inngest-event-id-seed": `${Date.now() - (Date.now() % 100_000_000)},c2VlZA==${key}` },
        body: JSON.stringify([{ name: "e/refund", data: { key } }]),
      });
      return ((await response.json()) as { ids: string[] }).ids;
    };
    expect(await send()).toEqual(await send());
    await world.noted(key, "second e/refund");
    await pause(200);
    expect(world.whats(key)).toHaveLength(1);
  });

  test("[P13] [PL161] an event id is known for 24 hours and free again after", async () => {
    const id = crypto.randomUUID();
    const event = { id, name: "e/refund", data: { key: id } };
    await world.client.send(event);
    await query(
      world.databaseUrl,
      "update jobs.event_key set seen_at = seen_at - interval '25 hours' where key like '%' || $1",
      [id],
    );
    await world.client.send(event);
    await until(
      () => world.whats(id),
      (whats) => whats.length === 2,
    );
  });

  test("[P13] [PL161] [F41] two executors over one database start one run per tick; after a stop only the last missed tick", async () => {
    const second = await startJobExecutor({ databaseUrl: world.databaseUrl, port: 0, appUrl: world.app.url });
    const ticks = () => world.whats("ticks").map(Number);
    const before = ticks().length;
    await until(ticks, (all) => all.length >= before + 4);
    const all = ticks();
    expect(new Set(all).size).toBe(all.length);
    await second.stop();

    const port = Number(new URL(world.executorUrl).port);
    await world.executor?.stop();
    const stoppedAfter = ticks().length;
    await query(world.databaseUrl, "update jobs.cron set next_at = now() - interval '26 hours'");
    world.executor = await startJobExecutor({ databaseUrl: world.databaseUrl, port, appUrl: world.app.url });
    await until(ticks, (after) => after.length >= stoppedAfter + 2);
    const old = ticks()
      .slice(stoppedAfter)
      .filter((tick) => tick < Date.now() - 60_000);
    expect(old).toEqual([]);
  });

  test("[P13] [PL161] a function that the app no longer has starts no more", async () => {
    const database = await createDatabase();
    const executor = await startJobExecutor({ databaseUrl: database.url, port: 0, appUrl: "http://127.0.0.1:9" });
    const register = (ids: string[]) =>
      fetch(`${executor.url}/fn/register`, {
        method: "POST",
        body: JSON.stringify({
          appName: "a",
          url: "http://127.0.0.1:9/api/inngest",
          functions: ids.map((id) => ({
            id,
            triggers: [{ event: "x" }],
            steps: { step: { runtime: { url: `http://127.0.0.1:9/api/inngest?fnId=${id}&stepId=step` } } },
          })),
        }),
      });
    try {
      await register(["a-one", "a-two"]);
      await register(["a-two"]);
      await fetch(`${executor.url}/e/k`, { method: "POST", body: JSON.stringify({ name: "x", data: {} }) });
      const runs = await query<{ fn_id: string }>(database.url, "select fn_id from jobs.run");
      expect(runs).toEqual([{ fn_id: "a-two" }]);
    } finally {
      await executor.stop();
      await database.drop();
    }
  });
});
