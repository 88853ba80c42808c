import { describe, expect, test } from "vitest";
import { LIMITS } from "./protocol";
import { isEmbedded, keyIn, until, useWorld } from "./testing/world";

const MB = 1024 * 1024;

const world = useWorld((client, seen) => {
  const failing = (id: string) => ({
    id,
    retries: 0 as const,
    triggers: [{ event: `l/${id}` }],
    onFailure: ({ event, error }: { event: unknown; error: Error }) => {
      const { data } = event as { data: { event: { data: unknown } } };
      seen.note(keyIn(data.event), `failed: ${error.message}`);
    },
  });
  return [
    client.createFunction(failing("output"), async ({ step }) => {
      await step.run("large", () => "x".repeat(4 * MB + 1));
    }),
    client.createFunction(failing("state"), async ({ step }) => {
      for (let n = 0; n < 12; n++) await step.run(`part-${n}`, () => "x".repeat(3 * MB));
    }),
    client.createFunction(failing("steps"), async ({ step }) => {
      const steps = Array.from({ length: LIMITS.stepsPerRun + 1 }, (_, n) => step.sleep(`step-${n}`, "1h"));
      await Promise.all(steps);
    }),
    client.createFunction(failing("sleep"), async ({ step }) => {
      await step.sleep("for ever", "400d");
    }),
    client.createFunction(failing("result"), async () => "x".repeat(4 * MB + 1)),
    client.createFunction({ id: "fits", triggers: [{ event: "l/fits" }] }, async ({ event, step }) => {
      const part = await step.run("part", () => "x".repeat(4 * MB - 100));
      seen.note(keyIn(event), `fits ${part.length}`);
    }),
  ];
});

const failure = async (key: string) => {
  const whats = await until(
    () => world.whats(key),
    (all) => all.some((what) => what.startsWith("failed")),
    25_000,
  );
  return whats.find((what) => what.startsWith("failed"));
};

describe.runIf(isEmbedded)("[P13] [PL163] limits of the cloud", () => {
  test.each([
    ["output", /step "large" of \d+ bytes is over/],
    ["result", /function output of \d+ bytes is over/],
    ["state", /run state of \d+ bytes is over/],
    ["steps", /more than 1000 steps/],
    ["sleep", /more than one year/],
  ])("[P13] [PL163] a run over the limit of %s fails, and says which", async (id, message) => {
    expect(await failure(await world.send(`l/${id}`))).toMatch(message);
  });

  test("[P13] [PL163] what is just under the limit passes", async () => {
    await world.noted(await world.send("l/fits"), `fits ${4 * MB - 100}`);
  });

  test("[P13] [PL163] events over 256 kB, too many at once, or with reserved names are refused whole", async () => {
    const post = async (body: unknown) => {
      const response = await fetch(`${world.executorUrl}/e/k`, { method: "POST", body: JSON.stringify(body) });
      return response.status;
    };
    const event = (bytes: number) => ({ name: "l/none", data: { text: "x".repeat(bytes) } });
    expect(await post(event(LIMITS.eventBytes - 200))).toBe(200);
    expect(await post(event(LIMITS.eventBytes))).toBe(413);
    expect(await post(Array.from({ length: LIMITS.eventsPerRequest + 1 }, () => event(1)))).toBe(413);
    expect(await post({ name: "inngest/function.failed", data: {} })).toBe(400);
    expect(await post({ data: {} })).toBe(400);
  });
});
