import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { claimTimes, isEmbedded, keyIn, percentile, query, SLACK, until, useWorld } from "./testing/world";

const world = useWorld((client, seen) => [
  client.createFunction({ id: "steps", retries: 0, triggers: [{ event: "x/steps" }] }, async ({ event, step }) => {
    for (const n of [1, 2, 3]) await step.run(`s${n}`, () => seen.note(keyIn(event), `s${n}`));
    seen.note(keyIn(event), "done");
  }),
  client.createFunction({ id: "quick", triggers: [{ event: "x/quick" }] }, async ({ event }) => {
    seen.note(keyIn(event), "ran");
  }),
  client.createFunction({ id: "work", triggers: [{ event: "x/work" }] }, async ({ event, step }) => {
    const { key } = event.data as unknown as { key: string };
    await step.run("a", () => 1);
    await step.run("b", () => 2);
    seen.note(key, "done");
  }),
  client.createFunction(
    { id: "walled", triggers: [{ event: "x/walled" }], concurrency: [{ limit: 1, key: "event.data.tenant" }] },
    async () => {},
  ),
]);

/** Printed, so that a run leaves its figures in the log of the build. */
const report = (what: string, figures: Record<string, number>) =>
  process.stdout.write(
    `${what}: ${Object.entries(figures)
      .map(([name, value]) => `${name} ${value.toFixed(1)}`)
      .join(", ")}\n`,
  );

describe.runIf(isEmbedded)("[P13] [PL164] faults", () => {
  afterEach(() => world.api("/__faults", {}));

  test("[P13] [PL164] [F33] duplicated calls run a step again, and the run still ends once with all its steps", async () => {
    await world.api("/__faults", { duplicate: 1 });
    const key = await world.send("x/steps");
    await world.noted(key, "done");
    expect(world.whats(key).filter((what) => what === "s2").length).toBeGreaterThanOrEqual(2);
    await until(
      () => world.runs("steps"),
      (runs) => runs.length === 1 && runs[0]?.status === "completed",
    );
  });

  test("[P13] [PL164] [F33] a lost answer repeats the step without using an attempt", async () => {
    await world.api("/__faults", { lostAnswers: 0.5, seed: 7 });
    const key = await world.send("x/steps");
    await world.noted(key, "done");
    await until(
      () => world.runs("steps"),
      (runs) => runs.every(({ status }) => status === "completed"),
    );
    expect(world.whats(key).length).toBeGreaterThan(4);
  });

  test("[P13] [PL164] [F33] delayed and reordered calls change no result; duplicated events start a second run", async () => {
    await world.api("/__faults", { delayMs: 80, reorder: true });
    const keys = await Promise.all(Array.from({ length: 8 }, () => world.send("x/steps")));
    for (const key of keys) await world.noted(key, "done");
    for (const key of keys) expect(world.whats(key)).toEqual(["s1", "s2", "s3", "done"]);
    await world.api("/__faults", { duplicateEvents: 1 });
    const twice = await world.send("x/quick");
    await until(
      () => world.whats(twice),
      (whats) => whats.length === 2,
    );
  });

  test("[P13] [PL164] a wrong fault is refused", async () => {
    const response = await fetch(`${world.executorUrl}/__faults`, { method: "POST", body: '{"duplicate": 7}' });
    expect(response.status).toBe(400);
  });
});

describe.runIf(isEmbedded)("[P13] [PL164] figures", () => {
  test("[P13] [PL164] event to first step, idle", async () => {
    const times: number[] = [];
    for (let n = 0; n < 40; n++) {
      const sentAt = Date.now();
      const key = await world.send("x/quick");
      await world.noted(key, "ran");
      times.push((world.seen(key)[0]?.at ?? 0) - sentAt);
    }
    report("event to first step, ms", { p50: percentile(times, 0.5), p95: percentile(times, 0.95) });
    expect(percentile(times, 0.95)).toBeLessThan(150 * SLACK);
  });

  test("[P13] [PL164] events in and steps per second", async () => {
    const keys = Array.from({ length: 400 }, () => randomUUID());
    const startedAt = performance.now();
    for (let n = 0; n < keys.length; n += 50) {
      await world.client.send(keys.slice(n, n + 50).map((key) => ({ name: "x/work", data: { key } })));
    }
    const eventsPerSecond = keys.length / ((performance.now() - startedAt) / 1_000);
    await until(
      () => keys.filter((key) => world.whats(key).includes("done")).length,
      (done) => done === keys.length,
      30_000,
    );
    const stepsPerSecond = (keys.length * 3) / ((performance.now() - startedAt) / 1_000);
    report("throughput", { "events/s": eventsPerSecond, "steps/s": stepsPerSecond });
    expect(eventsPerSecond).toBeGreaterThan(200 / SLACK);
    expect(stepsPerSecond).toBeGreaterThan(50 / SLACK);
  });

  test("[P13] [PL164] [F40] a claim stays quick with 100,000 queued behind one full key, and another tenant is served at once", async () => {
    await query(
      world.databaseUrl,
      `with runs as (
         insert into jobs.run (id, fn_id, status, events, created_at, ckeys, climits)
         select 'wall-' || n, $1, 'queued', '[{"name":"x/walled","data":{"tenant":"t"},"ts":1,"id":"i"}]', now(), '{wall:t}', '{1}'
           from generate_series(1, 100000) n returning id, fn_id, ckeys, climits)
       insert into jobs.queue (run_id, fn_id, step_id, state, run_at, rank_at, ckeys, climits)
       select id, fn_id, 'step', 'blocked', now() - interval '1 hour', now() - interval '1 hour', ckeys, climits from runs`,
      [`${world.client.id}-walled`],
    );
    await query(world.databaseUrl, "update jobs.queue set blocked_on = 'wall:t' where state = 'blocked'");
    const ms = await claimTimes(world.databaseUrl);
    report("claim with 100,000 queued, ms", { p50: percentile(ms, 0.5), p95: percentile(ms, 0.95) });
    expect(percentile(ms, 0.95)).toBeLessThan(5 * SLACK);
    const sentAt = Date.now();
    const key = await world.send("x/quick");
    await world.noted(key, "ran");
    expect((world.seen(key)[0]?.at ?? 0) - sentAt).toBeLessThan(1_000);
    await query(world.databaseUrl, "truncate jobs.run cascade");
  });
});
