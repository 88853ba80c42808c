import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isEmbedded, keyIn, pause, query, SLACK, until, useWorld } from "./testing/world";

type Data = Record<string, string> & { key: string };
const dataOf = (event: { data?: unknown }) => event.data as Data;

const world = useWorld((client, seen) => {
  /** Notes when it runs and for how long, so that overlaps can be seen. */
  const busy = async (event: { data?: unknown }, ms = 150) => {
    const { key, t = "", n = "" } = dataOf(event);
    seen.note(key, `in ${t}${n}`);
    await pause(ms);
    seen.note(key, `out ${t}${n}`);
  };
  const note = async ({ event }: { event: { data?: unknown } }) =>
    seen.note(keyIn(event), `ran ${dataOf(event).n ?? ""}`);
  const when = (event: string) => ({ triggers: [{ event }] });
  const lasting = (id: string, options: object) =>
    client.createFunction({ id, ...when(`f/${id}`), ...options }, async ({ event, step }) => {
      await step.run("start", () => seen.note(keyIn(event), `start ${dataOf(event).n ?? ""}`));
      await step.sleep("long", "2s");
      seen.note(keyIn(event), `end ${dataOf(event).n ?? ""}`);
    });
  return [
    client.createFunction(
      { id: "keyed", ...when("f/keyed"), concurrency: [{ limit: 1, key: "event.data.t" }, { limit: 3 }] },
      async ({ event, step }) => {
        await step.run("busy", () => busy(event));
      },
    ),
    ...["env-a", "env-b"].map((id) =>
      client.createFunction(
        { id, ...when("f/env"), concurrency: { limit: 1, scope: "env", key: "'one-door'" } },
        async ({ event }) => busy(event),
      ),
    ),
    client.createFunction(
      { id: "throttle", ...when("f/throttle"), throttle: { limit: 2, period: "1s", key: "event.data.key" } },
      note,
    ),
    client.createFunction(
      { id: "rate", ...when("f/rate"), rateLimit: { limit: 2, period: "60s", key: "event.data.key" } },
      note,
    ),
    client.createFunction(
      { id: "debounce", ...when("f/debounce"), debounce: { period: "1s", timeout: "2s", key: "event.data.key" } },
      note,
    ),
    client.createFunction(
      { id: "batch", ...when("f/batch"), batchEvents: { maxSize: 3, timeout: "1s", key: "event.data.key" } },
      async ({ events }: { events: readonly { data?: unknown }[] }) => {
        const [first] = events;
        if (first) seen.note(keyIn(first), `batch ${events.map((event) => dataOf(event).n).join("")}`);
      },
    ),
    client.createFunction(
      {
        id: "priority",
        ...when("f/priority"),
        concurrency: { limit: 1, key: "event.data.key" },
        priority: { run: "event.data.n == 'urgent' ? 120 : (event.data.n == 'idle' ? -120 : 0)" },
      },
      async ({ event }) => busy(event),
    ),
    lasting("skip", { singleton: { key: "event.data.key", mode: "skip" } }),
    lasting("replace", { singleton: { key: "event.data.key", mode: "cancel" } }),
    client.createFunction(
      {
        id: "idempotent",
        ...when("f/idempotent"),
        idempotency: "event.data.order",
        onFailure: ({ event, error }: { event: unknown; error: Error }) => {
          const { data } = event as { data: { event: { data: unknown } } };
          seen.note(keyIn(data.event), `refused: ${error.message}`);
        },
      },
      note,
    ),
    lasting("cancellable", {
      cancelOn: [
        { event: "f/cancel.match", match: "data.key" },
        { event: "f/cancel.if", if: "async.data.key == event.data.key && async.data.sure == true" },
      ],
    }),
    lasting("finish", { timeouts: { finish: "1s" } }),
    client.createFunction(
      { id: "start", ...when("f/start"), timeouts: { start: "1s" }, concurrency: { limit: 1, key: "event.data.key" } },
      async ({ event }) => busy(event, 1_800),
    ),
  ];
});

/** The most that ran at once, in all and per label. */
function overlaps(notes: readonly { what: string }[]) {
  const open = new Map<string, number>();
  let all = 0;
  let mostAll = 0;
  let mostOfOne = 0;
  for (const { what } of notes) {
    const [move, label = ""] = what.split(" ");
    const delta = move === "in" ? 1 : -1;
    all += delta;
    open.set(label[0] ?? "", (open.get(label[0] ?? "") ?? 0) + delta);
    mostAll = Math.max(mostAll, all);
    mostOfOne = Math.max(mostOfOne, open.get(label[0] ?? "") ?? 0);
  }
  return { mostAll, mostOfOne };
}

