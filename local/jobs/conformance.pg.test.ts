import { Inngest, NonRetriableError, RetryAfterError, StepError } from "inngest";
import { serve } from "inngest/node";
import { describe, expect, test } from "vitest";
import { startJobExecutor } from "./executor";
import { signature } from "./protocol";
import { createDatabase, isEmbedded, keyIn, silentLogger, startApp, until, useWorld } from "./testing/world";

const world = useWorld((client, seen) => [
  client.createFunction({ id: "steps", triggers: [{ event: "c/steps" }] }, async ({ event, step }) => {
    const note = <T>(what: string, value?: T) => {
      seen.note(keyIn(event), what);
      return value;
    };
    const one = await step.run("one", () => note("one", { n: 1 }));
    const sum = [];
    for (const n of [1, 2, 3]) sum.push(await step.run("again", () => note(`again ${n}`, n)));
    const sides = await Promise.all([
      step.run("left", () => note("left", "L")),
      step.run("right", () => note("right", "R")),
      Promise.resolve().then(async () => {
        const first = await step.run("chain", () => note("chain 1", 1));
        return step.run("chain-2", () => note("chain 2", (first ?? 0) + 1));
      }),
    ]);
    const nothing = await step.run("nothing", () => undefined);
    note(`done ${JSON.stringify([one, sum, sides, nothing])}`);
    return { one };
  }),
  client.createFunction(
    { id: "flaky", retries: 3, triggers: [{ event: "c/flaky" }] },
    async ({ event, step, attempt }) => {
      const note = (what: string) => seen.note(keyIn(event), what);
      await step.run("before", () => note("before"));
      await step.run("flaky", () => {
        note(`try ${attempt}`);
        if (attempt < 2) throw new Error("not yet");
      });
      note(`done at attempt ${attempt}`);
    },
  ),
  client.createFunction(
    { id: "retry-after", retries: 1, triggers: [{ event: "c/retry-after" }] },
    async ({ event, attempt }) => {
      seen.note(keyIn(event), `try ${attempt}`);
      if (attempt === 0) throw new RetryAfterError("busy", "1s");
    },
  ),
  client.createFunction(
    {
      id: "hopeless",
      retries: 1,
      triggers: [{ event: "c/hopeless" }],
      onFailure: ({ event, error }: { event: unknown; error: Error }) => {
        const { data } = event as {
          data: { function_id: string; run_id: string; event: { data: unknown } };
        };
        seen.note(
          keyIn(data.event),
          `failure: ${error.message}, run ${data.run_id.length}, ${data.function_id.endsWith("-hopeless")}`,
        );
      },
    },
    async ({ event, attempt }) => {
      seen.note(keyIn(event), `try ${attempt}`);
      throw new Error("no hope");
    },
  ),
  client.createFunction({ id: "final", retries: 3, triggers: [{ event: "c/final" }] }, async ({ event, step }) => {
    const note = (what: string) => seen.note(keyIn(event), what);
    try {
      await step.run("refused", () => {
        note("refused");
        throw new NonRetriableError("never");
      });
    } catch (error) {
      note(`caught ${error instanceof StepError} ${(error as Error).message}`);
    }
    await step.run("after", () => note("after"));
    throw new NonRetriableError("the end");
  }),
  client.createFunction(
    {
      id: "listener",
      // Without the filter it would listen to its own end, for ever.
      triggers: ["failed", "finished", "cancelled"].map((end) => ({
        event: `inngest/function.${end}`,
        if: ["steps", "final", "slow"].map((id) => `event.data.function_id.endsWith('-${id}')`).join(" || "),
      })),
    },
    async ({ event }) => {
      seen.note(keyIn((event.data as unknown as { event: { data: unknown } }).event), event.name);
    },
  ),
  client.createFunction({ id: "race", triggers: [{ event: "c/race" }] }, async ({ event, step, group }) => {
    const winner = await group.parallel({ mode: "race" }, () =>
      Promise.race([step.run("quick", () => "quick"), step.sleep("slow", "30s").then(() => "slow")]),
    );
    await step.run("after", () => seen.note(keyIn(event), `winner ${winner}`));
  }),
  client.createFunction({ id: "slow", triggers: [{ event: "c/slow" }] }, async ({ event, step }) => {
    await step.sleep("long", "1h");
    seen.note(keyIn(event), "woke");
  }),
]);

