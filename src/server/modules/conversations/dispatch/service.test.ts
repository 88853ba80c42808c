import { expect } from "vitest";
import type { ConversationId } from "@/lib/ids";
import { minutes, seconds } from "@/lib/time";
import { sql } from "@/server/platform/db";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { openNumber } from "@/server/testing/talk";
import { releaseConversation, takeConversation } from "../control/service";
import { retryMessage, sendMessage } from "../outbound/service";
import type { MessagingProvider, OutgoingMessage, SendOutcome } from "../provider";
import { sendMessageIn, verifyInvariants } from "../public";
import { dispatchDue } from "./service";

/** Stands for the provider: takes what it is given and answers what it is told to. */
function outsider(answer: (message: OutgoingMessage, n: number) => SendOutcome = accept) {
  const taken: OutgoingMessage[] = [];
  const provider: MessagingProvider = {
    async send(message) {
      taken.push(message);
      return answer(message, taken.length);
    },
    async showTyping() {},
  };
  return { taken, provider };
}
const accept = ({ reference }: OutgoingMessage): SendOutcome => ({
  kind: "accepted",
  providerMessageId: `wamid.out.${reference}`,
  httpStatus: 200,
});
const refuse =
  (code: string, httpStatus = 400) =>
  (): SendOutcome => ({ kind: "refused", code, httpStatus });

let keys = 0;
const composition = (conversationId: ConversationId, body: string) => ({
  conversationId,
  content: { kind: "text" as const, text: body },
  idempotencyKey: `composition-${++keys}`,
});
const botOf = (tenant: TestTenant) => tenant.actor({ kind: "bot", id: "bot", name: "IA" });
const statusOf = async (tenant: TestTenant, messageId: string) =>
  (
    await sql<{ status: string; code: string | null }>(tenant.job().read)`
    select status, failure_code as code from message where id = ${messageId}`
  )[0];

tenantTest("[C37] each message is sent once and in order, whoever dispatches", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const id = await number.write("hola");
  const ana = tenant.as("seller");
  for (let n = 1; n <= 12; n += 1) await sendMessage(ana, composition(id, `línea ${n}`));
  const { taken, provider } = outsider();
  for (let round = 0; round < 16; round += 1) {
    await Promise.all([1, 2, 3].map(() => dispatchDue(tenant.job(), { provider })));
  }
  expect(taken.map(({ content }) => content.text)).toEqual(Array.from({ length: 12 }, (_, n) => `línea ${n + 1}`));
  expect(taken[0]?.to).toBe("584141234567");
  expect(await verifyInvariants(tenant.job())).toEqual([]);
});

tenantTest("[C40 C38] statuses raise the message, also those that came before we knew its name", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const id = await number.write("hola");
  const { messageId, outboundId } = await sendMessage(tenant.as("seller"), composition(id, "hola"));
  const name = `wamid.out.${outboundId}`;
  expect(await number.deliver(number.status(name, "delivered"))).toEqual(["kept"]);
  await dispatchDue(tenant.job(), outsider());
  expect(await statusOf(tenant, messageId)).toMatchObject({ status: "delivered" });
  await number.deliver(number.status(name, "sent"));
  await number.deliver(number.status(name, "read"));
  expect(await number.deliver(number.status(name, "read"))).toEqual(["duplicate"]);
  expect(await statusOf(tenant, messageId)).toMatchObject({ status: "read" });
});

tenantTest(
  "[C38 F3] an unknown outcome is never repeated by itself: a status settles it, or a person does",
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    const id = await number.write("hola");
    const ana = tenant.as("seller");
    const { taken, provider } = outsider(() => ({ kind: "unknown" }));
    const settled = await sendMessage(ana, composition(id, "uno"));
    await dispatchDue(tenant.job(), { provider });
    await number.deliver(number.status("wamid.found", "sent", { outboundId: settled.outboundId }));
    expect(await statusOf(tenant, settled.messageId)).toMatchObject({ status: "sent" });

    const lost = await sendMessage(ana, composition(id, "dos"));
    await dispatchDue(tenant.job(), { provider });
    tenant.clock.advance(minutes(2) + 1);
    for (let n = 0; n < 3; n += 1) await dispatchDue(tenant.job(), { provider });
    expect(taken).toHaveLength(2);
    expect(await statusOf(tenant, lost.messageId)).toMatchObject({ status: "unconfirmed" });
    await retryMessage(ana, { messageId: lost.messageId });
    await dispatchDue(tenant.job(), outsider());
    expect(await statusOf(tenant, lost.messageId)).toMatchObject({ status: "sent" });
    expect(await verifyInvariants(tenant.job())).toEqual([]);
  },
);