const sendMany = async (name: string, rows: Record<string, unknown>[]) => {
  const key = randomUUID();
  await world.client.send(rows.map((data) => ({ name, data: { key, ...data } })));
  return key;
};
const counted = (key: string, count: number) =>
  until(
    () => world.whats(key),
    (whats) => whats.length >= count,
  );

describe.concurrent("[P13] [PL162] concurrency", () => {
  test("[P13] [PL162] a keyed limit serialises its key, other keys run beside it, and the second limit holds over all", async () => {
    const key = await sendMany(
      "f/keyed",
      ["a", "a", "b", "b", "c", "c", "d", "d"].map((t, n) => ({ t, n: String(n) })),
    );
    await counted(key, 16);
    const { mostAll, mostOfOne } = overlaps(world.seen(key));
    expect(mostOfOne).toBe(1);
    expect(mostAll).toBeGreaterThan(1);
    expect(mostAll).toBeLessThanOrEqual(3);
  });

  test("[P13] [PL162] a full key does not stand in front of another", async () => {
    const key = await sendMany("f/keyed", [
      ...Array.from({ length: 12 }, (_, n) => ({ t: `${"x"}`, n: String(n) })),
      { t: "y", n: "" },
    ]);
    await world.noted(key, "out y");
    const before = world.whats(key).slice(0, world.whats(key).indexOf("out y"));
    expect(before.filter((what) => what.startsWith("out x")).length).toBeLessThanOrEqual(4);
  });

  test("[P13] [PL162] a limit of the environment is shared between functions", async () => {
    const key = await sendMany("f/env", [{ t: "a" }, { t: "b" }]);
    await counted(key, 8);
    expect(overlaps(world.seen(key)).mostAll).toBe(1);
  });

  test("[P13] [PL162] priority reorders what waits, by seconds", async () => {
    const key = await sendMany("f/priority", [{ n: "first" }]);
    await world.noted(key, "in first");
    await world.client.send(["idle", "normal", "urgent"].map((n) => ({ name: "f/priority", data: { key, n } })));
    await world.noted(key, "out idle");
    expect(world.whats(key).filter((what) => what.startsWith("in"))).toEqual([
      "in first",
      "in urgent",
      "in normal",
      "in idle",
    ]);
  });
});

