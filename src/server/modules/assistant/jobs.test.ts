import { expect } from "vitest";
import type { ConversationId } from "@/lib/ids";
import { releaseConversation, takeConversation } from "@/server/modules/conversations/public";
import { sql } from "@/server/platform/db";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { openNumber, stockShop } from "@/server/testing/talk";
import { answerAfterRelease, answerMessage } from "./jobs";
import { bindStaffPhone, verifyInvariants } from "./public";
import { findProducts, summarise } from "./summary/service";

type Received = Parameters<typeof answerMessage>[1];
const lastReceived = async (tenant: TestTenant) =>
  (await tenant.published("conversations/message.received")).at(-1)?.payload as unknown as Received;
const saidByBot = (tenant: TestTenant, id: ConversationId) =>
  sql<{ body: string; kind: string }>(tenant.job().read)`
    select body, kind from message where conversation_id = ${id} and actor_kind = 'bot' order by seq`;
const modeOf = async (tenant: TestTenant, id: ConversationId) =>
  (
    await sql<{ mode: string; fence: number }>(tenant.job().read)`
    select mode, fence::int from conversation where id = ${id}`
  )[0];

tenantTest("[C74 C126] a greeting is answered once, however often the job runs", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const id = await number.write("buenas tardes");
  const received = await lastReceived(tenant);
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => answerMessage(tenant.job(), received)));
  expect(outcomes.map(({ outcome }) => outcome)).toContain("answered");
  await answerMessage(tenant.job(), received);
  expect(await saidByBot(tenant, id)).toHaveLength(1);
  expect(await tenant.published("assistant/turn.completed")).toHaveLength(1);
  expect(await verifyInvariants(tenant.job())).toEqual([]);
});

tenantTest("[C81] an older message is superseded by a newer one", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const id = await number.write("hola");
  const first = await lastReceived(tenant);
  await number.write("hola otra vez");
  expect(await answerMessage(tenant.job(), first)).toEqual({ outcome: "skipped" });
  expect(await answerMessage(tenant.job(), await lastReceived(tenant))).toEqual({ outcome: "answered" });
  expect(await saidByBot(tenant, id)).toHaveLength(1);
});

tenantTest("[C82 T9] who asks for a person gets the queue and one fixed text", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const id = await number.write("quiero hablar con un humano");
  expect(await answerMessage(tenant.job(), await lastReceived(tenant))).toEqual({ outcome: "handed_off" });
  expect(await modeOf(tenant, id)).toEqual({ mode: "queued", fence: 1 });
  expect(await saidByBot(tenant, id)).toHaveLength(1);
  const [turn] = await sql<{ code: string }>(tenant.job().read)`select handoff_code as code from turn`;
  expect(turn).toEqual({ code: "asked_human" });
  await number.write("¿hola?");
  expect(await answerMessage(tenant.job(), await lastReceived(tenant))).toEqual({ outcome: "skipped" });
});

tenantTest(
  "[T3 C49] nothing is said in a conversation a person has; given back, the bot answers who still waits",
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    const id = await number.write("hola");
    const received = await lastReceived(tenant);
    await takeConversation(tenant.as("seller"), { conversationId: id });
    expect(await answerMessage(tenant.job(), received)).toEqual({ outcome: "skipped" });
    await releaseConversation(tenant.as("seller"), { conversationId: id });
    const changes = await tenant.published("conversations/conversation.mode_changed");
    const changed = changes.find(({ payload }) => payload.cause === "release")?.payload;
    expect(await answerAfterRelease(tenant.job(), changed as never)).toEqual({ outcome: "answered" });
    expect(await saidByBot(tenant, id)).toHaveLength(1);
  },
);

tenantTest("[C31] a voice note without words goes to a person", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const id = await number.write("", { type: "audio", extra: { audio: { id: "m1", voice: true } } });
  expect(await answerMessage(tenant.job(), await lastReceived(tenant))).toEqual({ outcome: "handed_off" });
  expect((await saidByBot(tenant, id))[0]?.body).toContain("nota de voz");
});

tenantTest(
  "[C94 C158] a bound phone speaks as its member, another does not reach staff answers",
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    await bindStaffPhone(tenant.as("owner"), { memberId: tenant.members.owner.id, phone: "0414-1112233" });
    const staff = await number.write("ayuda", { from: "584141112233" });
    await answerMessage(tenant.job(), await lastReceived(tenant));
    expect((await saidByBot(tenant, staff))[0]?.body).toContain("inventario");
    const stranger = await number.write("ayuda", { from: "584149990000" });
    await answerMessage(tenant.job(), await lastReceived(tenant));
    expect((await saidByBot(tenant, stranger))[0]?.body).not.toContain("inventario («");
  },
);

tenantTest(
  "[T9 C137] a question about a product is answered with this moment's stock and price, and kept with its evidence",
  async ({ tenant }) => {
    const itemId = await stockShop(tenant);
    const number = await openNumber(tenant);
    const id = await number.write("hola tienen pastillas de freno pal corolla 2015?");
    expect(await answerMessage(tenant.job(), await lastReceived(tenant))).toEqual({ outcome: "answered" });
    const [said] = await saidByBot(tenant, id);
    expect(said?.body).toMatch(/48/);
    expect(said?.body).toMatch(/11|Chacao/);
    const calls = await sql<{ tool: string; state: string }>(tenant.job().read)`select tool, state from tool_call`;
    expect(calls.map(({ tool }) => tool).sort()).toEqual(["check_stock", "search_products"]);
    const panel = await summarise(tenant.as("seller"), { conversationId: id });
    expect(panel).toMatchObject({
      vehicle: { model: "Corolla", year: 2015 },
      products: [{ itemId, available: "11", price: { amount: "48.00" } }],
      purchase: "medium",
      isHandedOff: false,
    });
    expect(panel.confidence).toBeGreaterThan(50);
    expect(
      await findProducts(tenant.as("seller"), { text: "pastillas", branchId: tenant.branches[0].id }),
    ).toMatchObject({
      items: [{ itemId, available: "11" }],
    });
  },
);

tenantTest("[T10 C95] a member asks for stock by WhatsApp and gets what the product would show", async ({ tenant }) => {
  await stockShop(tenant);
  const number = await openNumber(tenant);
  await bindStaffPhone(tenant.as("owner"), { memberId: tenant.members.owner.id, phone: "0414-1112233" });
  const id = await number.write("cuánto hay de pastillas de freno en chacao", { from: "584141112233" });
  await answerMessage(tenant.job(), await lastReceived(tenant));
  expect((await saidByBot(tenant, id))[0]?.body).toContain("11");
});
