import { expect } from "vitest";
import { hours, minutes } from "@/lib/time";
import { sql } from "@/server/platform/db";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { openNumber } from "@/server/testing/talk";
import { deliverNotifications } from "./jobs";
import { notifyMembers, verifyInvariants } from "./public";
import { countUnseen, listNotifications, markSeen } from "./service";

const notice = (tenant: TestTenant) => ({
  type: "stock.low",
  permission: "proposal:approve" as const,
  branchId: tenant.branches[0].id,
  subject: "proposal:1",
  dedupeKey: "proposal:1",
  title: "Se acaban las pastillas",
  body: "Mover 12 desde Valencia",
  whatsapp: {
    template: "aprobar_traslado",
    variables: ["12", "Pastillas", "Valencia", "Chacao", "$384,00"],
    buttons: [
      { id: "approve:1", title: "Aprobar" },
      { id: "reject:1", title: "Rechazar" },
    ],
  },
});
const tell = (tenant: TestTenant) => {
  const ctx = tenant.job();
  return ctx.transaction((tx) => notifyMembers(tx, ctx, notice(tenant)));
};
const givePhone = (tenant: TestTenant, role: "owner" | "branch_manager", phone: string) =>
  tenant
    .job()
    .transaction((tx) => sql.execute(tx)`update member set phone = ${phone} where id = ${tenant.members[role].id}`);
const messages = (tenant: TestTenant) =>
  sql<{ kind: string; body: string; content: unknown }>(tenant.job().read)`
    select kind, body, content from message where direction = 'out' order by id`;

tenantTest("[P14] whoever may decide is told once; nobody else is", async ({ tenant }) => {
  expect(await tell(tenant)).toEqual({ notified: 3 });
  expect(await tell(tenant)).toEqual({ notified: 0 });
  const owner = tenant.as("owner");
  const { items } = await listNotifications(owner, { isUnseenOnly: true, limit: 10 });
  expect(items).toMatchObject([{ title: "Se acaban las pastillas", seenAt: null }]);
  expect(await countUnseen(tenant.as("seller"))).toEqual({ unseen: 0 });
  const ids = items.map(({ notificationId }) => notificationId);
  expect(await markSeen(tenant.as("branch_manager"), { notificationIds: ids })).toEqual({ marked: 0 });
  expect(await markSeen(owner, { notificationIds: ids })).toEqual({ marked: 1 });
  expect(await countUnseen(owner)).toEqual({ unseen: 0 });
});

tenantTest(
  "[P14 T10] outside the window the template leaves, inside it the notice with its buttons; each once",
  async ({ tenant }) => {
    await openNumber(tenant);
    const number = await openNumber(tenant);
    await givePhone(tenant, "owner", "0414-1112233");
    await givePhone(tenant, "branch_manager", "+58 414 9998877");
    await number.write("/alertas", { from: "584149998877" });
    await tell(tenant);
    expect(await deliverNotifications(tenant.job())).toEqual({ delivered: 2 });
    await deliverNotifications(tenant.job());
    const sent = await messages(tenant);
    expect(sent.map(({ kind }) => kind).sort()).toEqual(["interactive", "template"]);
    const template = sent.find(({ kind }) => kind === "template");
    expect(template).toMatchObject({
      body: "Trasladar 12 de Pastillas de Valencia a Chacao ahorra $384,00. ¿Lo apruebas?",
      content: { replies: ["approve:1", "reject:1", "Ver"] },
    });
    expect(await verifyInvariants(tenant.job())).toEqual([]);
  },
);

tenantTest("[P14] without a number it fails with its reason and is given up", async ({ tenant }) => {
  await tell(tenant);
  for (let n = 0; n < 8; n += 1) {
    await deliverNotifications(tenant.job());
    tenant.clock.advance(n < 5 ? minutes(30) : hours(1));
  }
  const rows = await sql<{ state: string; reason: string }>(
    tenant.job().read,
  )`select state, reason from notification_delivery`;
  expect(rows).toEqual(Array.from({ length: 3 }, () => ({ state: "failed", reason: "phone_invalid" })));
});
