import { type ErrorCode, isAppError, raise } from "@/lib/errors";
import type { BranchId, ChargeId, CustomerId, OrderId, PaymentId } from "@/lib/ids";
import { type Money, money, parseAmount, toWire } from "@/lib/money";
import { unwrap } from "@/lib/result";
import { toIso } from "@/lib/time";
import { applyPayment, lockForPayment, type Order } from "@/server/modules/orders/public";
import { recordAudit } from "@/server/platform/audit";
import { actorRef, type ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import { publish } from "@/server/platform/outbox";
import {
  type Charge,
  captureLines,
  checkCounterPayment,
  dueOf,
  type Payment,
  saleLines,
  settleCharge,
  splitCapture,
} from "./domain";
import { chargePaid, paymentCaptured } from "./events";
import { paymentRepository, paymentWriter } from "./repository";
import type { ChargeOf, ChargeView, RecordPayment } from "./schema";

export interface CreateCharge {
  subject: { kind: "order"; id: string };
  customerId: CustomerId | null;
  branchId: BranchId;
  amount: Money;
}

/** What is owed for a subject, in the caller's transaction. A subject has one charge: asking again answers the first. */
export async function createCharge(tx: TenantTx, ctx: ServiceContext, input: CreateCharge): Promise<Charge> {
  if (input.amount.minor <= 0n) raise("amount_invalid");
  const charge: Charge = {
    id: ctx.ids.next<ChargeId>(),
    subject: input.subject,
    customerId: input.customerId,
    branchId: input.branchId,
    currency: input.amount.currency,
    amountMinor: input.amount.minor,
    paidMinor: 0n,
    status: "open",
    version: 1,
  };
  const isNew = await paymentWriter(tx).insertCharge(charge, ctx.clock.now());
  if (!isNew) return (await paymentRepository(tx).findChargeOf(input.subject)) ?? raise("charge_not_found");
  await recordAudit(tx, ctx, { action: "charge.create", subject: charge.id, branchId: charge.branchId, after: charge });
  return charge;
}

export interface Held {
  order: Order | null;
  charge: Charge;
}

const endedWithoutSale: ReadonlySet<Order["status"]> = new Set(["cancelled", "rejected", "expired"]);

/** Locks the debt and what it is for, in the order every payment takes: order, then charge. */
export async function holdCharge(tx: TenantTx, ctx: ServiceContext, chargeId: ChargeId): Promise<Held> {
  const seen = (await paymentRepository(tx).findCharge(chargeId)) ?? raise("charge_not_found");
  const order = seen.subject.kind === "order" ? await lockForPayment(tx, ctx, seen.subject.id as OrderId) : null;
  const charge = (await paymentWriter(tx).lockCharge(chargeId)) ?? raise("charge_not_found");
  // Nothing is owed for an order that ended without a sale, from that instant on: the job that writes it down may come later.
  const isOver = order !== null && endedWithoutSale.has(order.status) && charge.status === "open";
  return { order, charge: isOver ? { ...charge, status: "void" } : charge };
}

/**
 * Books a captured payment once: allocation, double entry, charge, order. What exceeds the debt becomes the customer's credit.
 * With `completes: false` the money is booked and the goods wait for a person.
 */
export async function bookCapture(
  tx: TenantTx,
  ctx: ServiceContext,
  { order, charge }: Held,
  payment: Payment,
  options: { completes: boolean },
): Promise<void> {
  const writer = paymentWriter(tx);
  const at = ctx.clock.now();
  const split = splitCapture(charge, payment.amountMinor);
  const { settled, credit } = split;
  if (settled > 0n) {
    const id = ctx.ids.next<string>();
    await writer.insertAllocation({ id, paymentId: payment.id, chargeId: charge.id, amountMinor: settled, at });
  }
  const { branchId, currency } = charge;
  const entry = { businessDate: ctx.today(), at, branchId, currency };
  await writer.post({
    ...entry,
    id: ctx.ids.next(),
    sourceKind: "payment",
    sourceId: payment.id,
    effectKey: `payment:${payment.id}:captured`,
    lines: captureLines(payment.method, split),
  });
  const after = settleCharge(charge, settled);
  if (!(await writer.saveCharge(charge, after))) raise("payment_state_conflict");
  if (order && settled > 0n) {
    const done = await applyPayment(tx, ctx, {
      orderId: order.id,
      paidMinor: after.paidMinor,
      completes: options.completes,
    });
    if (done.status === "completed") await postSale(tx, ctx, done);
  }
  await recordAudit(tx, ctx, {
    action: "payment.capture",
    subject: payment.id,
    branchId,
    after: { method: payment.method, amountMinor: payment.amountMinor, currency, settled, credit },
  });
  await publish(tx, ctx, paymentCaptured, {
    paymentId: payment.id,
    chargeId: charge.id,
    branchId,
    method: payment.method,
    amount: toWire(money(payment.amountMinor, currency)),
    credit: toWire(money(credit, currency)),
  });
  if (after.status === "paid" && charge.status !== "paid") {
    await publish(tx, ctx, chargePaid, {
      chargeId: charge.id,
      subjectKind: charge.subject.kind,
      subjectId: charge.subject.id,
      branchId,
      customerId: charge.customerId,
      conversationId: order?.conversationId ?? null,
      orderNumber: order?.number ?? null,
      paid: toWire(money(after.paidMinor, currency)),
    });
  }
}

export interface Sale {
  id: string;
  branchId: BranchId;
  currency: Money["currency"];
  totalMinor: bigint;
  taxMinor: bigint;
}

/** The sale and its tax enter the books once per order, whichever of payment and completion comes last. */
export async function postSale(tx: TenantTx, ctx: ServiceContext, sale: Sale): Promise<void> {
  await paymentWriter(tx).post({
    id: ctx.ids.next(),
    sourceKind: "order",
    sourceId: sale.id,
    effectKey: `order:${sale.id}:sale`,
    businessDate: ctx.today(),
    at: ctx.clock.now(),
    branchId: sale.branchId,
    currency: sale.currency,
    lines: saleLines(sale.totalMinor - sale.taxMinor, sale.taxMinor),
  });
}

/** Why goods may stay on the shelf although they are paid. */
const goodsStay: ReadonlySet<ErrorCode> = new Set(["insufficient_stock", "item_not_found", "quantity_invalid"]);

/** Missing goods must not lose money: then the capture is booked alone, and the order waits for a person. */
export async function bookWithOrWithoutGoods<T>(book: (options: { completes: boolean }) => Promise<T>): Promise<T> {
  try {
    return await book({ completes: true });
  } catch (error) {
    if (!isAppError(error) || !goodsStay.has(error.code)) throw error;
    return book({ completes: false });
  }
}

/** Money taken at the counter: cash, card terminal, transfer or mobile payment with its reference. */
export async function recordPayment(ctx: ServiceContext, input: RecordPayment): Promise<ChargeView> {
  ctx.require("payment:collect");
  return bookWithOrWithoutGoods((options) => collect(ctx, input, options));
}

function collect(ctx: ServiceContext, input: RecordPayment, options: { completes: boolean }): Promise<ChargeView> {
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "payments.record", key: input.idempotencyKey, input }, async () => {
      const held = await holdCharge(tx, ctx, input.chargeId as ChargeId);
      const { charge } = held;
      ctx.require("payment:collect", charge.branchId, "charge_not_found");
      const amount = parseAmount(input.amount, charge.currency) ?? raise("amount_invalid");
      if (charge.status === "void") raise("order_state_conflict", { status: held.order?.status });
      unwrap(checkCounterPayment(charge, amount.minor, amount.currency));
      const at = ctx.clock.now();
      const payment: Payment = {
        id: ctx.ids.next<PaymentId>(),
        chargeId: charge.id,
        method: input.method,
        provider: null,
        providerId: null,
        providerUrl: null,
        currency: charge.currency,
        amountMinor: amount.minor,
        status: "captured",
        failure: null,
        reference: input.reference ?? null,
        version: 1,
        createdAt: at,
        capturedAt: at,
        expiresAt: null,
      };
      if (!(await paymentWriter(tx).insert(payment, actorRef(ctx)))) {
        raise("payment_state_conflict", { reference: input.reference });
      }
      await bookCapture(tx, ctx, held, payment, options);
      return viewOf(paymentRepository(tx), charge.id);
    }),
  );
}

