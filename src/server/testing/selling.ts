import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClock } from "@local/kit/clock";
import { type StripeSim, startStripe } from "@local/providers/stripe";
import { afterAll, beforeAll } from "vitest";
import type { CustomerId, ItemId } from "@/lib/ids";
import { money } from "@/lib/money";
import { units } from "@/lib/quantity";
import { createProduct, createTax } from "@/server/modules/catalog/public";
import { resolveContact } from "@/server/modules/customers/public";
import { postOpening, releaseReservations, reserveStock } from "@/server/modules/inventory/public";
import { placeOrder } from "@/server/modules/orders/public";
import { createCharge } from "@/server/modules/payments/public";
import { loadEnvironment } from "@/server/platform/env";
import { type TestTenant, testDatabase, testSecrets } from "./fixtures";

export interface Shelf {
  customerId: CustomerId;
  /** 48.00 with VAT of 16 %; eleven on the first branch's shelf. */
  pads: ItemId;
  /** 9.50 with VAT of 16 %; forty-one on the shelf. */
  filter: ItemId;
  /** 20.00, exempt, and none of it: a service. */
  labour: ItemId;
}

/** A customer and three things to sell in the first branch. */
export async function stockedShelf(tenant: TestTenant, counts = { pads: 11, filter: 41 }): Promise<Shelf> {
  const owner = tenant.as("owner");
  const vat = await createTax(owner, { code: "iva", name: "IVA", ratePpm: 160_000 });
  const taxId = vat.taxId;
  const pads = await createProduct(owner, { name: "Pastillas freno Corolla", sku: "BP-0412", price: "48.00", taxId });
  const filter = await createProduct(owner, { name: "Filtro aceite Hilux", sku: "FA-3301", price: "9.50", taxId });
  const labour = await createProduct(owner, { name: "Mano de obra", sku: "MO-1", price: "20.00", kind: "service" });
  const [padsId, filterId] = [pads.itemId as ItemId, filter.itemId as ItemId];
  const job = tenant.job();
  return job.transaction(async (tx) => {
    await postOpening(tx, job, {
      sourceId: job.ids.next(),
      branchId: tenant.branches[0].id,
      lines: [
        { itemId: padsId, qtyMilli: units(counts.pads), unitCostMicro: 30_000_000n },
        { itemId: filterId, qtyMilli: units(counts.filter), unitCostMicro: 5_320_000n },
      ],
    });
    const { customerId } = await resolveContact(tx, job, {
      scope: "prueba",
      aliases: [{ kind: "phone", value: "+584141234567" }],
      name: "Rosa Peña",
    });
    return { customerId, pads: padsId, filter: filterId, labour: labour.itemId as ItemId };
  });
}

/** The Stripe simulator for a test file, with the product's environment pointing at it. */
export function useStripe(): () => StripeSim {
  let sim: StripeSim | undefined;
  let dataDir: string | undefined;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "mostrador-stripe-"));
    const webhookSecret = testSecrets.stripeWebhookSecret;
    // Its pushes go nowhere: tests deliver them, so that nothing depends on when they arrive.
    sim = await startStripe({ port: 0, clock: createClock(), dataDir, appUrl: "http://127.0.0.1:9", webhookSecret });
    const { urls } = testDatabase();
    loadEnvironment({
      MOSTRADOR_PROFILE: "test",
      PUBLIC_URL: "http://localhost:3000",
      NEXTAUTH_SECRET: "a secret of at least thirty-two characters",
      DATABASE_URL: urls.appUrl,
      DATABASE_URL_CONTROL: urls.controlUrl,
      DATABASE_URL_MIGRATOR: urls.migratorUrl,
      DATABASE_URL_DIRECT: urls.directUrl,
      STRIPE_API_BASE_URL: sim.url,
      STRIPE_SECRET_KEY: "sk_test_x",
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      LOG_LEVEL: "silent",
    });
  });
  afterAll(async () => {
    await sim?.stop();
    if (dataDir) rmSync(dataDir, { recursive: true, force: true });
  });
  return () => {
    if (!sim) throw new Error("the simulator starts with the file's first test");
    return sim;
  };
}

export interface Owed {
  orderId: string;
  chargeId: string;
  /** Takes the goods off the shelf behind the order's back, as a broken count would. */
  breakStock(): Promise<void>;
}

/** An accepted order of two pads, 111.36 with VAT, with its charge. */
export async function owedOrder(
  tenant: TestTenant,
  shelf: Shelf,
  key = tenant.job().ids.next<string>(),
): Promise<Owed> {
  const ctx = tenant.as("owner");
  const totals = {
    currency: "USD",
    subtotalMinor: 9_600n,
    discountMinor: 0n,
    taxMinor: 1_536n,
    totalMinor: 11_136n,
  } as const;
  return ctx.transaction(async (tx) => {
    const order = await placeOrder(tx, ctx, {
      clientId: `test:${key}`,
      branchId: tenant.branches[0].id,
      channel: "counter",
      customerId: shelf.customerId,
      conversationId: null,
      sellerId: null,
      quoteId: null,
      completesOnPaid: true,
      totals,
      lines: [
        {
          lineNo: 1,
          itemId: shelf.pads,
          name: "Pastillas freno Corolla",
          sku: "BP-0412",
          qtyMilli: units(2),
          unitPriceMinor: 4_800n,
          discountMinor: 0n,
          taxRatePpm: 160_000,
          taxMinor: 1_536n,
          totalMinor: 11_136n,
        },
      ],
    });
    const charge = await createCharge(tx, ctx, {
      subject: { kind: "order", id: order.id },
      customerId: shelf.customerId,
      branchId: order.branchId,
      amount: money(totals.totalMinor, "USD"),
    });
    return {
      orderId: order.id,
      chargeId: charge.id,
      breakStock: async () => {
        const job = tenant.job();
        await job.transaction((inner) => releaseReservations(inner, job, { kind: "order", id: order.id }, "test"));
        await job.transaction(async (inner) => {
          const held = { kind: "test", id: order.id };
          const lines = [{ lineKey: "1", itemId: shelf.pads, qtyMilli: units(10) }];
          await reserveStock(inner, job, { subject: held, branchId: tenant.branches[0].id, expiresAt: null, lines });
        });
      },
    };
  });
}
