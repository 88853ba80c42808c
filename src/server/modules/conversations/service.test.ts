import { expect } from "vitest";
import type { ConversationId } from "@/lib/ids";
import { hours, minutes, plus, seconds } from "@/lib/time";
import { sql } from "@/server/platform/db";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { openNumber } from "@/server/testing/talk";
import {
  closeConversation,
  keepLease,
  releaseConversation,
  releaseInactive,
  setAiPolicy,
  stealConversation,
  takeConversation,
} from "./control/service";
import { retryMessage, sendMessage } from "./outbound/service";
import { handoff, sendMessageIn, verifyInvariants } from "./public";

const text = (body: string) => ({ kind: "text" as const, text: body });
let keys = 0;
const key = () => `composition-${++keys}`;
const botOf = (tenant: TestTenant) => tenant.actor({ kind: "bot", id: "bot", name: "IA" });

async function stateOf(tenant: TestTenant, id: ConversationId) {
  const [row] = await sql<Record<string, unknown>>(tenant.job().read)`
    select status, mode, assignee_id as assignee, fence::int, unread_count as unread, preview, preview_actor as actor,
      waiting_since is not null as waiting, window_expires_at as closes, release_at as release
    from conversation where id = ${id}`;
  return row;
}

tenantTest(
  "[C14 C23] a first message makes a person, a thread and one event, and the columns of the list",
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    const now = tenant.clock.now();
    const id = await number.write("hola tienen pastillas?");
    await number.write("pal corolla 2015");
    expect(await stateOf(tenant, id)).toMatchObject({
      mode: "bot",
      unread: 2,
      preview: "pal corolla 2015",
      actor: "customer",
      waiting: true,
      closes: new Date(plus(now, hours(24))),
    });
    expect(await tenant.published("conversations/message.received")).toHaveLength(2);
    expect(await verifyInvariants(tenant.job())).toEqual([]);
  },
);

tenantTest("[C24] a late older message is kept at its time and still counts as unread", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const now = tenant.clock.now();
  await number.write("segundo", { at: now });
  const id = await number.write("primero", { at: now - minutes(3) });
  expect(await stateOf(tenant, id)).toMatchObject({ unread: 2, preview: "segundo" });
});

tenantTest("[C147] a clock in the future does not open the window for longer", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const id = await number.write("hola", { at: tenant.clock.now() + hours(48) });
  const latest = new Date(plus(tenant.clock.now(), hours(24)));
  expect((await stateOf(tenant, id))?.closes).toEqual(latest);
});

tenantTest("[C36 C152] the same key sends one message; another text under it is refused", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const conversationId = await number.write("hola");
  const ctx = tenant.as("seller");
  const input = { conversationId, content: text("Sí, hay 11"), idempotencyKey: key() };
  const sent = await Promise.all(Array.from({ length: 8 }, () => sendMessage(ctx, input)));
  expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(1);
  await expect(sendMessage(ctx, { ...input, content: text("otra cosa") })).rejects.toMatchObject({
    code: "idempotency_key_reused",
  });
  expect(await tenant.audited("message.send")).toHaveLength(1);
  expect(await stateOf(tenant, conversationId)).toMatchObject({ mode: "human", unread: 0, waiting: false, fence: 1 });
});

tenantTest("[C43] after the window only a template leaves, and the refusal writes nothing", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const conversationId = await number.write("hola");
  tenant.clock.advance(hours(24));
  const ctx = tenant.as("seller");
  await expect(
    sendMessage(ctx, { conversationId, content: text("hola"), idempotencyKey: key() }),
  ).rejects.toMatchObject({ code: "window_closed" });
  expect(await stateOf(tenant, conversationId)).toMatchObject({ mode: "bot", fence: 0 });
  const template = {
    kind: "template" as const,
    name: "respuesta_en_espera",
    variables: ["Rosa", "Repuestos", "pastillas"],
    replies: [],
  };
  expect(await sendMessage(ctx, { conversationId, content: template, idempotencyKey: key() })).toMatchObject({
    status: "queued",
  });
  await expect(
    sendMessage(ctx, { conversationId, content: { ...template, variables: ["Rosa"] }, idempotencyKey: key() }),
  ).rejects.toMatchObject({ code: "template_variable_missing" });
});

tenantTest("[C48 C50] a colleague's conversation is refused until it is taken with a reason", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const conversationId = await number.write("hola");
  const ana = tenant.as("seller");
  const luis = tenant.as("branch_manager");
  await takeConversation(ana, { conversationId });
  await takeConversation(ana, { conversationId });
  await expect(takeConversation(luis, { conversationId })).rejects.toMatchObject({ code: "lease_lost" });
  await expect(sendMessage(luis, { conversationId, content: text("yo"), idempotencyKey: key() })).rejects.toMatchObject(
    { code: "lease_lost" },
  );
  expect(await keepLease(luis, { conversationId })).toEqual({ held: false });
  await stealConversation(luis, { conversationId, reason: "Ana salió" });
  expect(await stateOf(tenant, conversationId)).toMatchObject({ assignee: tenant.members.branch_manager.id, fence: 2 });
  expect(await tenant.audited("conversation.take")).toHaveLength(1);
  await releaseConversation(luis, { conversationId });
  expect(await stateOf(tenant, conversationId)).toMatchObject({ mode: "bot", assignee: null, fence: 3 });
  expect(await tenant.published("conversations/conversation.mode_changed")).toHaveLength(3);
  expect(await verifyInvariants(tenant.job())).toEqual([]);
});

