import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import { limits } from "@/lib/limits";
import { createApp } from "@/server/http/app";
import { controlReader, sql } from "@/server/platform/db";
import { relayTenant } from "@/server/platform/relay";
import { asAdmin } from "@/server/testing/cluster";
import { happen, happenAndRelay, openFeed, ready, take } from "@/server/testing/feed";
import { type TestTenant, tenantTest, testDatabase } from "@/server/testing/fixtures";
import { cookieOf, jobs } from "@/server/testing/http";

const app = createApp({ jobs });
const open = (cookie: string, lastEventId?: string) => openFeed(app.fetch, cookie, lastEventId);
const numbers = (frames: Awaited<ReturnType<typeof take>>) => frames.map(({ data }) => data.payload?.n);

async function atFirstBranchOnly(tenant: TestTenant): Promise<string> {
  const { id } = tenant.members.seller;
  await tenant.job().transaction(
    (tx) => sql.execute(tx)`
      update member set all_branches = false, branch_ids = ${[tenant.branches[0].id]}::text[] where id = ${id}`,
  );
  return cookieOf(tenant, "seller");
}

tenantTest("[G35] events come with their number, in order, to whoever is listening", async ({ tenant }) => {
  const feed = await open(await cookieOf(tenant));
  expect(feed.answer.headers.get("content-type")).toBe("text/event-stream");
  expect(feed.answer.headers.get("x-content-type-options")).toBe("nosniff");
  const from = Number((await ready(feed)).id);
  for (let n = 1; n <= 5; n += 1) await happenAndRelay(tenant, n);
  const frames = await take(feed, 5);
  expect(numbers(frames)).toEqual([1, 2, 3, 4, 5]);
  expect(frames.map(({ id }) => Number(id))).toEqual([1, 2, 3, 4, 5].map((n) => from + n));
  await feed.cut();
});

tenantTest(
  "[G35] [C135] with every third frame a cut, nothing is missed and nothing comes twice",
  { timeout: 60_000 },
  async ({ tenant }) => {
    const total = 120;
    const cookie = await cookieOf(tenant);
    const client = async (seed: number) => {
      const heard: (number | undefined)[] = [];
      let feed = await open(cookie);
      let last = (await ready(feed)).id;
      let cuts = 0;
      started.push(seed);
      while (heard.length < total) {
        const [frame] = await take(feed, 1);
        if (frame) {
          heard.push(frame.data.payload?.n);
          last = frame.id;
        }
        if (!frame || (heard.length * 7 + seed) % 10 < 3) {
          await feed.cut();
          cuts += 1;
          feed = await open(cookie, last);
        }
      }
      await feed.cut();
      return { heard, cuts };
    };
    const started: number[] = [];
    const clients = Promise.all([0, 1, 2, 3].map(client));
    while (started.length < 4) await wait(10);
    for (let n = 1; n <= total; n += 1) {
      await happen(tenant, n);
      if (n % 3 !== 0) void relayTenant(tenant.info);
      tenant.clock.advance(1);
    }
    await relayTenant(tenant.info);
    const inOrder = Array.from({ length: total }, (_, n) => n + 1);
    for (const { heard, cuts } of await clients) {
      expect(heard).toEqual(inOrder);
      expect(cuts).toBeGreaterThan(20);
    }
  },
);

tenantTest("[G35] a commit while the stream is being opened is not lost between the two", async ({ tenant }) => {
  const cookie = await cookieOf(tenant);
  for (let round = 0; round < 15; round += 1) {
    const opening = open(cookie);
    const publishing = happenAndRelay(tenant, round);
    const feed = await opening;
    const at = BigInt((await ready(feed)).id);
    await publishing;
    await happenAndRelay(tenant, 1_000 + round);
    const expected = at >= BigInt(2 * round + 1) ? [1_000 + round] : [round, 1_000 + round];
    expect(numbers(await take(feed, expected.length))).toEqual(expected);
    await feed.cut();
  }
});

