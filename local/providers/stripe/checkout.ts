import { invalid, missing, noSuch, StripeSimError } from "./errors";
import { type Form, formAt, listAt, metadataAt, textAt } from "./form";
import { type Ledger, newId } from "./ledger";
import type { Charge, LineItem, PaymentIntent, Session, StripeObject } from "./types";

const HALF_HOUR_S = 1_800;
const DAY_S = 86_400;
/** The shortest life Stripe allows is checked with some room, as its own clock and the caller's differ. */
const SLACK_S = 120;
/** Eight digits of the smallest unit; two more where a unit buys little. */
const MAX_AMOUNT = 99_999_999;
const MAX_AMOUNT_SMALL_UNIT = 9_999_999_999;
const SMALL_UNIT = new Set(["ars", "clp", "cop", "crc", "pyg"]);

function integerAt(form: Form, key: string, at: string): number {
  const raw = textAt(form, key);
  if (raw === undefined) throw missing(at);
  if (!/^-?\d+$/.test(raw)) throw invalid(at, `Invalid integer: ${raw}`, "parameter_invalid_integer");
  return Number(raw);
}

function lineItem(form: Form, index: number, now: number): LineItem {
  const at = `line_items[${index}]`;
  const data = formAt(form, "price_data");
  if (!data) {
    const price = textAt(form, "price");
    throw price ? noSuch("price", price, `${at}[price]`) : missing(`${at}[price_data]`);
  }
  const product = formAt(data, "product_data");
  const name = product ? textAt(product, "name") : textAt(data, "product");
  if (!name) throw missing(`${at}[price_data][product_data][name]`);
  const currency = textAt(data, "currency")?.toLowerCase();
  if (!currency) throw missing(`${at}[price_data][currency]`);
  if (!/^[a-z]{3}$/.test(currency)) throw invalid(`${at}[price_data][currency]`, `Invalid currency: ${currency}`);
  const unit = integerAt(data, "unit_amount", `${at}[price_data][unit_amount]`);
  if (unit < 0)
    throw invalid(
      `${at}[price_data][unit_amount]`,
      "This value must be greater than or equal to 0.",
      "parameter_invalid_integer",
    );
  const quantity = form.quantity === undefined ? 1 : integerAt(form, "quantity", `${at}[quantity]`);
  if (quantity < 1)
    throw invalid(`${at}[quantity]`, "This value must be greater than or equal to 1.", "parameter_invalid_integer");
  const amount = unit * quantity;
  return {
    id: newId("li"),
    object: "item",
    amount_subtotal: amount,
    amount_total: amount,
    amount_discount: 0,
    amount_tax: 0,
    currency,
    description: name,
    quantity,
    price: {
      id: newId("price"),
      object: "price",
      created: now,
      active: false,
      currency,
      type: "one_time",
      unit_amount: unit,
      unit_amount_decimal: `${unit}`,
      product: newId("prod"),
      metadata: {},
      livemode: false,
    },
  };
}

export function createSession(ledger: Ledger, account: string, form: Form, pageUrl: string): Session {
  const mode = textAt(form, "mode");
  if (!mode) throw missing("mode");
  if (mode !== "payment") throw invalid("mode", `This simulator takes payments only: mode=${mode} is not available.`);
  const successUrl = textAt(form, "success_url");
  if (!successUrl && textAt(form, "ui_mode") !== "embedded") throw missing("success_url");
  const now = ledger.nowSeconds();
  const lines = listAt(form, "line_items").map((item, index) =>
    lineItem(typeof item === "object" && !Array.isArray(item) ? item : {}, index, now),
  );
  if (lines.length === 0) throw missing("line_items");
  const currencies = new Set(lines.map(({ currency }) => currency));
  if (currencies.size > 1) throw invalid("line_items", "All line items must have the same currency.");
  const total = lines.reduce((sum, { amount_total }) => sum + amount_total, 0);
  if (total < 1)
    throw invalid(
      "line_items",
      "The Checkout Session's total amount due must add up to at least the minimum charge.",
      "amount_too_small",
    );
  const most = SMALL_UNIT.has(lines[0]?.currency ?? "") ? MAX_AMOUNT_SMALL_UNIT : MAX_AMOUNT;
  if (total > most) throw invalid("line_items", `Amount must be no more than ${most}.`, "amount_too_large");
  const expiresAt = form.expires_at === undefined ? now + DAY_S : integerAt(form, "expires_at", "expires_at");
  if (expiresAt < now + HALF_HOUR_S - SLACK_S)
    throw invalid(
      "expires_at",
      "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
    );
  if (expiresAt > now + DAY_S + SLACK_S)
    throw invalid(
      "expires_at",
      "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
    );
  const customer = textAt(form, "customer") ?? null;
  if (customer && !ledger.customers.get(customer)) throw noSuch("customer", customer, "customer");
  const id = `cs_test_${newId("x").slice(2)}`;
  const session: Session = {
    id,
    object: "checkout.session",
    created: now,
    account,
    livemode: false,
    mode,
    status: "open",
    payment_status: "unpaid",
    amount_subtotal: total,
    amount_total: total,
    currency: lines[0]?.currency ?? "usd",
    client_reference_id: textAt(form, "client_reference_id") ?? null,
    customer,
    customer_email: textAt(form, "customer_email") ?? null,
    customer_details: null,
    expires_at: expiresAt,
    locale: textAt(form, "locale") ?? null,
    metadata: metadataAt(form),
    intentMetadata: metadataAt(formAt(form, "payment_intent_data") ?? {}),
    payment_intent: null,
    payment_method_types: ["card"],
    success_url: successUrl ?? null,
    cancel_url: textAt(form, "cancel_url") ?? null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    lines,
    url: `${pageUrl}/c/pay/${id}`,
  };
  return ledger.sessions.put(id, session);
}