tenantTest(
  "[C52] five minutes without a sign of the person give it back; typing starts them again",
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    const conversationId = await number.write("hola");
    const ana = tenant.as("seller");
    await takeConversation(ana, { conversationId });
    tenant.clock.advance(minutes(4));
    await keepLease(ana, { conversationId });
    tenant.clock.advance(minutes(2));
    expect(await releaseInactive(tenant.job())).toEqual({ released: 0 });
    tenant.clock.advance(minutes(3) + seconds(1));
    expect(await releaseInactive(tenant.job())).toEqual({ released: 1 });
    expect(await releaseInactive(tenant.job())).toEqual({ released: 0 });
    expect(await stateOf(tenant, conversationId)).toMatchObject({ mode: "bot", release: null });
  },
);

tenantTest(
  "[C49] a bot that decided before a takeover is refused, and its handoff happens once",
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    const conversationId = await number.write("hola");
    const bot = botOf(tenant);
    const say = (fence: bigint) =>
      bot.transaction((tx) =>
        sendMessageIn(tx, bot, { conversationId, content: text("Sí hay"), idempotencyKey: key(), fence }),
      );
    await say(0n);
    await takeConversation(tenant.as("seller"), { conversationId });
    await expect(say(0n)).rejects.toMatchObject({ code: "lease_lost" });
    await releaseConversation(tenant.as("seller"), { conversationId });
    const fence = await bot.transaction((tx) => handoff(tx, bot, { conversationId, fence: 2n }));
    await say(fence);
    await expect(bot.transaction((tx) => handoff(tx, bot, { conversationId, fence }))).rejects.toMatchObject({
      code: "conversation_state_conflict",
    });
  },
);

tenantTest("[C48] closing ends it, and the customer's next message opens it like a newcomer's", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const conversationId = await number.write("hola");
  const ana = tenant.as("seller");
  await takeConversation(ana, { conversationId });
  await closeConversation(ana, { conversationId });
  await expect(sendMessage(ana, { conversationId, content: text("x"), idempotencyKey: key() })).rejects.toMatchObject({
    code: "conversation_closed",
  });
  await number.write("otra cosa");
  expect(await stateOf(tenant, conversationId)).toMatchObject({ status: "open", mode: "bot", assignee: null });
  await setAiPolicy(ana, { conversationId, policy: "off" });
  expect(await stateOf(tenant, conversationId)).toMatchObject({ mode: "muted" });
});

tenantTest("[C33] an answer from the shop's phone silences the bot for a while", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const conversationId = await number.write("hola");
  const echo = {
    entry: [
      {
        id: "waba",
        changes: [
          {
            field: "smb_message_echoes",
            value: {
              metadata: { phone_number_id: number.externalId },
              message_echoes: [
                {
                  id: "wamid.echo",
                  to: "584141234567",
                  from: "582125550101",
                  timestamp: `${Math.trunc(tenant.clock.now() / 1_000)}`,
                  type: "text",
                  text: { body: "ya te digo" },
                },
              ],
            },
          },
        ],
      },
    ],
  };
  expect(await number.deliver(echo)).toEqual(["stored"]);
  expect(await number.deliver(echo)).toEqual(["duplicate"]);
  expect(await stateOf(tenant, conversationId)).toMatchObject({ mode: "muted", fence: 1, actor: "phone" });
  tenant.clock.advance(hours(4) + 1);
  expect(await releaseInactive(tenant.job())).toEqual({ released: 1 });
});

tenantTest("[C153 C5] another branch's or tenant's conversation does not exist", async ({ tenant, otherTenant }) => {
  const number = await openNumber(tenant, { branchId: tenant.branches[1].id });
  const conversationId = await number.write("hola");
  const elsewhere = tenant.as("seller", "first branch");
  await expect(takeConversation(elsewhere, { conversationId })).rejects.toMatchObject({
    code: "conversation_not_found",
  });
  await expect(takeConversation(otherTenant.as("owner"), { conversationId })).rejects.toMatchObject({
    code: "conversation_not_found",
  });
  await expect(takeConversation(tenant.as("storekeeper"), { conversationId })).rejects.toMatchObject({
    code: "forbidden",
  });
});

tenantTest("[C39] only what failed or is unconfirmed is sent again", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const conversationId = await number.write("hola");
  const ana = tenant.as("seller");
  const { messageId } = await sendMessage(ana, { conversationId, content: text("hola"), idempotencyKey: key() });
  await expect(retryMessage(ana, { messageId })).rejects.toMatchObject({ code: "message_state_conflict" });
});
