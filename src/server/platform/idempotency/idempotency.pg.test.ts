import { expect } from "vitest";
import type { ServiceContext } from "@/server/platform/context";
import { publish } from "@/server/platform/outbox";
import { thingHappened } from "@/server/testing/feed";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { bodyHash, withIdempotency } from ".";

interface Request {
  key?: string;
  n: number;
  route?: string;
  fails?: boolean;
}

/** A use case with one effect that can be counted, and an answer that differs each time it really runs. */
const act = (ctx: ServiceContext, { key, n, route = "test.act", fails = false }: Request) =>
  ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route, key, input: { n, text: "ñ" } }, async () => {
      await publish(tx, ctx, thingHappened, { n, branchId: null });
      if (fails) throw new Error("broke down after its effect");
      return { id: ctx.ids.next<string>(), n };
    }),
  );
const effects = async (tenant: TestTenant) => (await tenant.published("test/thing.happened")).length;

tenantTest("[G10] [T56] the same key and body get the first answer, and one effect", async ({ tenant }) => {
  const owner = tenant.as("owner");
  const first = await act(owner, { key: "intent-1", n: 1 });
  expect(await act(owner, { key: "intent-1", n: 1 })).toEqual(first);
  expect(await effects(tenant)).toBe(1);
  expect((await act(owner, { n: 1 })).id).not.toBe(first.id);
  expect((await act(owner, { n: 1 })).id).not.toBe(first.id);
  expect(await effects(tenant)).toBe(3);
});

tenantTest("[G10] [T56] another body under the same key is refused and changes nothing", async ({ tenant }) => {
  const owner = tenant.as("owner");
  await act(owner, { key: "intent-1", n: 1 });
  await expect(act(owner, { key: "intent-1", n: 2 })).rejects.toMatchObject({
    code: "idempotency_key_reused",
    http: 422,
  });
  expect(await effects(tenant)).toBe(1);
});

tenantTest("[G10] [F48] five at once are one effect and one answer", async ({ tenant }) => {
  const owner = tenant.as("owner");
  for (let round = 0; round < 5; round += 1) {
    const answers = await Promise.all(Array.from({ length: 5 }, () => act(owner, { key: `round-${round}`, n: round })));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  }
  expect(await effects(tenant)).toBe(5);
});

tenantTest("[T56] a key belongs to its business, its person and its route", async ({ tenant, otherTenant }) => {
  const key = "the-same-key";
  const answers = [
    await act(tenant.as("owner"), { key, n: 1 }),
    await act(tenant.as("seller"), { key, n: 1 }),
    await act(tenant.as("owner"), { key, n: 1, route: "test.other" }),
    await act(otherTenant.as("owner"), { key, n: 1 }),
    await act(tenant.job(), { key, n: 2 }),
  ];
  expect(new Set(answers.map(({ id }) => id)).size).toBe(answers.length);
  expect(await effects(tenant)).toBe(4);
  expect(await effects(otherTenant)).toBe(1);
});

tenantTest("[G10] what failed leaves no key behind: the next try runs", async ({ tenant }) => {
  const owner = tenant.as("owner");
  await expect(act(owner, { key: "intent-1", n: 1, fails: true })).rejects.toThrow("broke down");
  expect(await effects(tenant)).toBe(0);
  const [first, second] = await Promise.allSettled([
    act(owner, { key: "intent-1", n: 1, fails: true }),
    act(owner, { key: "intent-1", n: 1 }),
  ]);
  expect(first.status === "rejected" || second.status === "fulfilled").toBe(true);
  expect(await act(owner, { key: "intent-1", n: 1 })).toMatchObject({ n: 1 });
  expect(await effects(tenant)).toBe(1);
});

tenantTest("[T56] the hash of a body ignores the order of its names and nothing else", () => {
  expect(bodyHash({ a: 1, b: [{ c: 1n, d: null }] })).toBe(bodyHash({ b: [{ d: null, c: 1n }], a: 1 }));
  const bodies = [
    { a: 1 },
    { a: "1" },
    { a: [1] },
    { a: null },
    {},
    { b: 1 },
    { a: [1, 2] },
    { a: [2, 1] },
    { a: { 0: 1 } },
  ];
  expect(new Set(bodies.map(bodyHash)).size).toBe(bodies.length);
});
