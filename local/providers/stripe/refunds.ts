import { invalid, missing, noSuch } from "./errors";
import { type Form, metadataAt, textAt } from "./form";
import { type Ledger, newId } from "./ledger";
import type { Charge, Refund, StripeObject } from "./types";

const REASONS = new Set(["duplicate", "fraudulent", "requested_by_customer"]);

/** Without an amount, all that is left goes back. */
export function createRefund(ledger: Ledger, account: string, form: Form, idempotencyKey?: string): Refund {
  const charge = chargeOf(ledger, account, form);
  const left = charge.amount - charge.amount_refunded;
  if (left === 0) throw invalid("charge", `Charge ${charge.id} has already been refunded.`, "charge_already_refunded");
  const raw = textAt(form, "amount");
  if (raw !== undefined && !/^\d+$/.test(raw))
    throw invalid("amount", `Invalid positive integer: ${raw}`, "parameter_invalid_integer");
  const amount = raw === undefined ? left : Number(raw);
  if (amount < 1)
    throw invalid("amount", "This value must be greater than or equal to 1.", "parameter_invalid_integer");
  if (amount > left)
    throw invalid("amount", `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`);
  const reason = textAt(form, "reason");
  if (reason && !REASONS.has(reason))
    throw invalid("reason", `Invalid reason: must be one of ${[...REASONS].join(", ")}`);
  const refund: Refund = {
    id: newId("re"),
    object: "refund",
    created: ledger.nowSeconds(),
    account,
    amount,
    currency: charge.currency,
    charge: charge.id,
    payment_intent: charge.payment_intent,
    metadata: metadataAt(form),
    reason: reason ?? null,
    status: "succeeded",
  };
  const refunded = charge.amount_refunded + amount;
  const changed: Charge = { ...charge, amount_refunded: refunded, refunded: refunded === charge.amount };
  ledger.refunds.put(refund.id, refund);
  ledger.charges.put(charge.id, changed);
  ledger.emit(account, "refund.created", withoutAccount(refund), idempotencyKey);
  ledger.emit(account, "charge.refunded", withoutAccount(changed), idempotencyKey);
  return refund;
}

function chargeOf(ledger: Ledger, account: string, form: Form): Charge {
  const intentId = textAt(form, "payment_intent");
  const chargeId = textAt(form, "charge");
  if (!intentId && !chargeId) throw missing("payment_intent");
  const intent = intentId ? ledger.intents.get(intentId) : undefined;
  if (intentId && (!intent || intent.account !== account)) throw noSuch("payment_intent", intentId, "payment_intent");
  if (intent && !intent.latest_charge)
    throw invalid("payment_intent", "This PaymentIntent does not have a successful charge to refund.");
  const id = intent?.latest_charge ?? chargeId ?? "";
  const charge = ledger.charges.get(id);
  if (!charge || charge.account !== account) throw noSuch("charge", id, "charge");
  return charge;
}

export function withoutAccount<T extends StripeObject & { account: string }>({
  account: _account,
  ...rest
}: T): StripeObject {
  return rest as StripeObject;
}
