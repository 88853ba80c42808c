import Stripe from "stripe";
import { limits } from "@/lib/limits";
import type { ProviderTruth } from "../domain";
import { type PaymentProvider, ProviderOutcomeUnknown, ProviderRefusal } from "../provider";

interface StripeOptions {
  secretKey: string;
  baseUrl: string;
}

function clientFor({ secretKey, baseUrl }: StripeOptions): Stripe {
  const { hostname, port, protocol } = new URL(baseUrl);
  return new Stripe(secretKey, {
    host: hostname,
    port: port || (protocol === "http:" ? "80" : "443"),
    protocol: protocol === "http:" ? "http" : "https",
    timeout: limits.outboundProviderMs,
    // A retry carries the same idempotency key, so it cannot charge twice; more of them only hide an outage.
    maxNetworkRetries: 1,
    telemetry: false,
  });
}

/** Stripe's errors in the port's two words. */
async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const isRefusal =
      cause instanceof Stripe.errors.StripeInvalidRequestError ||
      cause instanceof Stripe.errors.StripeAuthenticationError ||
      cause instanceof Stripe.errors.StripePermissionError;
    if (isRefusal) throw new ProviderRefusal(cause.code ?? cause.type, { cause });
    throw new ProviderOutcomeUnknown("stripe", { cause });
  }
}

function stateOf(session: Stripe.Checkout.Session): ProviderTruth["state"] {
  if (session.payment_status === "paid") return "captured";
  if (session.status === "expired") return "expired";
  if (session.status === "open") return "open";
  // Complete without money: a slow method that is still on its way, or one that failed.
  const intent = typeof session.payment_intent === "object" ? session.payment_intent : null;
  if (intent?.status === "canceled") return "cancelled";
  if (intent?.status === "requires_payment_method") return "failed";
  return "authorized";
}

const truthOf = (session: Stripe.Checkout.Session): ProviderTruth => ({
  externalId: session.id,
  ourId: session.client_reference_id,
  state: stateOf(session),
  amountMinor: BigInt(session.amount_total ?? 0),
  currency: (session.currency ?? "").toUpperCase(),
});

export function stripeProvider(options: StripeOptions): PaymentProvider {
  const stripe = clientFor(options);
  return {
    name: "stripe",
    async createCheckout({ paymentId, tenantCode, amount, description, successUrl, cancelUrl, language }) {
      const metadata = { payment: paymentId, tenant: tenantCode };
      const session = await translated(() =>
        stripe.checkout.sessions.create(
          {
            mode: "payment",
            client_reference_id: paymentId,
            line_items: [
              {
                quantity: 1,
                price_data: {
                  currency: amount.currency.toLowerCase(),
                  unit_amount: Number(amount.minor),
                  product_data: { name: description },
                },
              },
            ],
            success_url: successUrl,
            cancel_url: cancelUrl,
            locale: language,
            metadata,
            payment_intent_data: { metadata },
          },
          { idempotencyKey: paymentId },
        ),
      );
      if (!session.url) throw new ProviderRefusal("checkout without an address");
      return { externalId: session.id, url: session.url };
    },
    async getCheckout(externalId) {
      const expand = ["payment_intent"];
      return truthOf(await translated(() => stripe.checkout.sessions.retrieve(externalId, { expand })));
    },
    async expireCheckout(externalId) {
      try {
        await translated(() => stripe.checkout.sessions.expire(externalId));
      } catch (error) {
        // Already paid or expired: the look-up that follows says which.
        if (!(error instanceof ProviderRefusal)) throw error;
      }
    },
  };
}
