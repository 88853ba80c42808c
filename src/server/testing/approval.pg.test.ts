import { expect } from "vitest";
import type { ItemId } from "@/lib/ids";
import { localDate, plusDays } from "@/lib/time";
import { evaluateItems } from "@/server/modules/alerts/evaluation/service";
import { importSalesHistory } from "@/server/modules/analytics/public";
import { answerMessage } from "@/server/modules/assistant/jobs";
import { bindStaffPhone } from "@/server/modules/assistant/public";
import { createProduct } from "@/server/modules/catalog/public";
import { receiveStock } from "@/server/modules/inventory/public";
import { deliverNotifications } from "@/server/modules/notifications/jobs";
import { sql } from "@/server/platform/db";
import { type TestTenant, tenantTest } from "./fixtures";
import { openNumber } from "./talk";

const ownersPhone = "584141112233";

/** Two a day are sold in the first branch, where three are left; the second has plenty. */
async function runLow(tenant: TestTenant): Promise<void> {
  const owner = tenant.as("owner");
  const { itemId } = await createProduct(owner, {
    name: "Pastillas Corolla",
    sku: "BP-0412",
    price: "48.00",
    cost: "29.80",
  });
  const [here, there] = tenant.branches;
  await receiveStock(owner, { branchId: here.id, lines: [{ itemId, quantity: "3", unitCost: "29.80" }] });
  await receiveStock(owner, { branchId: there.id, lines: [{ itemId, quantity: "40", unitCost: "29.80" }] });
  const history = Array.from({ length: 28 }, (_, day) => ({
    factKey: `history:${day}`,
    businessDate: plusDays(localDate(owner.today()), -(day + 1)),
    branchId: here.id,
    itemId: itemId as ItemId,
    source: "history" as const,
    qtyMilli: 2_000n,
    netMinor: 9_600n,
    taxMinor: 0n,
    costMicro: 59_600_000n,
    currency: "USD" as const,
    occurredAt: tenant.clock.now(),
  }));
  await importSalesHistory(owner, history);
  await evaluateItems(tenant.job(), [itemId as ItemId]);
}

async function press(
  tenant: TestTenant,
  number: Awaited<ReturnType<typeof openNumber>>,
  payload: string,
  from: string,
) {
  const id = await number.write("", { from, type: "button", extra: { button: { payload, text: "Aprobar" } } });
  const received = (await tenant.published("conversations/message.received")).at(-1)?.payload;
  await answerMessage(tenant.job(), received as never);
  const said = await sql<{ body: string }>(tenant.job().read)`
    select body from message where conversation_id = ${id} and actor_kind = 'bot' order by seq desc limit 1`;
  return said[0]?.body;
}

tenantTest(
  "[K6 T10 C84 C158] the owner approves a transfer with a button on WhatsApp, once; nobody else can",
  async ({ tenant }) => {
    const number = await openNumber(tenant);
    await bindStaffPhone(tenant.as("owner"), {
      memberId: tenant.members.owner.id,
      phone: ownersPhone.replace("58", "0"),
    });
    await runLow(tenant);
    expect(await deliverNotifications(tenant.job())).toEqual({ delivered: 1 });

    const [notice] = await sql<{ content: { name: string; replies: string[] } }>(tenant.job().read)`
      select content from message where direction = 'out' and kind = 'template'`;
    expect(notice?.content.name).toBe("aprobar_traslado");
    const button = notice?.content.replies[0] ?? "";
    expect(button).toMatch(/^approve:/);

    const transfers = () => sql<{ status: string }>(tenant.job().read)`select status from transfer`;
    await press(tenant, number, button, "584149990000");
    expect(await transfers()).toEqual([]);
    expect(await press(tenant, number, button, ownersPhone)).toMatch(/^Aprobado/);
    expect(await press(tenant, number, button, ownersPhone)).toBeTruthy();
    expect(await transfers()).toEqual([{ status: "approved" }]);
    expect(await tenant.audited("proposal.approve")).toHaveLength(1);
  },
);