async function viewOf(payments: ReturnType<typeof paymentRepository>, id: ChargeId): Promise<ChargeView> {
  const charge = (await payments.findCharge(id)) ?? raise("charge_not_found");
  const wire = (minor: bigint) => toWire(money(minor, charge.currency));
  const list = await payments.list(id);
  return {
    id: charge.id,
    status: charge.status,
    amount: wire(charge.amountMinor),
    paid: wire(charge.paidMinor),
    due: wire(dueOf(charge)),
    payments: list.map((payment) => ({
      id: payment.id,
      method: payment.method,
      amount: wire(payment.amountMinor),
      status: payment.status,
      reference: payment.reference,
      createdAt: toIso(payment.createdAt),
      capturedAt: payment.capturedAt && toIso(payment.capturedAt),
    })),
  };
}

/** The charge of a subject with its payments; null when nothing is owed for it. */
export async function chargeOf(ctx: ServiceContext, input: ChargeOf): Promise<ChargeView | null> {
  ctx.require("payment:read");
  const payments = paymentRepository(ctx.read);
  const charge = await payments.findChargeOf({ kind: input.subjectKind, id: input.subjectId });
  if (!charge) return null;
  ctx.require("payment:read", charge.branchId, "charge_not_found");
  return viewOf(payments, charge.id);
}

/** The same by the charge's own id: what a public page shows to whoever holds its link. */
export async function getCharge(ctx: ServiceContext, chargeId: string): Promise<ChargeView> {
  ctx.require("payment:read");
  return viewOf(paymentRepository(ctx.read), chargeId as ChargeId);
}

/** Nobody pays for a cancelled order. Money that still arrives is booked as the customer's credit. */
export async function voidChargeOf(ctx: ServiceContext, subject: { kind: "order"; id: string }): Promise<void> {
  ctx.require("order:cancel");
  await ctx.transaction(async (tx) => {
    const seen = await paymentRepository(tx).findChargeOf(subject);
    if (!seen) return;
    await holdCharge(tx, ctx, seen.id);
    const charge = (await paymentWriter(tx).lockCharge(seen.id)) ?? raise("charge_not_found");
    if (charge.status !== "open") return;
    const after: Charge = { ...charge, status: "void", version: charge.version + 1 };
    if (!(await paymentWriter(tx).saveCharge(charge, after))) raise("payment_state_conflict");
    await recordAudit(tx, ctx, {
      action: "charge.void",
      subject: charge.id,
      branchId: charge.branchId,
      before: charge,
      after,
    });
  });
}

/** Broken promises, in words; empty when all hold. */
export async function verifyInvariants(ctx: ServiceContext): Promise<string[]> {
  // no permission: the collector of every module runs it, and it answers rule names only
  const rows = await paymentRepository(ctx.read).violations();
  return rows.map(({ rule, subject }) => `payments: ${rule} ${subject}`);
}
