import { expect } from "vitest";
import type { ConversationId } from "@/lib/ids";
import { hours } from "@/lib/time";
import { sql } from "@/server/platform/db";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { openNumber } from "@/server/testing/talk";
import { sendQuoteLink, sendReceipt } from "./jobs";

const saidTo = (tenant: TestTenant, id: ConversationId) =>
  sql<{ kind: string; body: string }>(tenant.job().read)`
    select kind, body from message where conversation_id = ${id} and direction = 'out' order by seq`;
const quote = (conversationId: ConversationId, tenant: TestTenant) => ({
  quoteId: "01h455vb4pex5vsknk084sn02q",
  number: 41,
  version: 2,
  branchId: tenant.branches[0].id,
  customerId: "01h455vb4pex5vsknk084sn02r",
  conversationId,
  url: "https://mostrador.example/q/abc",
  total: { amount: "96.00", currency: "USD" },
  validUntil: "2026-11-27T14:30:00.000Z",
  text: "Tu cotización #41: $96,00\nhttps://mostrador.example/q/abc",
});
const charge = (conversationId: ConversationId, tenant: TestTenant) => ({
  chargeId: "01h455vb4pex5vsknk084sn02s",
  subjectKind: "order",
  subjectId: "01h455vb4pex5vsknk084sn02t",
  branchId: tenant.branches[0].id,
  customerId: null,
  conversationId,
  orderNumber: 118,
  paid: { amount: "96.00", currency: "USD" },
});

tenantTest(
  "[T9 F23] a quote's link and a payment's receipt reach the chat once, however often the jobs run",
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    const id = await number.write("me cotizas?");
    for (let n = 0; n < 3; n += 1) {
      await sendQuoteLink(tenant.job(), quote(id, tenant));
      await sendReceipt(tenant.job(), charge(id, tenant));
    }
    const said = await saidTo(tenant, id);
    expect(said.map(({ kind }) => kind)).toEqual(["text", "text"]);
    expect(said[0]?.body).toContain("https://mostrador.example/q/abc");
    expect(said[1]?.body).toBe("Recibimos $96,00 por tu pedido #118. Gracias por tu compra.");
  },
);

tenantTest("[C43] after the window the registered templates say the same", async ({ tenant }) => {
  const number = await openNumber(tenant);
  const id = await number.write("me cotizas?");
  tenant.clock.advance(hours(25));
  await sendQuoteLink(tenant.job(), quote(id, tenant));
  await sendReceipt(tenant.job(), charge(id, tenant));
  await sendReceipt(tenant.job(), charge(id, tenant));
  const said = await saidTo(tenant, id);
  expect(said.map(({ kind }) => kind)).toEqual(["template", "template"]);
  expect(said[0]?.body).toMatch(/^Hola Rosa Peña, tu cotización 41 está lista: \$96,00\. Vale hasta vie 27 nov/);
});

tenantTest("[T9] a quote without a chat is nobody's message", async ({ tenant }) => {
  await sendQuoteLink(tenant.job(), { ...quote("x" as ConversationId, tenant), conversationId: null } as never);
  expect(await tenant.published("conversations/message.sent")).toHaveLength(0);
});