tenantTest("[T6] [G35] another business is never heard, by number or by name", async ({ tenant, otherTenant }) => {
  for (let n = 1; n <= 8; n += 1) await happenAndRelay(otherTenant, 100 + n);
  await happenAndRelay(tenant, 1);
  // A number that only the other business has reached: the client starts afresh, and replays nothing of theirs.
  const feed = await open(await cookieOf(tenant), "7");
  expect((await ready(feed)).data.type).toBe("reset");
  await happenAndRelay(otherTenant, 200);
  await happenAndRelay(tenant, 2);
  expect(numbers(await take(feed, 1))).toEqual([2]);
  await feed.cut();
  const replay = await open(await cookieOf(tenant), "0");
  expect(numbers(await take(replay, 2))).toEqual([1, 2]);
  await replay.cut();
});

tenantTest(
  "[T6] [G35] a branch's events reach those who work in it, and numbers they may not see leave no hole",
  async ({ tenant }) => {
    const [first, second] = tenant.branches;
    const [seller, owner] = [await open(await atFirstBranchOnly(tenant)), await open(await cookieOf(tenant))];
    await Promise.all([ready(seller), ready(owner)]);
    await happenAndRelay(tenant, 1, second.id);
    await happenAndRelay(tenant, 2, first.id);
    await happenAndRelay(tenant, 3, second.id);
    await happenAndRelay(tenant, 4);
    const heard = await take(seller, 2);
    expect(numbers(heard)).toEqual([2, 4]);
    expect(numbers(await take(owner, 4))).toEqual([1, 2, 3, 4]);
    await Promise.all([seller.cut(), owner.cut()]);
  },
);

tenantTest(
  "[T6] [T18] whose session is revoked, or who is removed, hears nothing after five seconds",
  { timeout: 20_000 },
  async ({ tenant }) => {
    const [owner, seller] = [await open(await cookieOf(tenant)), await open(await cookieOf(tenant, "seller"))];
    await Promise.all([ready(owner), ready(seller)]);
    await sql.execute(controlReader())`
    update control.session set revoked_at = now() where account_id = ${tenant.members.owner.accountId}`;
    await sql.execute(controlReader())`
    update control.membership set status = 'removed' where member_id = ${tenant.members.seller.id}`;
    const ended = Promise.all(
      [owner, seller].map(async (feed) => {
        for (let frame = await feed.next(); frame; frame = await feed.next()) if (frame.event === "return") return true;
        return true;
      }),
    );
    expect(await Promise.race([ended, wait(5_500)])).toEqual([true, true]);
    await Promise.all([owner.cut(), seller.cut()]);
  },
);

tenantTest("[T71] a member opens so many streams and no more; a cut one gives its place back", async ({ tenant }) => {
  const cookie = await cookieOf(tenant);
  const feeds = [];
  for (let n = 0; n < limits.ssePerMember; n += 1) {
    const feed = await open(cookie);
    await ready(feed);
    feeds.push(feed);
  }
  const refused = await open(cookie);
  const said = [await refused.next(), await refused.next()];
  expect(JSON.stringify(said)).toContain("rate_limited");
  await feeds[0]?.cut();
  await wait(50);
  const again = await open(cookie);
  await ready(again);
  await Promise.all([...feeds, again, refused].map((feed) => feed.cut()));
});

tenantTest(
  "[F7] [G35] the listener's connection is lost: what was committed meanwhile still arrives",
  { timeout: 20_000 },
  async ({ tenant }) => {
    const feed = await open(await cookieOf(tenant));
    await ready(feed);
    await asAdmin(testDatabase().adminUrl, (admin) =>
      admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mostrador-listen' and datname = current_database()",
      ),
    );
    await happenAndRelay(tenant, 1);
    await happenAndRelay(tenant, 2);
    expect(numbers(await take(feed, 2))).toEqual([1, 2]);
    await feed.cut();
  },
);

tenantTest("[G35] a stream needs a session, and a number that is one", async ({ tenant }) => {
  const anonymous = await open("x=y");
  expect(JSON.stringify([await anonymous.next(), await anonymous.next()])).toContain("unauthenticated");
  await anonymous.cut();
  const odd = await open(await cookieOf(tenant), "-1; drop table");
  expect(JSON.stringify([await odd.next(), await odd.next()])).toContain("validation_failed");
  await odd.cut();
});
