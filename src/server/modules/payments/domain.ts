import type { BranchId, ChargeId, CustomerId, PaymentId } from "@/lib/ids";
import type { Currency } from "@/lib/money";
import { err, ok, type Result } from "@/lib/result";
import type { Instant } from "@/lib/time";

export const chargeStatuses = ["open", "partial", "paid", "credit", "written_off", "void"] as const;
export type ChargeStatus = (typeof chargeStatuses)[number];
export interface Charge {
  id: ChargeId;
  subject: { kind: "order"; id: string };
  customerId: CustomerId | null;
  branchId: BranchId;
  currency: Currency;
  amountMinor: bigint;
  paidMinor: bigint;
  status: ChargeStatus;
  version: number;
}

export const paymentStatuses = [
  "pending",
  "unknown",
  "reported",
  "authorized",
  "failed",
  "expired",
  "cancelled",
  "rejected",
  "captured",
  "reversed",
] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];
export const counterMethods = ["cash", "card", "transfer", "mobile"] as const;
export type CounterMethod = (typeof counterMethods)[number];
export type PaymentMethod = CounterMethod | "link";

export interface Payment {
  id: PaymentId;
  chargeId: ChargeId;
  method: PaymentMethod;
  provider: string | null;
  providerId: string | null;
  providerUrl: string | null;
  currency: Currency;
  amountMinor: bigint;
  status: PaymentStatus;
  failure: string | null;
  reference: string | null;
  version: number;
  createdAt: Instant;
  capturedAt: Instant | null;
  expiresAt: Instant | null;
}

/** The object as the provider shows it when asked; what a webhook says is never one of these. */
export interface ProviderTruth {
  externalId: string;
  /** The payment id we gave it. */
  ourId: string | null;
  state: "open" | "authorized" | "captured" | "failed" | "expired" | "cancelled";
  amountMinor: bigint;
  currency: string;
}

/**
 * A payment only moves forward. An end without money ranks under the capture, since a capture that arrives later still counts.
 */
const rank: Record<PaymentStatus, number> = {
  pending: 0,
  unknown: 0,
  reported: 0,
  authorized: 1,
  failed: 2,
  expired: 2,
  cancelled: 2,
  rejected: 2,
  captured: 3,
  reversed: 4,
};

/** The status the provider's truth leads to; null when it changes nothing. */
export function advance(from: PaymentStatus, state: ProviderTruth["state"]): PaymentStatus | null {
  if (state === "open") return from === "unknown" ? "pending" : null;
  return rank[state] > rank[from] ? state : null;
}

/** Amount, currency, object and our own id are equal, or somebody is paying something else. */
export function checkTruth(payment: Payment, truth: ProviderTruth): Result<true, "payment_mismatch"> {
  const off =
    truth.ourId !== payment.id
      ? "client_reference_id"
      : payment.providerId !== null && truth.externalId !== payment.providerId
        ? "object"
        : truth.currency !== payment.currency
          ? "currency"
          : truth.amountMinor !== payment.amountMinor
            ? "amount"
            : null;
  return off ? err("payment_mismatch", { field: off, paymentId: payment.id }) : ok(true);
}

export const dueOf = (charge: Charge): bigint => {
  if (charge.status === "void" || charge.status === "written_off") return 0n;
  const due = charge.amountMinor - charge.paidMinor;
  return due < 0n ? 0n : due;
};

/** How much of what arrived settles the charge; the rest belongs to the customer. */
export function splitCapture(charge: Charge, amountMinor: bigint): { settled: bigint; credit: bigint } {
  const due = dueOf(charge);
  const settled = amountMinor < due ? amountMinor : due;
  return { settled, credit: amountMinor - settled };
}

export function settleCharge(charge: Charge, settled: bigint): Charge {
  const paidMinor = charge.paidMinor + settled;
  const isClosed = charge.status === "void" || charge.status === "written_off";
  const status = isClosed
    ? charge.status
    : paidMinor >= charge.amountMinor
      ? "paid"
      : paidMinor > 0n
        ? "partial"
        : "open";
  return { ...charge, paidMinor, status, version: charge.version + 1 };
}

/** A payment at the counter: change is given from the drawer, so more than what is due is never booked. */
export function checkCounterPayment(
  charge: Charge,
  amountMinor: bigint,
  currency: Currency,
): Result<true, "amount_invalid" | "charge_already_paid"> {
  if (dueOf(charge) === 0n) return err("charge_already_paid");
  if (currency !== charge.currency) return err("amount_invalid", { currency: charge.currency });
  if (amountMinor <= 0n || amountMinor > dueOf(charge)) return err("amount_invalid", { dueMinor: `${dueOf(charge)}` });
  return ok(true);
}

export interface EntryLine {
  account: string;
  minor: bigint;
}

const accountOf: Record<PaymentMethod, string> = {
  cash: "drawer",
  card: "card_terminal",
  transfer: "bank",
  mobile: "bank",
  link: "provider_clearing",
};

const nonZero = (lines: readonly EntryLine[]): EntryLine[] => lines.filter(({ minor }) => minor !== 0n);

/** Money in; what the customer owed goes down, and what is too much is owed to them. */
export const captureLines = (
  method: PaymentMethod,
  { settled, credit }: { settled: bigint; credit: bigint },
): EntryLine[] =>
  nonZero([
    { account: accountOf[method], minor: settled + credit },
    { account: "receivable", minor: -settled },
    { account: "customer_credit", minor: -credit },
  ]);

/** The sale itself, when the goods leave: what is owed, what was earned, what is the treasury's. */
export const saleLines = (netMinor: bigint, taxMinor: bigint): EntryLine[] =>
  nonZero([
    { account: "receivable", minor: netMinor + taxMinor },
    { account: "sales", minor: -netMinor },
    { account: "tax_payable", minor: -taxMinor },
  ]);
