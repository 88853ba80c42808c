import { NonRetriableError } from "inngest";
import { describe, expect, test } from "vitest";
import { startJobExecutor } from "./executor";
import { claimTimes, isEmbedded, keyIn, percentile, query, SLACK, until, useWorld } from "./testing/world";

const world = useWorld((client, seen) => {
  const child = client.createFunction({ id: "child", triggers: [] }, async ({ event, step }) => {
    const { n, fails } = event.data as { n: number; fails?: boolean };
    await step.run("work", () => n);
    if (fails) throw new NonRetriableError("the child failed");
    return { doubled: n * 2 };
  });
  const sleepy = client.createFunction({ id: "sleepy", triggers: [] }, async ({ step }) => {
    await step.sleep("long", "1h");
  });
  return [
    child,
    sleepy,
    client.createFunction({ id: "sleeps", triggers: [{ event: "w/sleeps" }] }, async ({ event, step }) => {
      await step.run("start", () => seen.note(keyIn(event), "start"));
      await step.sleep("nap", "1s");
      await step.run("middle", () => seen.note(keyIn(event), "middle"));
      await step.sleepUntil("until", new Date(Date.parse(String((event.data as { until: string }).until))));
      await step.sleep("none", 0);
      seen.note(keyIn(event), "end");
    }),
    client.createFunction({ id: "waits", triggers: [{ event: "w/waits" }] }, async ({ event, step }) => {
      const note = (what: string) => seen.note(keyIn(event), what);
      await step.run("ready", () => note("ready"));
      const [matched, filtered, plain, missed] = await Promise.all([
        step.waitForEvent("matched", { event: "w/answer", timeout: "20s", match: "data.key" }),
        step.waitForEvent("filtered", {
          event: "w/answer",
          timeout: "20s",
          if: "async.data.key == event.data.key && async.data.amount > 10 && async.data.absent == null",
        }),
        step.waitForEvent("plain", { event: `w/plain.${keyIn(event)}`, timeout: "20s" }),
        step.waitForEvent("missed", { event: "w/answer", timeout: "1s", if: "async.data.key == 'nobody'" }),
      ]);
      const amounts = [matched, filtered].map((answer) => (answer?.data as { amount: number } | undefined)?.amount);
      note(`answers ${amounts} ${plain?.name.startsWith("w/plain.")} ${missed}`);
    }),
    client.createFunction({ id: "parent", triggers: [{ event: "w/parent" }] }, async ({ event, step }) => {
      const note = (what: string) => seen.note(keyIn(event), what);
      const result = await step.invoke("good", { function: child, data: { n: 21 } });
      const failure = await step
        .invoke("bad", { function: child, data: { n: 1, fails: true } })
        .catch((error: Error) => error.message);
      const late = await step
        .invoke("late", { function: sleepy, data: {}, timeout: "1s" })
        .catch((error: Error) => `late: ${error.message.length > 0}`);
      note(`${JSON.stringify(result)} ${failure} ${late}`);
    }),
  ];
});

describe("[P13] [PL160] waiting", () => {
  test.concurrent("[P13] [PL160] sleep and sleepUntil take at least what was asked, and no slot", async () => {
    const key = await world.send("w/sleeps", { until: new Date(Date.now() + 2_500).toISOString() });
    await world.noted(key, "end");
    const [start, middle, end] = world.seen(key).map(({ at }) => at);
    expect((middle ?? 0) - (start ?? 0)).toBeGreaterThanOrEqual(950);
    expect((end ?? 0) - (start ?? 0)).toBeGreaterThanOrEqual(2_000);
    expect(world.whats(key)).toEqual(["start", "middle", "end"]);
  });

  test.concurrent("[P13] [PL160] waits take the first event that matches, a missing key is null, a time-out gives null", async () => {
    const key = await world.send("w/waits");
    await world.noted(key, "ready");
    if (isEmbedded) await until(openWaits, (open) => open >= 4);
    await world.client.send([
      { name: "w/answer", data: { key: "other", amount: 99 } },
      { name: "w/answer", data: { key, amount: 5 } },
      { name: "w/answer", data: { key, amount: 50 } },
      { name: `w/plain.${key}`, data: {} },
    ]);
    await world.noted(key, "answers 5,50 true null");
  });

  test.concurrent("[P13] [PL160] a parent gets its child's result, its failure, or a time-out", async () => {
    const key = await world.send("w/parent");
    await world.noted(key, '{"doubled":42} the child failed late: true');
  });
});

const openWaits = async () =>
  Number(
    (await query<{ n: string }>(world.databaseUrl, "select count(*) as n from jobs.wait where kind = 'event'"))[0]?.n,
  );

describe.runIf(isEmbedded)("[P13] [PL160] waiting, embedded", () => {
  test("[P13] [PL160] sleeps and waits survive a stop of the executor", async () => {
    const key = await world.send("w/waits");
    await world.noted(key, "ready");
    await until(openWaits, (open) => open >= 4);
    const port = Number(new URL(world.executorUrl).port);
    await world.executor?.stop();
    world.executor = await startJobExecutor({ databaseUrl: world.databaseUrl, port, appUrl: world.app.url });
    await world.client.send([
      { name: "w/answer", data: { key, amount: 11 } },
      { name: `w/plain.${key}`, data: {} },
    ]);
    await world.noted(key, "answers 11,11 true null");
    expect(world.whats(key).filter((what) => what === "ready")).toHaveLength(1);
  });

  test("[P13] [PL160] [PL164] ten thousand open waits do not slow the claim", async () => {
    await query(
      world.databaseUrl,
      `with runs as (
         insert into jobs.run (id, fn_id, status, events, created_at)
         select 'idle-' || n, 'idle', 'waiting', '[{}]', now() from generate_series(1, 10000) n returning id)
       insert into jobs.wait (run_id, step_id, kind, event_name, match_path, match_value)
       select id, 's', 'event', 'w/answer', 'data.key', '"' || id || '"' from runs`,
    );
    expect(percentile(await claimTimes(world.databaseUrl), 0.5)).toBeLessThan(5 * SLACK);
    const key = await world.send("w/waits");
    await world.noted(key, "ready", 1_000 * SLACK);
    await query(world.databaseUrl, "delete from jobs.run where fn_id = 'idle'");
  });
});