describe.concurrent("[P13] [PL162] flow control", () => {
  test("[P13] [PL162] throttle delays and loses nothing", async () => {
    const sentAt = Date.now();
    const key = await sendMany(
      "f/throttle",
      [1, 2, 3, 4].map((n) => ({ n: String(n) })),
    );
    await counted(key, 4);
    expect((world.seen(key).at(-1)?.at ?? 0) - sentAt).toBeGreaterThanOrEqual(1_400);
    expect(world.whats(key).toSorted()).toEqual(["ran 1", "ran 2", "ran 3", "ran 4"]);
  });

  test.runIf(isEmbedded)(
    "[P13] [PL162] [F40] a throttle holds for a backlog that fell due while nothing ran",
    async () => {
      await query(
        world.databaseUrl,
        `with runs as (
         insert into jobs.run (id, fn_id, status, events, created_at)
         select 'late-' || n, $1, 'queued', json_build_array(json_build_object('name', 'f/throttle', 'id', n::text, 'ts', 1,
                'data', json_build_object('key', 'backlog', 'n', n::text))), now() from generate_series(1, 4) n returning id)
       insert into jobs.queue (run_id, fn_id, step_id, state, run_at, rank_at, throttle_key, throttle_seconds, throttle_burst, is_reserved)
       select id, $1, 'step', 'later', now() - interval '1 hour', now(), 'backlog', 0.5, 1, true from runs`,
        [`${world.client.id}-throttle`],
      );
      await counted("backlog", 4);
      const times = world.seen("backlog").map(({ at }) => at);
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
    },
  );

  test("[P13] [PL162] a rate limit drops what is over it, per key", async () => {
    const key = await sendMany(
      "f/rate",
      [1, 2, 3, 4].map((n) => ({ n: String(n) })),
    );
    const other = await sendMany("f/rate", [{ n: "x" }]);
    await counted(key, 2);
    await world.noted(other, "ran x");
    await pause(300);
    expect(world.whats(key).toSorted()).toEqual(["ran 1", "ran 2"]);
  });

  test("[P13] [PL162] debounce runs the last event after quiet, and not later than its maximum", async () => {
    const key = randomUUID();
    const startedAt = Date.now();
    for (let n = 1; n <= 7; n++) {
      await world.client.send({ name: "f/debounce", data: { key, n: String(n) } });
      await pause(400);
    }
    await world.noted(key, "ran 7");
    const notes = world.seen(key);
    const firstAfterMs = (notes[0]?.at ?? 0) - startedAt;
    expect(firstAfterMs).toBeGreaterThanOrEqual(1_900);
    expect(firstAfterMs).toBeLessThan(2_000 + 350 * SLACK);
    expect(notes.length).toBeLessThan(5);
    expect(notes.at(-1)?.what).toBe("ran 7");
  });

  test("[P13] [PL162] a batch starts when it is full, and the rest after its time-out", async () => {
    const key = await sendMany(
      "f/batch",
      [1, 2, 3, 4].map((n) => ({ n: String(n) })),
    );
    await world.noted(key, "batch 123");
    expect(world.whats(key)).toEqual(["batch 123"]);
    await world.noted(key, "batch 4");
  });

  test("[P13] [PL162] a singleton skips while it is busy", async () => {
    const key = await sendMany("f/skip", [{ n: "1" }]);
    await world.noted(key, "start 1");
    await world.client.send({ name: "f/skip", data: { key, n: "2" } });
    await world.noted(key, "end 1");
    await pause(200);
    expect(world.whats(key)).toEqual(["start 1", "end 1"]);
  });

  test("[P13] [PL162] a singleton replaces what runs", async () => {
    const key = await sendMany("f/replace", [{ n: "1" }]);
    await world.noted(key, "start 1");
    await world.client.send({ name: "f/replace", data: { key, n: "2" } });
    await world.noted(key, "end 2");
    expect(world.whats(key)).toEqual(["start 1", "start 2", "end 2"]);
  });

  test("[P13] [PL162] idempotency starts one run per key", async () => {
    const order = randomUUID();
    const key = await sendMany("f/idempotent", [
      { order, n: "1" },
      { order, n: "2" },
      { order: `${order}-other`, n: "3" },
    ]);
    await counted(key, 2);
    await pause(200);
    expect(world.whats(key).toSorted()).toEqual(["ran 1", "ran 3"]);
  });

  test.runIf(isEmbedded)(
    "[P13] [PL162] a missing idempotency key is an error that reaches onFailure, not a key",
    async () => {
      const key = await sendMany("f/idempotent", [{ n: "1" }, { n: "2" }]);
      await counted(key, 2);
      expect(world.whats(key)).toEqual(Array(2).fill("refused: event.data.order is undefined"));
    },
  );

  test("[P13] [PL162] cancelOn ends the run it matches, by field or by expression, and no other", async () => {
    const [byMatch, byIf, kept] = [randomUUID(), randomUUID(), randomUUID()];
    await world.client.send([byMatch, byIf, kept].map((key) => ({ name: "f/cancellable", data: { key } })));
    for (const key of [byMatch, byIf, kept]) await world.noted(key, "start ");
    await world.client.send([
      { name: "f/cancel.match", data: { key: byMatch } },
      { name: "f/cancel.if", data: { key: byIf, sure: true } },
      { name: "f/cancel.if", data: { key: kept, sure: false } },
    ]);
    await world.noted(kept, "end ");
    await pause(300);
    expect(world.whats(byMatch)).toEqual(["start "]);
    expect(world.whats(byIf)).toEqual(["start "]);
  });

  test("[P13] [PL162] a run is cancelled when it starts or finishes too late", async () => {
    const finish = await sendMany("f/finish", [{}]);
    const start = await sendMany("f/start", [{ n: "1" }]);
    await world.noted(start, "in 1");
    await world.client.send({ name: "f/start", data: { key: start, n: "2" } });
    await world.noted(start, "out 1");
    await pause(600);
    expect(world.whats(finish)).toEqual(["start "]);
    expect(world.whats(start)).toEqual(["in 1", "out 1"]);
    if (!isEmbedded) return;
    expect((await world.runs("finish"))[0]).toMatchObject({ status: "cancelled", cancelReason: "finish time-out" });
    expect((await world.runs("start"))[0]).toMatchObject({ status: "cancelled", cancelReason: "start time-out" });
  });
});
