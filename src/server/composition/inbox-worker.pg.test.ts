import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { beforeEach, expect } from "vitest";
import { verifyInvariants } from "@/server/modules/conversations/public";
import { controlReader, sql } from "@/server/platform/db";
import { routeProviderObject } from "@/server/platform/routing";
import { asAdmin } from "@/server/testing/cluster";
import { makeTenant, type TestTenant, tenantTest, testDatabase } from "@/server/testing/fixtures";
import { openNumber } from "@/server/testing/talk";
import { emptyInbox, inboxStates, postMeta, settle } from "@/server/testing/webhooks";
import { retryUnroutable, workInbox } from "./inbox-worker";

beforeEach(emptyInbox);

const messagesOf = (tenant: TestTenant) =>
  sql<{ body: string; id: string; seq: bigint }>(tenant.job().read)`
    select body, provider_message_id as id, seq from message order by conversation_id, seq`;
const bodies = async (tenant: TestTenant) => (await messagesOf(tenant)).map(({ body }) => body).sort();

/** One delivery that carries the changes of several envelopes, as the provider does when it batches. */
const together = (...envelopes: { entry: object[] }[]) => ({ entry: envelopes.flatMap(({ entry }) => entry) });

tenantTest(
  "[C20] [T50] one delivery for two businesses: each gets its own and nothing else",
  async ({ tenant, otherTenant }) => {
    const [ours, theirs] = [await openNumber(tenant), await openNumber(otherTenant)];
    await postMeta(together(ours.message("para A", { id: "wamid.1" }), theirs.message("para B", { id: "wamid.1" })));
    await settle();
    expect(await bodies(tenant)).toEqual(["para A"]);
    expect(await bodies(otherTenant)).toEqual(["para B"]);
    const rows = await sql<{ tenantId: string }>(controlReader())`
    select tenant_id as "tenantId" from control.provider_item order by ordinal`;
    expect(rows.map(({ tenantId }) => tenantId)).toEqual([tenant.info.id, otherTenant.info.id]);
  },
);

tenantTest(
  "[C21] [C146] an unknown number waits until somebody owns it; another app's number never arrives",
  async ({ tenant }) => {
    const known = await openNumber(tenant);
    const json = known.message("al número nuevo");
    const unknown = JSON.parse(JSON.stringify(json).replaceAll(known.externalId, "999000111"));
    await postMeta(unknown);
    await settle();
    expect((await inboxStates()).items).toEqual({ unroutable: 1 });
    expect(await retryUnroutable()).toBe(0);

    await routeProviderObject("meta", "999000111", tenant.info.id, known.channelId, "an-app-of-their-own");
    expect(await retryUnroutable()).toBe(0);
    await postMeta(JSON.parse(JSON.stringify(unknown).replace("al número", "otra vez al número")));
    await settle();
    expect((await inboxStates()).items).toEqual({ unroutable: 2 });
    expect(await bodies(tenant)).toEqual([]);

    await sql.execute(controlReader())`
    update control.provider_route set app_key = 'meta-platform' where external_id = '999000111'`;
    expect(await retryUnroutable()).toBe(2);
    await settle();
    expect((await inboxStates()).items).toEqual({ done: 2 });
    expect(await bodies(tenant)).toContain("al número nuevo");
  },
);

tenantTest("[F25] [C147] poison does not hold its neighbours, nor its person's next message", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const odd = (item: unknown) => {
    const json = number.message("x");
    Object.assign(json.entry[0]?.changes[0]?.value ?? {}, { messages: [item] });
    return json;
  };
  const from = "584141234567";
  const deep = `${'{"d":'.repeat(9_000)}1${"}".repeat(9_000)}`;
  const crafted = [
    { from, id: 7, timestamp: "x", type: "text" },
    { from, id: "wamid.nul", timestamp: "1763640000", type: "text", text: { body: "con \u0000 nulo" } },
    { from, id: "wamid.half", timestamp: "1763640000", type: "text", text: { body: "medio \ud83d emoji" } },
    { from: "5".repeat(9_000), id: "wamid.long", timestamp: "1763640000", type: "text", text: { body: "largo" } },
    { from, id: "wamid.1970", timestamp: "0", type: "text", text: { body: "de 1970" } },
    { from, id: "wamid.neg", timestamp: "-99999999999999999999", type: "text", text: { body: "antes" } },
    { from, id: "x".repeat(9_000), timestamp: "1763640000", type: "text", text: { body: "id enorme" } },
    null,
    "text",
    [],
    JSON.parse('{"__proto__":{"from":"1"},"from":"584141234567"}'),
    { from, id: "wamid.key\u0000", timestamp: "1763640000", type: "text", "llave\u0000": 1 },
    { from, id: "wamid.deep", timestamp: "1763640000", type: "text", text: { body: "hondo" }, deep: "DEEP" },
  ];
  const before = number.message("antes", { from });
  const after = number.message("después", { from });
  await postMeta(before);
  for (const item of crafted) await postMeta(JSON.stringify(odd(item)).replace('"DEEP"', deep));
  await postMeta(together(odd(crafted[0]), number.message("en el mismo envío", { from })));
  await postMeta(after);
  await settle();
  const stored = await bodies(tenant);
  for (const body of ["antes", "después", "en el mismo envío", "medio \ufffd emoji", "con  nulo"])
    expect(stored).toContain(body);
  const { envelopes, items } = await inboxStates();
  expect(envelopes.pending).toBeUndefined();
  expect(items.pending).toBeUndefined();
  expect(items.poison).toBeGreaterThan(0);
  expect(await verifyInvariants(tenant.job())).toEqual([]);
});

