import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect } from "vitest";
import { seconds } from "@/lib/time";
import { sql } from "@/server/platform/db";
import { makeTenant, type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { openNumber } from "@/server/testing/talk";
import { verifyInvariants } from "../public";

const finalState = async (tenant: TestTenant): Promise<string> => {
  const rows = await sql<object>(tenant.job().read)`
    select m.provider_message_id as pmid, m.body, m.kind, m.status, m.sent_at as at, a.value as who
    from message m join conversation c on c.id = m.conversation_id
    join contact_alias a on a.contact_point_id = c.contact_point_id and a.kind = 'phone'
    order by a.value, m.sent_at, m.provider_message_id`;
  const threads = await sql<object>(tenant.job().read)`
    select a.value as who, c.preview, c.unread_count, c.last_message_at, c.window_expires_at, c.waiting_since, c.last_seq::int, c.mode
    from conversation c join contact_alias a on a.contact_point_id = c.contact_point_id and a.kind = 'phone' order by a.value`;
  return createHash("sha256")
    .update(JSON.stringify([rows, threads]))
    .digest("hex");
};

tenantTest(
  "[C23 F23] two hundred deliveries of one message, twenty-five at a time, store it once",
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    const json = number.message("hola", { id: "wamid.same" });
    // As many lanes as the inbox worker has, each delivering it again and again.
    const lane = async () => {
      const outcomes = [];
      for (let n = 0; n < 8; n += 1) outcomes.push(...(await number.deliver(json)));
      return outcomes;
    };
    const outcomes = (await Promise.all(Array.from({ length: 25 }, lane))).flat();
    expect(outcomes.filter((outcome) => outcome === "stored")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "duplicate")).toHaveLength(199);
    expect(await tenant.published("conversations/message.received")).toHaveLength(1);
    expect(await verifyInvariants(tenant.job())).toEqual([]);
  },
);

tenantTest("[C23] fifty concurrent first messages of one person make one conversation", async ({ tenant }) => {
  const number = await openNumber(tenant);
  await Promise.all(Array.from({ length: 50 }, (_, n) => number.deliver(number.message(`hola ${n}`))));
  const [count] = await sql<{ threads: number; messages: number; last: number }>(tenant.job().read)`
    select (select count(*)::int from conversation) as threads, (select count(*)::int from message) as messages,
      (select max(last_seq)::int from conversation) as last`;
  expect(count).toEqual({ threads: 1, messages: 50, last: 50 });
  expect(await verifyInvariants(tenant.job())).toEqual([]);
});

tenantTest(
  "[C130 F24] any order and repetition of the same facts ends in the same state",
  { timeout: 240_000 },
  async ({ tenant }) => {
    const start = tenant.clock.now();
    const people = ["584141234567", "5215512345678", "573001234567"];
    // Whole seconds apart: the provider's clock has no finer grain, and ties have no order to keep.
    const facts = people.flatMap((from, p) =>
      Array.from({ length: 6 }, (_, n) => ({ from, n, id: `wamid.${p}.${n}`, at: start - seconds(100 - p * 10 - n) })),
    );
    const order = fc.array(fc.nat(facts.length - 1), { minLength: facts.length * 2, maxLength: facts.length * 2 });
    const runs: string[] = [];
    const play = async (picks: readonly number[], isParallel: boolean) => {
      const own = await makeTenant();
      const number = await openNumber(own);
      const deliveries = [...picks, ...facts.keys()].map((index) => {
        const fact = facts[index % facts.length];
        if (!fact) throw new Error("no such fact");
        return number.message(`mensaje ${fact.n}`, { from: fact.from, id: fact.id, at: fact.at, name: fact.from });
      });
      if (isParallel) await Promise.all(deliveries.map((json) => number.deliver(json)));
      else for (const json of deliveries) await number.deliver(json);
      expect(await verifyInvariants(own.job())).toEqual([]);
      runs.push(await finalState(own));
    };
    await play([], false);
    await fc.assert(
      fc.asyncProperty(order, fc.boolean(), async (picks, isParallel) => {
        await play(picks, isParallel);
        expect(runs.at(-1)).toBe(runs[0]);
      }),
      { numRuns: 12 },
    );
  },
);
