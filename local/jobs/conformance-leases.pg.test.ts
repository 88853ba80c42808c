import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isEmbedded, keyIn, pause, query, until, useWorld } from "./testing/world";

/** Longer than a lease: only the heartbeat keeps it. */
const LONG_MS = 6_000;

const world = useWorld((client, seen) => [
  client.createFunction({ id: "long", retries: 0, triggers: [{ event: "s/long" }] }, async ({ event, step }) => {
    const ms = Number((event.data as unknown as { ms: number }).ms);
    await step.run("long", async () => {
      seen.note(keyIn(event), "in");
      await pause(ms);
      seen.note(keyIn(event), "out");
    });
    seen.note(keyIn(event), "done");
  }),
]);

/** The SDK names a step by the SHA-1 of its id. */
const LONG_STEP_ID = createHash("sha1").update("long").digest("hex");

const stateOf = async (key: string) => {
  const [run] = await query<{ id: string; status: string }>(
    world.databaseUrl,
    "select id, status from jobs.run where events::text like '%' || $1 || '%'",
    [key],
  );
  return run;
};
const count = (key: string, what: string) => world.whats(key).filter((each) => each === what).length;

describe.concurrent("[P13] [PL158] leases", () => {
  test("[P13] [PL158] a step that lasts longer than the lease runs once", async () => {
    const key = await world.send("s/long", { ms: LONG_MS });
    await world.noted(key, "done", LONG_MS + 5_000);
    expect(count(key, "in")).toBe(1);
  });

  test.runIf(isEmbedded)("[P13] [PL158] an answer that comes after the lease was lost is dropped", async () => {
    const key = await world.send("s/long", { ms: 900 });
    await world.noted(key, "in");
    const run = await stateOf(key);
    await query(
      world.databaseUrl,
      `update jobs.queue set calls = calls + 1, lease_owner = 'another', lease_until = clock_timestamp() + interval '1 second' where run_id = $1`,
      [run?.id],
    );
    await until(
      () => count(key, "in"),
      (times) => times === 2,
    );
    await world.noted(key, "done");
    expect(count(key, "done")).toBe(1);
  });

  test.runIf(isEmbedded)(
    "[P13] [PL223] a step in flight when its run is cancelled ends, and its result is dropped",
    async () => {
      const key = await world.send("s/long", { ms: 400 });
      await world.noted(key, "in");
      const run = await stateOf(key);
      expect(await world.api(`/runs/${run?.id}/cancel`, {})).toEqual({ cancelled: true });
      await world.noted(key, "out");
      await pause(300);
      expect((await stateOf(key))?.status).toBe("cancelled");
      expect(world.whats(key)).toEqual(["in", "out"]);
    },
  );

  test.runIf(isEmbedded)(
    "[P13] [PL157] a settled step keeps its first result, whatever a late answer says",
    async () => {
      const key = await world.send("s/long", { ms: 300 });
      await world.noted(key, "in");
      const run = await stateOf(key);
      // As if the answer of an earlier call had just been stored by somebody else.
      await query(
        world.databaseUrl,
        `insert into jobs.step (run_id, id, op, name, state, done_at_seq, started_at, ended_at)
       values ($1, $2, 'StepRun', 'long', '{"type":"data","data":"first"}', nextval('jobs.done_seq'), now(), now())`,
        [run?.id, LONG_STEP_ID],
      );
      await world.noted(key, "done");
      const [step] = await query<{ state: { data: string } }>(
        world.databaseUrl,
        "select state from jobs.step where run_id = $1 and id = $2",
        [run?.id, LONG_STEP_ID],
      );
      expect(step?.state.data).toBe("first");
    },
  );
});