tenantTest(
  "[C22] what one person writes keeps its order, whoever works and however it is cut up",
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    const people = Array.from({ length: 5 }, (_, n) => `58414123450${n}`);
    for (let n = 0; n < 12; n += 1) {
      await postMeta(
        together(...people.map((from) => number.message(`${from}:${String(n).padStart(2, "0")}`, { from }))),
      );
      if (n % 3 === 0) void workInbox();
    }
    await settle();
    const rows = await messagesOf(tenant);
    expect(rows).toHaveLength(60);
    for (const person of people) {
      const own = rows.map(({ body }) => body).filter((body) => body.startsWith(person));
      expect(own).toEqual(own.toSorted());
    }
  },
);

tenantTest("[C22] a status before its message is kept, and neither is lost", async ({ tenant }) => {
  const number = await openNumber(tenant);
  await postMeta(number.status("wamid.later", "delivered"));
  await postMeta(number.message("hola"));
  await settle();
  expect((await inboxStates()).items).toEqual({ done: 2 });
  expect(await bodies(tenant)).toEqual(["hola"]);
});

tenantTest(
  "[C130] [F24] any order and repetition of 240 facts ends in the same state",
  { timeout: 180_000 },
  async ({ tenant }) => {
    const start = tenant.clock.now();
    const people = Array.from({ length: 8 }, (_, n) => `5841412345${n}0`);
    const facts = Array.from({ length: 240 }, (_, n) => ({
      from: people[n % people.length] ?? "",
      id: `wamid.${n}`,
      text: `hecho ${n}`,
      at: start - 1_000_000 + n * 1_000,
    }));
    const play = async (order: readonly number[], perEnvelope: number) => {
      await emptyInbox();
      const own = await makeTenant();
      const number = await openNumber(own);
      own.clock.set(start);
      const envelopes = order.flatMap((index) => {
        const fact = facts[index];
        return fact ? [number.message(fact.text, fact)] : [];
      });
      const posts: Promise<unknown>[] = [];
      for (let at = 0; at < envelopes.length; at += perEnvelope) {
        posts.push(postMeta(together(...envelopes.slice(at, at + perEnvelope))));
        if (posts.length % 10 === 0) void workInbox();
      }
      await Promise.all(posts);
      await settle();
      expect((await inboxStates()).items.poison ?? 0).toBe(0);
      expect(await verifyInvariants(own.job())).toEqual([]);
      return sql<object>(own.job().read)`
      select a.value as who, c.preview, c.unread_count as unread, c.last_message_at as last, c.window_expires_at as "window",
        c.last_seq::int as seq, c.mode,
        (select json_agg(json_build_array(m.provider_message_id, m.body, m.status, m.sent_at) order by m.sent_at, m.provider_message_id)
           from message m where m.conversation_id = c.id) as said
      from conversation c join contact_alias a on a.contact_point_id = c.contact_point_id and a.kind = 'wa_id' order by a.value`;
    };
    const inOrder = facts.map((_, n) => n);
    const model = await play(inOrder, 4);
    expect(model).toHaveLength(people.length);
    const shuffled = fc.tuple(
      fc.shuffledSubarray(inOrder, { minLength: inOrder.length, maxLength: inOrder.length }),
      fc.array(fc.nat(facts.length - 1), { minLength: 60, maxLength: 60 }),
      fc.integer({ min: 1, max: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([order, repeats, size]) => {
        expect(await play([...order, ...repeats], size)).toEqual(model);
      }),
      { numRuns: 2 },
    );
  },
);

tenantTest("[F7] backends that go away cost time and nothing else", { timeout: 60_000 }, async ({ tenant }) => {
  const number = await openNumber(tenant);
  const surprises: unknown[] = [];
  const heard = (error: unknown) => surprises.push(error);
  process.on("unhandledRejection", heard);
  try {
    const { adminUrl } = testDatabase();
    let acknowledged = 0;
    for (let n = 0; n < 60; n += 1) {
      const json = number.message(`aviso ${n}`, { id: `wamid.f7.${n}`, from: `5841400000${10 + (n % 5)}` });
      let status = 0;
      for (let attempt = 0; status !== 200 && attempt < 20; attempt += 1) {
        status = (await postMeta(json)).status;
        expect([200, 503]).toContain(status);
      }
      if (status === 200) acknowledged += 1;
      void workInbox();
      if (n % 10 === 5)
        await asAdmin(adminUrl, (admin) =>
          admin.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
          ),
        );
    }
    expect(acknowledged).toBe(60);
    // A lease of an item whose connection died runs out by itself; the test does not wait for the clock.
    await sql.execute(controlReader())`update control.provider_item set next_at = now() where state = 'pending'`;
    const until = performance.now() + 25_000;
    while ((await bodies(tenant)).length < 60 && performance.now() < until) {
      await workInbox();
      await wait(200);
    }
    expect(await bodies(tenant)).toHaveLength(60);
    expect((await inboxStates()).items.poison).toBeUndefined();
    expect(await verifyInvariants(tenant.job())).toEqual([]);
    expect(surprises).toEqual([]);
  } finally {
    process.off("unhandledRejection", heard);
  }
});
