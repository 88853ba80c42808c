import { randomBytes } from "node:crypto";
import Stripe from "stripe";
import { beforeEach, expect } from "vitest";
import { limits } from "@/lib/limits";
import { createApp } from "@/server/http/app";
import { closeDb, configureDb, controlReader, sql } from "@/server/platform/db";
import { telemetry } from "@/server/platform/telemetry";
import { tenantTest, testDatabase, testSecrets } from "@/server/testing/fixtures";
import { callerOf, cookieOf, jobs } from "@/server/testing/http";
import { openNumber } from "@/server/testing/talk";
import { emptyInbox, inboxStates, metaSignature, post, postMeta, settle } from "@/server/testing/webhooks";

const stripe = new Stripe("sk_unused_for_signatures");
const app = createApp({ jobs });

beforeEach(emptyInbox);

const rejectsBy = async (reason: string) => {
  const [row] = await sql<{ n: number }>(controlReader())`
    select count(*)::int as n from control.provider_reject where reason = ${reason}`;
  return row?.n ?? 0;
};

tenantTest("[C17] the handshake answers the challenge to whoever knows the token", async () => {
  const caller = callerOf(app.fetch);
  const ask = (over: Record<string, string>, appKey = "meta-platform") => {
    const query = { "hub.mode": "subscribe", "hub.verify_token": testSecrets.metaVerifyToken, "hub.challenge": "4711" };
    return caller.send(`/api/webhooks/meta/${appKey}?${new URLSearchParams({ ...query, ...over })}`);
  };
  const ok = await ask({});
  expect([ok.status, ok.text]).toEqual([200, "4711"]);
  expect(ok.headers.get("content-type")).toMatch(/^text\/plain/);
  const wrong: Record<string, string>[] = [
    { "hub.mode": "unsubscribe" },
    { "hub.verify_token": "guess" },
    { "hub.verify_token": "" },
  ];
  for (const over of wrong) {
    const refused = await ask(over);
    expect([refused.status, refused.text]).toEqual([403, ""]);
  }
  expect((await ask({}, "another-app")).status).toBe(403);
});

tenantTest("[C16] [C19] [C145] [T50] a body without our signature is refused and counted, never stored", async () => {
  const raw = '{"entry":[{"id":"waba","changes":[]}],"text":"\\u00f1"}';
  const good = metaSignature(raw);
  const before = { missing: await rejectsBy("missing"), invalid: await rejectsBy("invalid") };
  expect((await post("meta/meta-platform", raw, {})).status).toBe(401);
  const invalid = [
    metaSignature(raw, "the secret of another app"),
    metaSignature(raw, testSecrets.stripeWebhookSecret),
    metaSignature(JSON.stringify(JSON.parse(raw))),
    good.slice(7),
    good.toUpperCase(),
    `sha1=${good.slice(7)}`,
    `${good}0`,
    good.slice(0, -1),
    `${good}, ${good}`,
  ];
  for (const signature of invalid) {
    const answer = await post("meta/meta-platform", raw, { "x-hub-signature-256": signature });
    expect([answer.status, answer.text]).toEqual([401, ""]);
  }
  expect((await post("meta/meta-platform", `${raw} `, { "x-hub-signature-256": good })).status).toBe(401);
  expect((await post("meta/meta-platform", "", { "x-hub-signature-256": good })).status).toBe(401);
  expect(await inboxStates()).toEqual({ envelopes: {}, items: {} });
  expect(await rejectsBy("missing")).toBe(before.missing + 1);
  expect(await rejectsBy("invalid")).toBe(before.invalid + invalid.length + 2);
  expect(await telemetry().registry.getSingleMetricAsString("webhook_rejects_total")).toContain('reason="invalid"');
  expect((await post("meta/meta-platform", raw, { "x-hub-signature-256": good })).status).toBe(200);
});

tenantTest("[G12] no changed byte, signature or length is accepted; every true one is", async () => {
  for (let n = 0; n < 50; n += 1) {
    const raw = randomBytes(1 + ((n * 37) % 900));
    const signature = metaSignature(raw);
    const at = (n * 131) % raw.length;
    const flipped = Buffer.from(raw);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (n % 8));
    const place = 7 + (n % 64);
    const digit = signature[place] === "0" ? "1" : "0";
    const wrong: [Uint8Array, string][] = [
      [flipped, signature],
      [raw.subarray(1), signature],
      [Buffer.concat([raw, Buffer.from([0])]), signature],
      [raw, signature.slice(0, place) + digit + signature.slice(place + 1)],
    ];
    const answers = await Promise.all(
      wrong.map(([body, header]) => post("meta/meta-platform", body, { "x-hub-signature-256": header })),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect((await post("meta/meta-platform", raw, { "x-hub-signature-256": signature })).status).toBe(200);
  }
});