describe("[P13] [PL157] steps", () => {
  test("[P13] [PL157] each step runs once, parallel branches join, repeated ids are told apart, undefined becomes null", async () => {
    const key = await world.send("c/steps");
    await world.noted(key, 'done [{"n":1},[1,2,3],["L","R",2],null]');
    const whats = world.whats(key).filter((what) => !what.startsWith("done") && !what.startsWith("inngest"));
    expect(whats.toSorted()).toEqual(["again 1", "again 2", "again 3", "chain 1", "chain 2", "left", "one", "right"]);
  });

  test("[P13] [PL157] a race goes on with its winner", async () => {
    await world.noted(await world.send("c/race"), "winner quick");
  });
});

describe("[P13] [PL159] retries and failure", () => {
  test("[P13] [PL159] a step is retried alone, and its attempts start again at zero for the next step", async () => {
    const key = await world.send("c/flaky");
    await world.noted(key, "done at attempt 0");
    expect(world.whats(key)).toEqual(["before", "try 0", "try 1", "try 2", "done at attempt 0"]);
  });

  test("[P13] [PL159] Retry-After decides when the next try is", async () => {
    const key = await world.send("c/retry-after");
    await world.noted(key, "try 1");
    const [first, second] = world.seen(key);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(900);
  });

  test("[P13] [PL159] spent attempts call onFailure with the event, the run and the error", async () => {
    const key = await world.send("c/hopeless");
    await world.noted(key, "failure: no hope, run 26, true");
    expect(world.whats(key).filter((what) => what.startsWith("try"))).toEqual(["try 0", "try 1"]);
  });

  test("[P13] [PL159] a refused step is not retried and may be caught; the run then fails and says so", async () => {
    const key = await world.send("c/final");
    await world.noted(key, "inngest/function.failed");
    await world.noted(key, "inngest/function.finished");
    const own = world.whats(key).filter((what) => !what.startsWith("inngest"));
    // The code between steps runs again with every step; what is inside a step does not.
    expect(own).toEqual(["refused", "caught true never", "after", "caught true never"]);
  });

  test("[P13] [PL159] a completed run announces that it finished", async () => {
    const key = await world.send("c/steps");
    await world.noted(key, "inngest/function.finished");
    expect(world.whats(key)).not.toContain("inngest/function.failed");
  });
});

describe.runIf(isEmbedded)("[P13] [PL155] [PL223] runs", () => {
  test("[P13] [PL155] [PL223] a waiting run is cancelled by a person, announces it, and cannot be cancelled twice", async () => {
    const key = await world.send("c/slow");
    const [run] = await until(
      () => world.runs("slow"),
      (runs) => runs[0]?.status === "waiting",
    );
    expect(await world.api(`/runs/${run?.id}/cancel`, {})).toEqual({ cancelled: true });
    await world.noted(key, "inngest/function.cancelled");
    expect(await world.api(`/runs/${run?.id}/cancel`, {})).toEqual({ cancelled: false });
    expect(world.whats(key)).not.toContain("woke");
  });

  test("[P13] [PL155] [PL222] a failed run shows its steps, error and input, and a replay is a new run of the same input", async () => {
    const key = await world.send("c/final");
    await world.noted(key, "inngest/function.finished");
    const [failed] = await world.runs("final");
    type Detail = {
      status: string;
      events: { data: { key: string } }[];
      steps: { name: string; state: { type: string } }[];
      error: { message: string };
    };
    const detail = await world.api<Detail>(`/runs/${failed?.id}`);
    expect(detail.steps.map(({ name, state }) => [name, state.type])).toEqual([
      ["refused", "error"],
      ["after", "data"],
    ]);
    expect(detail.events[0]?.data.key).toBe(key);
    expect(detail.error.message).toBe("the end");
    const { runId } = await world.api<{ runId: string }>(`/runs/${failed?.id}/replay`, {});
    await until(
      () => world.whats(key).filter((what) => what === "after").length,
      (times) => times === 2,
    );
    const replayed = (await world.runs("final")).find(({ id }) => id === runId);
    expect(replayed?.replayOf).toBe(failed?.id);
  });
});