tenantTest("[C39 C47] the provider being down is tried again later, a shut window is not", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const id = await number.write("hola");
  const ana = tenant.as("seller");
  const down = outsider(refuse("131016", 503));
  const first = await sendMessage(ana, composition(id, "uno"));
  await dispatchDue(tenant.job(), down);
  expect(await statusOf(tenant, first.messageId)).toMatchObject({ status: "queued" });
  await dispatchDue(tenant.job(), down);
  expect(down.taken).toHaveLength(1);
  tenant.clock.advance(seconds(2));
  await dispatchDue(tenant.job(), outsider());
  expect(await statusOf(tenant, first.messageId)).toMatchObject({ status: "sent" });

  const second = await sendMessage(ana, composition(id, "dos"));
  await dispatchDue(tenant.job(), outsider(refuse("131047")));
  expect(await statusOf(tenant, second.messageId)).toEqual({ status: "failed", code: "131047" });
});

tenantTest("[C47] a revoked token stops the number and keeps the queue", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const id = await number.write("hola");
  const { messageId } = await sendMessage(tenant.as("seller"), composition(id, "uno"));
  await dispatchDue(tenant.job(), outsider(refuse("190", 401)));
  expect(await statusOf(tenant, messageId)).toMatchObject({ status: "queued" });
  expect(await tenant.audited("channel.stop")).toHaveLength(1);
  tenant.clock.advance(seconds(61));
  await dispatchDue(tenant.job(), outsider());
  expect(await statusOf(tenant, messageId)).toMatchObject({ status: "sent" });
});

tenantTest("[C28] an undeliverable Mexican number is tried once in its other spelling", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const id = await number.write("hola", { from: "5215512345678" });
  await sendMessage(tenant.as("seller"), composition(id, "uno"));
  const { taken, provider } = outsider(refuse("131026"));
  for (let n = 0; n < 4; n += 1) await dispatchDue(tenant.job(), { provider });
  expect(taken.map(({ to }) => to)).toEqual(["5215512345678", "525512345678"]);
});

tenantTest("[C49] what the bot queued before a takeover is cancelled, not sent", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const id = await number.write("hola");
  const bot = botOf(tenant);
  const { messageId } = await bot.transaction((tx) =>
    sendMessageIn(tx, bot, { ...composition(id, "Sí hay"), fence: 0n }),
  );
  await takeConversation(tenant.as("seller"), { conversationId: id });
  const { taken, provider } = outsider();
  await dispatchDue(tenant.job(), { provider });
  expect(taken).toHaveLength(0);
  expect(await statusOf(tenant, messageId)).toEqual({ status: "cancelled", code: "superseded" });
});

/** A small deterministic generator, so that a failing round can be played again from its number. */
const generator = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};

tenantTest(
  "[T3 C49 T62 G37] a thousand interleavings of bot, person and time: nothing of the bot is claimed after a takeover",
  { timeout: 300_000 },
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    const bot = botOf(tenant);
    const rounds = 1_000;
    const lanes = 8;
    let bots = 0;
    let refused = 0;
    const claims = async (id: string) =>
      (
        await sql<{ count: number }>(tenant.job().read)`
        select count(*)::int as count from attempt a join outbound o on o.id = a.outbound_id
        where o.conversation_id = ${id} and o.actor_kind = 'bot'`
      )[0]?.count ?? 0;

    const lane = async (which: number) => {
      const id = await number.write("hola", { from: `58414000000${which}` });
      const ana = tenant.as("seller");
      const { provider } = outsider();
      for (let round = which; round < rounds; round += lanes) {
        const random = generator(round + 1);
        const [state] = await sql<{ fence: bigint }>(bot.read)`select fence from conversation where id = ${id}`;
        const fence = state?.fence ?? 0n;
        const say = async () => {
          try {
            await bot.transaction((tx) => sendMessageIn(tx, bot, { ...composition(id, `bot ${round}`), fence }));
            bots += 1;
          } catch (error) {
            refused += 1;
            expect(error).toMatchObject({ code: "lease_lost" });
          }
        };
        const send = () => dispatchDue(tenant.job(), { provider, limit: 2 });
        const steps: (() => Promise<unknown>)[] = [say, send, say, send].filter(() => random() < 0.7);
        const before = Promise.all(
          steps.map((step) => (random() < 0.5 ? step() : Promise.resolve().then(() => step()))),
        );
        const takeover = takeConversation(ana, { conversationId: id });
        await takeover;
        const claimedAtTakeover = await claims(id);
        await Promise.all([say(), send(), send(), before]);
        // A claim that committed first may still be counted while the takeover's answer travels; after it, none is made.
        const late = await claims(id);
        expect(late, `round ${round}`).toBe(claimedAtTakeover);
        await releaseConversation(ana, { conversationId: id });
      }
    };
    await Promise.all(Array.from({ length: lanes }, (_, which) => lane(which)));
    expect(bots).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
    expect(await verifyInvariants(tenant.job())).toEqual([]);
  },
);