tenantTest(
  "[C16] [C145] over the ceiling, of an unknown app, or by another method: refused before it is read",
  async () => {
    const large = "x".repeat(limits.webhookBodyBytes + 1);
    const answer = await post("meta/meta-platform", large, { "x-hub-signature-256": metaSignature(large) });
    expect([answer.status, answer.code]).toEqual([413, "body_too_large"]);
    const fits = large.slice(1);
    expect((await post("meta/meta-platform", fits, { "x-hub-signature-256": metaSignature(fits) })).status).toBe(200);
    for (const path of ["meta/other", "stripe/other", "twilio/x", "meta", "meta/meta-platform/x"]) {
      expect([path, (await post(path, "{}", { "x-hub-signature-256": metaSignature("{}") })).status]).toEqual([
        path,
        404,
      ]);
    }
    const put = await app.request("/api/webhooks/meta/meta-platform", { method: "PUT", body: "{}" });
    expect(put.status).toBe(405);
  },
);

tenantTest("[C145] a signed body nobody can read is kept whole as poison, and harms nobody", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const bad = ["{", '{"entry":[{"id":', "", "null", '"text"', "[]", "7", `${"[".repeat(20_000)}${"]".repeat(20_000)}`];
  for (const raw of bad) expect((await postMeta(raw)).status).toBe(200);
  expect((await postMeta(number.message("hola"))).status).toBe(200);
  await settle();
  const { envelopes } = await inboxStates();
  expect(envelopes.pending).toBeUndefined();
  expect(envelopes.poison).toBeGreaterThanOrEqual(3);
  const [kept] = await sql<{ raw: Uint8Array }>(controlReader())`
    select raw from control.provider_inbox where state = 'poison' order by id limit 1`;
  expect(Buffer.from(kept?.raw ?? []).toString()).toBe("{");
  expect(await tenant.published("conversations/message.received")).toHaveLength(1);
});

tenantTest("[C19] [F23] the same bytes again change nothing, fifty at once store one message", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const json = number.message("hola");
  const answers = await Promise.all(Array.from({ length: 50 }, () => postMeta(json)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  await settle();
  expect((await postMeta(json)).status).toBe(200);
  // The same message in other bytes is another envelope, and still the same message.
  expect((await postMeta(`${JSON.stringify(json)} `)).status).toBe(200);
  await settle();
  expect((await inboxStates()).envelopes).toEqual({ done: 2 });
  expect(await tenant.published("conversations/message.received")).toHaveLength(1);
});

const signedStripe = (payload: string, over: { secret?: string; timestamp?: number } = {}) =>
  stripe.webhooks.generateTestHeaderString({ payload, secret: testSecrets.stripeWebhookSecret, ...over });

tenantTest("[T48] [C19] a Stripe event that is forged or stale is refused; a replay is one event", async () => {
  const event = (id: string) =>
    JSON.stringify({
      id,
      object: "event",
      type: "checkout.session.completed",
      data: { object: { id: "cs_1", object: "checkout.session" } },
    });
  const send = (payload: string, signature: string) =>
    post("stripe/stripe-platform", payload, { "stripe-signature": signature });
  const now = Math.floor(Date.now() / 1_000);
  const payload = event("evt_1");
  const forged = [
    "",
    "t=1,v1=00",
    signedStripe(payload, { secret: "whsec_another" }),
    signedStripe(payload, { timestamp: now - 301 }),
    signedStripe(event("evt_2")),
    metaSignature(payload),
  ];
  for (const signature of forged) expect((await send(payload, signature)).status).toBe(401);
  expect((await post("stripe/stripe-platform", payload, {})).status).toBe(401);
  expect((await inboxStates()).envelopes).toEqual({});
  expect((await send(payload, signedStripe(payload, { timestamp: now - 280 }))).status).toBe(200);
  expect((await send(payload, signedStripe(payload))).status).toBe(200);
  expect(Object.values((await inboxStates()).envelopes)).toEqual([1]);
});

tenantTest(
  "[C19] [F7] without a database the answer is 503 and when to come back, and it recovers",
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    const owner = callerOf(app.fetch, { cookie: await cookieOf(tenant) });
    const { urls } = testDatabase();
    await closeDb();
    const nowhere = "postgres://nobody:x@127.0.0.1:9/none";
    configureDb({ appUrl: nowhere, controlUrl: nowhere, migratorUrl: nowhere, directUrl: nowhere });
    try {
      const away = await postMeta(number.message("hola"));
      expect([away.status, away.code]).toEqual([503, "dependency_unavailable"]);
      expect(Number(away.headers.get("retry-after"))).toBeGreaterThan(0);
      const call = await callerOf(app.fetch, { cookie: "x=y" }).query("access.me");
      expect(call.status).toBe(401);
      expect((await app.request("/readyz")).status).toBe(503);
    } finally {
      await closeDb();
      configureDb(urls);
    }
    expect((await postMeta(number.message("hola"))).status).toBe(200);
    expect((await owner.query("access.me")).status).toBe(200);
  },
);
