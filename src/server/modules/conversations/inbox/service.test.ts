import { expect } from "vitest";
import { minutes } from "@/lib/time";
import { tenantTest } from "@/server/testing/fixtures";
import { openNumber } from "@/server/testing/talk";
import { takeConversation } from "../control/service";
import { addNote, countConversations, getConversation, listConversations, listThread, markRead } from "./service";

const all = { tab: "all" as const, limit: 50 };

tenantTest("[C62 C63] tabs, counts and rows agree, and pages follow each other without a gap", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const ids = [];
  for (let n = 0; n < 7; n += 1) {
    tenant.clock.advance(minutes(1));
    ids.push(await number.write(`hola ${n}`, { from: `58414000000${n}`, name: `Cliente ${n}` }));
  }
  const ana = tenant.as("seller");
  await takeConversation(ana, { conversationId: ids[3] ?? "" });
  expect(await countConversations(ana, {})).toEqual({ mine: 1, unassigned: 0, ai: 6, all: 7, unread: 1 });
  const mine = await listConversations(ana, { ...all, tab: "mine" });
  expect(mine.items).toMatchObject([{ name: "Cliente 3", preview: "hola 3", mode: "human", branchName: "Chacao" }]);

  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listConversations(ana, { ...all, limit: 3, cursor });
    seen.push(...page.items.map(({ conversationId }) => conversationId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toEqual([...ids].reverse());
  expect((await listConversations(ana, { ...all, search: "cliente 5" })).items).toHaveLength(1);
  await expect(listConversations(ana, { ...all, cursor: "x" })).rejects.toMatchObject({ code: "cursor_invalid" });
});

tenantTest(
  "[C64] the thread goes back page by page in the provider's order; notes are the team's",
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    let conversationId = "";
    for (let n = 0; n < 5; n += 1) {
      tenant.clock.advance(minutes(1));
      conversationId = await number.write(`mensaje ${n}`);
    }
    const ana = tenant.as("seller");
    const first = await listThread(ana, { conversationId, limit: 3 });
    const second = await listThread(ana, { conversationId, limit: 3, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items].map(({ body }) => body)).toEqual(
      [4, 3, 2, 1, 0].map((n) => `mensaje ${n}`),
    );
    expect(second.nextCursor).toBeNull();
    await addNote(ana, { conversationId, body: "Pide rebaja" });
    expect(await markRead(ana, { conversationId })).toEqual({ changed: true });
    expect(await markRead(ana, { conversationId })).toEqual({ changed: false });
    expect(await getConversation(ana, { conversationId })).toMatchObject({
      unread: 0,
      notes: [{ body: "Pide rebaja" }],
    });
  },
);

tenantTest("[C5 C153] a member of one branch sees that branch only", async ({ tenant, otherTenant }) => {
  const number = await openNumber(tenant, { branchId: tenant.branches[1].id });
  const conversationId = await number.write("hola");
  const elsewhere = tenant.as("seller", "first branch");
  expect((await listConversations(elsewhere, all)).items).toEqual([]);
  expect(await countConversations(elsewhere, {})).toMatchObject({ all: 0 });
  expect(await countConversations(elsewhere, { branchId: tenant.branches[1].id })).toMatchObject({ all: 0 });
  for (const ctx of [elsewhere, otherTenant.as("owner")]) {
    await expect(getConversation(ctx, { conversationId })).rejects.toMatchObject({ code: "conversation_not_found" });
    await expect(listThread(ctx, { conversationId, limit: 5 })).rejects.toMatchObject({
      code: "conversation_not_found",
    });
  }
});
