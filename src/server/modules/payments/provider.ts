import type { PaymentId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import type { ProviderTruth } from "./domain";

export interface CheckoutRequest {
  /** Also the provider's idempotency key: the same payment can never become two checkouts. */
  paymentId: PaymentId;
  tenantCode: string;
  amount: Money;
  description: string;
  successUrl: string;
  cancelUrl: string;
  language: "es" | "en";
}

/** The request may have been acted on; only a look-up may say so. */
export class ProviderOutcomeUnknown extends Error {
  override readonly name = "ProviderOutcomeUnknown";
}
/** The provider answered no. */
export class ProviderRefusal extends Error {
  override readonly name = "ProviderRefusal";
}

/** A port to whoever collects money for the tenant. Every adapter throws only the two errors above. */
export interface PaymentProvider {
  readonly name: string;
  /** The same payment id again answers the same checkout: this is also the look-up after a lost answer. */
  createCheckout(request: CheckoutRequest): Promise<{ externalId: string; url: string }>;
  getCheckout(externalId: string): Promise<ProviderTruth>;
  /** Closes a checkout that is no longer wanted; one that was paid meanwhile stays paid. */
  expireCheckout(externalId: string): Promise<void>;
}