/** What travels: the fields that are this machine's own stay here. */
export function sessionView({
  account: _account,
  lines: _lines,
  intentMetadata: _metadata,
  ...session
}: Session): StripeObject {
  return session;
}

export function expireSession(ledger: Ledger, session: Session): Session {
  if (session.status !== "open") {
    throw new StripeSimError(
      400,
      "invalid_request_error",
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
    );
  }
  const expired = ledger.sessions.put(session.id, { ...session, status: "expired", url: null });
  ledger.emit(session.account, "checkout.session.expired", sessionView(expired));
  return expired;
}

/** The customer presses «Pagar». Paying twice is paying once. */
export function paySession(ledger: Ledger, session: Session, email?: string): Session {
  if (session.status === "complete") return session;
  if (session.status === "expired") throw invalid("session", "This Checkout Session has expired.");
  const now = ledger.nowSeconds();
  const intentId = session.payment_intent ?? newId("pi");
  const charge: Charge = {
    id: newId("ch"),
    object: "charge",
    created: now,
    account: session.account,
    amount: session.amount_total,
    amount_captured: session.amount_total,
    amount_refunded: 0,
    captured: true,
    currency: session.currency,
    metadata: session.intentMetadata,
    paid: true,
    payment_intent: intentId,
    payment_method_details: { type: "card", card: { brand: "visa", last4: "4242", country: "US", funding: "credit" } },
    refunded: false,
    status: "succeeded",
    livemode: false,
  };
  const intent = intentOf(session, intentId, now, {
    status: "succeeded",
    amount_received: session.amount_total,
    latest_charge: charge.id,
  });
  const address = email ?? session.customer_email ?? "cliente@ejemplo.test";
  const paid: Session = {
    ...session,
    status: "complete",
    payment_status: "paid",
    payment_intent: intentId,
    customer_details: { email: address, name: null, phone: null, address: null, tax_exempt: "none", tax_ids: [] },
    url: null,
  };
  ledger.charges.put(charge.id, charge);
  ledger.intents.put(intentId, intent);
  ledger.sessions.put(session.id, paid);
  ledger.emit(session.account, "payment_intent.succeeded", intentView(intent));
  ledger.emit(session.account, "checkout.session.completed", sessionView(paid));
  return paid;
}

/** The bank says no; the session stays open, as on the real page. */
export function declineSession(ledger: Ledger, session: Session): Session {
  if (session.status !== "open") throw invalid("session", `This Checkout Session is ${session.status}.`);
  const intentId = session.payment_intent ?? newId("pi");
  const intent = intentOf(session, intentId, ledger.nowSeconds(), {
    status: "requires_payment_method",
    amount_received: 0,
    latest_charge: null,
    last_payment_error: {
      type: "card_error",
      code: "card_declined",
      decline_code: "generic_decline",
      message: "Your card was declined.",
    },
  });
  ledger.intents.put(intentId, intent);
  const tried = ledger.sessions.put(session.id, { ...session, payment_intent: intentId });
  ledger.emit(session.account, "payment_intent.payment_failed", intentView(intent));
  return tried;
}

function intentOf(
  session: Session,
  id: string,
  now: number,
  state: Pick<PaymentIntent, "status" | "amount_received" | "latest_charge"> & Record<string, unknown>,
): PaymentIntent {
  return {
    id,
    object: "payment_intent",
    created: now,
    account: session.account,
    session: session.id,
    amount: session.amount_total,
    amount_capturable: 0,
    currency: session.currency,
    customer: session.customer,
    metadata: session.intentMetadata,
    payment_method_types: ["card"],
    last_payment_error: null,
    livemode: false,
    ...state,
  };
}

export function intentView({ account: _account, session: _session, ...intent }: PaymentIntent): StripeObject {
  return intent;
}

/** Sessions die on their own at the simulated time; run often. */
export function expireDue(ledger: Ledger): void {
  const now = ledger.nowSeconds();
  for (const session of ledger.sessions.all())
    if (session.status === "open" && session.expires_at <= now) expireSession(ledger, session);
}
