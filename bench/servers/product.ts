import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import type { BranchId, ItemId, TenantId } from "@/lib/ids";
import { everything } from "@/lib/permissions";
import { units } from "@/lib/quantity";
import { ensureStarted } from "@/server/composition/boot";
import { contextOf, tenantById } from "@/server/composition/tenants";
import { createApp } from "@/server/http/app";
import { placeOrder } from "@/server/modules/orders/public";
import { limitRules } from "@/server/platform/limits";

/** The product's own Hono app on a bare HTTP server, without pages and without background work. */
ensureStarted();
// One measured caller stands for a whole town of them.
Object.assign(limitRules.callsBySession, { max: Number.MAX_SAFE_INTEGER });

const tenantId = (process.env.BENCH_TENANT ?? "") as TenantId;
const branchId = (process.env.BENCH_BRANCH ?? "") as BranchId;

const app = new Hono()
  // Orders are made by other use cases, never by a call of their own, so the service is reached directly.
  .post("/bench/order", async (c) => {
    const tenant = await tenantById(tenantId);
    if (!tenant) return c.body(null, 404);
    const ctx = contextOf(tenant, { kind: "cli", id: "bench", name: "bench" }, everything);
    const items = (c.req.queries("item") ?? []) as ItemId[];
    const lines = items.map((itemId, index) => ({
      lineNo: index + 1,
      itemId,
      name: "Filtro de aceite",
      sku: "FA-3301",
      qtyMilli: units(1),
      unitPriceMinor: 950n,
      discountMinor: 0n,
      taxRatePpm: 160_000,
      taxMinor: 152n,
      totalMinor: 1_102n,
    }));
    const count = BigInt(lines.length);
    await ctx.transaction((tx) =>
      placeOrder(tx, ctx, {
        clientId: ctx.ids.next<string>(),
        branchId,
        channel: "counter",
        customerId: null,
        conversationId: null,
        sellerId: null,
        quoteId: null,
        completesOnPaid: true,
        lines,
        totals: {
          currency: tenant.currency,
          subtotalMinor: 950n * count,
          discountMinor: 0n,
          taxMinor: 152n * count,
          totalMinor: 1_102n * count,
        },
      }),
    );
    return c.json({ ok: true });
  })
  .route("/", createApp({ jobs: () => new Response(null, { status: 404 }) }));

const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port })}\n`);
});
process.on("SIGTERM", () => process.exit(0));