describe.runIf(isEmbedded)("[P13] [PL156] registration and signature", () => {
  const KEY = `signkey-test-${"ab".repeat(32)}`;
  const OLD_KEY = `signkey-test-${"cd".repeat(32)}`;

  async function cloudWorld(
    executorKeys: { signingKey: string; signingKeyFallback?: string },
    appKeys: { signingKey: string; signingKeyFallback?: string },
  ) {
    const database = await createDatabase();
    const app = await startApp();
    const executor = await startJobExecutor({ databaseUrl: database.url, port: 0, appUrl: app.url, ...executorKeys });
    const client = new Inngest({
      id: "cloud",
      isDev: false,
      baseUrl: executor.url,
      eventKey: "k",
      logger: silentLogger,
      ...appKeys,
    });
    let ran = 0;
    const fn = client.createFunction({ id: "signed", triggers: [{ event: "s/go" }] }, async ({ step }) => {
      await step.run("café ✓", () => ++ran);
    });
    app.use(serve({ client, functions: [fn] }));
    const stop = async () => {
      await executor.stop();
      await app.stop();
      await database.drop();
    };
    const functions = async () =>
      ((await (await fetch(`${executor.url}/dev`)).json()) as { functions: unknown[] }).functions.length;
    return { client, app, executor, functions, stop, ran: () => ran };
  }

  test("[P13] [PL156] calls are signed over canonical JSON; unsigned, tampered and stale ones get 401", async () => {
    const cloud = await cloudWorld({ signingKey: KEY }, { signingKey: KEY });
    try {
      await until(cloud.functions, (count) => count === 1);
      await cloud.client.send({ name: "s/go", data: { z: 1, a: "ñ", nested: { b: [1.5, null], a: "é" } } });
      await until(cloud.ran, (ran) => ran === 1);
      const body = JSON.stringify({ ctx: {}, event: { data: {}, name: "s/go" }, events: [], steps: {}, version: -1 });
      const call = (sig?: string) =>
        fetch(`${cloud.app.url}/api/inngest?fnId=cloud-signed&stepId=step`, {
          method: "POST",
          body,
          headers: sig ? { "x-inngest-signature": sig } : {},
        });
      const stale = signature(KEY, body, new Date(Date.now() - 3_600_000));
      const tampered = signature(KEY, `${body} `, new Date());
      const wrong = signature(OLD_KEY, body, new Date());
      for (const sig of [undefined, stale, tampered, wrong]) expect((await call(sig)).status).toBe(401);
      expect((await call(signature(KEY, body, new Date()))).status).not.toBe(401);
      expect(cloud.ran()).toBeLessThanOrEqual(2);
    } finally {
      await cloud.stop();
    }
  });

  test("[P13] [PL156] an app with another key cannot register functions", async () => {
    const cloud = await cloudWorld({ signingKey: KEY }, { signingKey: OLD_KEY });
    try {
      const put = await fetch(`${cloud.app.url}/api/inngest`, { method: "PUT" });
      expect(put.status).not.toBe(200);
      expect(await cloud.functions()).toBe(0);
    } finally {
      await cloud.stop();
    }
  });

  test("[P13] [PL156] during a rotation either side may hold the new key first", async () => {
    for (const [executorKeys, appKeys] of [
      [{ signingKey: KEY, signingKeyFallback: OLD_KEY }, { signingKey: OLD_KEY }],
      [{ signingKey: OLD_KEY }, { signingKey: KEY, signingKeyFallback: OLD_KEY }],
    ] as const) {
      const cloud = await cloudWorld(executorKeys, appKeys);
      try {
        await until(cloud.functions, (count) => count === 1);
        await cloud.client.send({ name: "s/go", data: {} });
        await until(cloud.ran, (ran) => ran === 1);
      } finally {
        await cloud.stop();
      }
    }
  });

  test("[P13] [PL156] an app that comes up late, or comes back with other functions, is registered without a hand", async () => {
    const database = await createDatabase();
    const app = await startApp();
    const executor = await startJobExecutor({ databaseUrl: database.url, port: 0, appUrl: app.url });
    const client = new Inngest({ id: "late", isDev: true, baseUrl: executor.url, logger: silentLogger });
    const names = async () =>
      ((await (await fetch(`${executor.url}/dev`)).json()) as { functions: { id: string }[] }).functions.map(
        ({ id }) => id,
      );
    const make = (id: string) => client.createFunction({ id, triggers: [{ event: "l/go" }] }, async () => {});
    try {
      expect(await names()).toEqual([]);
      app.use(serve({ client, functions: [make("first")] }));
      await until(names, (ids) => ids.join() === "late-first");
      app.use(serve({ client, functions: [make("second")] }));
      await until(names, (ids) => ids.join() === "late-second", 10_000);
    } finally {
      await executor.stop();
      await app.stop();
      await database.drop();
    }
  });
});
