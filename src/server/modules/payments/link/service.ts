import { raise } from "@/lib/errors";
import type { ChargeId, PaymentId } from "@/lib/ids";
import { money } from "@/lib/money";
import { unwrap } from "@/lib/result";
import { hours, minutes, plus } from "@/lib/time";
import { recordAudit } from "@/server/platform/audit";
import { actorRef, type ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { publish } from "@/server/platform/outbox";
import { routeProviderObject } from "@/server/platform/routing";
import { advance, checkTruth, dueOf, type Payment, type ProviderTruth } from "../domain";
import { paymentFailed } from "../events";
import { type PaymentProvider, ProviderOutcomeUnknown } from "../provider";
import { paymentProvider } from "../providers/configured";
import { paymentRepository, paymentWriter } from "../repository";
import { bookCapture, bookWithOrWithoutGoods, holdCharge } from "../service";

/** Where the provider's events for the platform's own application arrive. */
const appKey = "stripe-platform";
/** A checkout lives this long at the provider; its idempotency key is remembered as long. */
const checkoutLifeMs = hours(24);
/** A link this close to its end is not handed out again. */
const leastLifeMs = minutes(5);
/** Before this, a push is probably still on its way. */
const reconcileAfterMs = minutes(2);
const reconcileBatch = 100;

export interface OpenPaymentLink {
  chargeId: string;
  successUrl: string;
  cancelUrl: string;
  description: string;
  language?: "es" | "en";
}

const isLive = ({ status }: Payment) => status === "pending" || status === "unknown" || status === "authorized";

type Claim = { kind: "use"; payment: Payment } | { kind: "stale"; payment: Payment };

/** Under the charge's lock: the live link of exactly what is due, or a new row for it. Two clicks get the same payment. */
async function claim(tx: TenantTx, ctx: ServiceContext, chargeId: ChargeId, provider: PaymentProvider): Promise<Claim> {
  const { charge } = await holdCharge(tx, ctx, chargeId);
  const due = dueOf(charge);
  if (due === 0n) raise("charge_already_paid");
  const now = ctx.clock.now();
  const live = (await paymentRepository(tx).list(chargeId)).find((one) => one.method === "link" && isLive(one));
  if (live) {
    const isFresh = live.expiresAt !== null && live.expiresAt > plus(now, leastLifeMs);
    return { kind: isFresh && live.amountMinor === due ? "use" : "stale", payment: live };
  }
  const payment: Payment = {
    id: ctx.ids.next<PaymentId>(),
    chargeId,
    method: "link",
    provider: provider.name,
    providerId: null,
    providerUrl: null,
    currency: charge.currency,
    amountMinor: due,
    status: "pending",
    failure: null,
    reference: null,
    version: 1,
    createdAt: now,
    capturedAt: null,
    expiresAt: plus(now, checkoutLifeMs),
  };
  await paymentWriter(tx).insert(payment, actorRef(ctx));
  await recordAudit(tx, ctx, {
    action: "payment.open_link",
    subject: payment.id,
    branchId: charge.branchId,
    after: { amountMinor: due, currency: charge.currency },
  });
  return { kind: "use", payment };
}

/** An old link is closed at the provider and its truth is read before another may exist. */
async function retire(ctx: ServiceContext, payment: Payment, provider: PaymentProvider): Promise<void> {
  if (!payment.providerId) {
    await abandon(ctx, payment, "expired", "never opened");
    return;
  }
  try {
    await provider.expireCheckout(payment.providerId);
    await applyTruth(ctx, payment.id, await provider.getCheckout(payment.providerId));
  } catch (cause) {
    if (cause instanceof ProviderOutcomeUnknown) raise("outcome_unknown", { paymentId: payment.id }, cause);
    throw cause;
  }
}

async function abandon(
  ctx: ServiceContext,
  seen: Payment,
  to: "unknown" | "failed" | "expired",
  reason: string,
): Promise<void> {
  await ctx.transaction(async (tx) => {
    const writer = paymentWriter(tx);
    const payment = (await writer.lockPayment(seen.id)) ?? raise("payment_not_found");
    if (!isLive(payment) || payment.status === to || payment.providerId !== seen.providerId) return;
    if (!(await writer.move(payment, to, { at: ctx.clock.now(), failure: reason }))) raise("payment_state_conflict");
    await recordAudit(tx, ctx, {
      action: `payment.${to}`,
      subject: payment.id,
      before: { status: payment.status },
      after: { status: to },
      reason,
    });
  });
}

/**
 * The address where the customer pays what is due now. Runs outside any transaction. A lost answer leaves the payment `unknown`: asking
 * again repeats the same key, which finds the checkout that may exist instead of making a second one.
 */
export async function openPaymentLink(
  ctx: ServiceContext,
  input: OpenPaymentLink,
): Promise<{ url: string; paymentId: PaymentId }> {
  ctx.require("payment:collect");
  const provider = paymentProvider();
  const chargeId = input.chargeId as ChargeId;
  let claimed = await ctx.transaction((tx) => claim(tx, ctx, chargeId, provider));
  if (claimed.kind === "stale") {
    await retire(ctx, claimed.payment, provider);
    claimed = await ctx.transaction((tx) => claim(tx, ctx, chargeId, provider));
    if (claimed.kind === "stale") raise("payment_state_conflict");
  }
  const { payment } = claimed;
  if (payment.providerUrl && payment.status === "pending") return { url: payment.providerUrl, paymentId: payment.id };
  const checkout = await createCheckout(ctx, provider, payment, input);
  // Written before the customer can pay, so that no event about it arrives without an owner.
  await routeProviderObject(provider.name, checkout.externalId, ctx.tenant.id, payment.id, appKey);
  await ctx.transaction((tx) => paymentWriter(tx).setCheckout(payment.id, checkout));
  return { url: checkout.url, paymentId: payment.id };
}

async function createCheckout(
  ctx: ServiceContext,
  provider: PaymentProvider,
  payment: Payment,
  { description, successUrl, cancelUrl, language = "es" }: OpenPaymentLink,
) {
  try {
    return await provider.createCheckout({
      paymentId: payment.id,
      tenantCode: ctx.tenant.code6,
      amount: money(payment.amountMinor, payment.currency),
      description,
      successUrl,
      cancelUrl,
      language,
    });
  } catch (cause) {
    if (cause instanceof ProviderOutcomeUnknown) {
      await abandon(ctx, payment, "unknown", "no answer");
      return raise("outcome_unknown", { paymentId: payment.id }, cause);
    }
    await abandon(ctx, payment, "failed", cause instanceof Error ? cause.message : "refused");
    return raise("dependency_unavailable", { dependency: provider.name }, cause);
  }
}

const applyTruth = (ctx: ServiceContext, paymentId: PaymentId, truth: ProviderTruth): Promise<Payment> =>
  bookWithOrWithoutGoods((options) => settle(ctx, paymentId, truth, options));

/** Moves one payment to what its provider says, forward only and at most once, with everything a capture brings. */
function settle(
  ctx: ServiceContext,
  paymentId: PaymentId,
  truth: ProviderTruth,
  options: { completes: boolean },
): Promise<Payment> {
  return ctx.transaction(async (tx) => {
    const seen = (await paymentRepository(tx).find(paymentId)) ?? raise("payment_not_found");
    const held = await holdCharge(tx, ctx, seen.chargeId);
    const writer = paymentWriter(tx);
    const payment = (await writer.lockPayment(paymentId)) ?? raise("payment_not_found");
    unwrap(checkTruth(payment, truth));
    const to = advance(payment.status, truth.state);
    if (!to) return payment;
    const at = ctx.clock.now();
    const { externalId: providerId } = truth;
    if (!(await writer.move(payment, to, { at, providerId }))) raise("payment_state_conflict");
    const moved: Payment = { ...payment, providerId, status: to, version: payment.version + 1 };
    if (to === "captured") {
      await bookCapture(tx, ctx, held, { ...moved, capturedAt: at }, options);
      return moved;
    }
    await recordAudit(tx, ctx, {
      action: `payment.${to}`,
      subject: payment.id,
      branchId: held.charge.branchId,
      before: { status: payment.status },
      after: { status: to },
    });
    if (to === "failed" || to === "expired" || to === "cancelled") {
      const { branchId } = held.charge;
      await publish(tx, ctx, paymentFailed, { paymentId: payment.id, chargeId: held.charge.id, branchId, status: to });
    }
    return moved;
  });
}

/**
 * A pushed event is a hint that something changed: the object is fetched, and only what the provider then shows is believed. Events may
 * come twice, late, in any order or not at all.
 */
export async function applyStripeEvent(
  ctx: ServiceContext,
  hint: { paymentId?: string; checkoutSessionId: string },
): Promise<{ status: string }> {
  ctx.require("payment:collect");
  const truth = await paymentProvider().getCheckout(hint.checkoutSessionId);
  const paymentId = (hint.paymentId ?? truth.ourId ?? raise("payment_not_found")) as PaymentId;
  const { status } = await applyTruth(ctx, paymentId, truth);
  return { status };
}

/** Links whose end nobody told us. */
export async function unsettledPayments(ctx: ServiceContext): Promise<PaymentId[]> {
  ctx.require("payment:read");
  const before = plus(ctx.clock.now(), -reconcileAfterMs);
  return paymentRepository(ctx.read).listUnsettled(before, reconcileBatch);
}

/** Asks the provider what became of one link. A link that never got its address dies when the provider would have let it die. */
export async function reconcilePayment(ctx: ServiceContext, input: { paymentId: string }): Promise<{ status: string }> {
  ctx.require("payment:collect");
  const payment = (await paymentRepository(ctx.read).find(input.paymentId as PaymentId)) ?? raise("payment_not_found");
  if (!isLive(payment)) return { status: payment.status };
  if (payment.providerId) {
    const { status } = await applyTruth(ctx, payment.id, await paymentProvider().getCheckout(payment.providerId));
    return { status };
  }
  if (payment.expiresAt === null || payment.expiresAt > ctx.clock.now()) return { status: payment.status };
  await abandon(ctx, payment, "expired", "never opened");
  return { status: "expired" };
}

/** Looks at the live link of a charge now: somebody came back from the provider's page and waits. */
export async function refreshCharge(ctx: ServiceContext, chargeId: string): Promise<void> {
  ctx.require("payment:read");
  const live = (await paymentRepository(ctx.read).list(chargeId as ChargeId)).find(isLive);
  if (live) await reconcilePayment(ctx, { paymentId: live.id });
}
