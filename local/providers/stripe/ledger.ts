import { randomBytes } from "node:crypto";
import type { SimClock } from "@local/kit/clock";
import { createDeliveries, type Deliveries } from "@local/kit/deliveries";
import { createFaults, type Faults } from "@local/kit/faults";
import { createSignal } from "@local/kit/http";
import { type Collection, openStore, type Store } from "@local/kit/store";
import Stripe from "stripe";
import { STRIPE_FAULTS } from "./faults";
import type { Charge, Endpoint, PaymentIntent, Refund, Replay, Session, StripeEvent, StripeObject } from "./types";

export type StripeConfig = {
  appUrl: string;
  dataDir: string;
  webhookSecret: string;
  appKey: string;
  apiVersion: string;
};

/** All that Stripe remembers. */
export interface Ledger {
  config: StripeConfig;
  clock: SimClock;
  store: Store;
  faults: Faults;
  deliveries: Deliveries;
  sessions: Collection<Session>;
  intents: Collection<PaymentIntent>;
  charges: Collection<Charge>;
  refunds: Collection<Refund>;
  customers: Collection<StripeObject>;
  events: Collection<StripeEvent>;
  replays: Collection<Replay>;
  endpoints: Collection<Endpoint>;
  changed: () => void;
  onChange: (listener: () => void) => () => void;
  nowSeconds: () => number;
  emit(account: string, type: string, object: unknown, idempotencyKey?: string): void;
  reset(): void;
}

export const DEFAULT_ACCOUNT = "acct_local";

export const newId = (prefix: string): string =>
  `${prefix}_${randomBytes(15).toString("base64url").replace(/[-_]/g, "0")}`;

/** What belongs to one payment leaves in order; everything else may overtake. */
function subjectOf(object: unknown): string {
  const { id, payment_intent } = object as { id: string; payment_intent?: unknown };
  return typeof payment_intent === "string" ? payment_intent : id;
}

export function createLedger(config: StripeConfig, clock: SimClock): Ledger {
  const store = openStore(`${config.dataDir}/stripe.jsonl`);
  const signal = createSignal();
  const faults = createFaults(STRIPE_FAULTS, store, signal.emit);
  const endpoints = store.collection<Endpoint>("endpoints");
  const events = store.collection<StripeEvent>("events");
  const nowSeconds = () => Math.floor(clock.now() / 1_000);
  const endpointOf = (account: string): Endpoint =>
    endpoints.get(account) ?? {
      account,
      url: `${config.appUrl}/api/webhooks/stripe/${config.appKey}`,
      webhookSecret: config.webhookSecret,
    };
  const { webhooks } = new Stripe("sk_test_local");

  const deliveries = createDeliveries({
    store,
    clock,
    faults,
    sign: ({ signer }, body, isForged) => {
      const { webhookSecret } = endpointOf(signer);
      const secret = isForged ? `${webhookSecret}_forged` : webhookSecret;
      // Signed at each try, at the simulated time the product checks it against.
      return {
        "stripe-signature": webhooks.generateTestHeaderString({ payload: body, secret, timestamp: nowSeconds() }),
      };
    },
    changed: signal.emit,
  });

  return {
    config,
    clock,
    store,
    faults,
    deliveries,
    sessions: store.collection<Session>("sessions"),
    intents: store.collection<PaymentIntent>("intents"),
    charges: store.collection<Charge>("charges"),
    refunds: store.collection<Refund>("refunds"),
    customers: store.collection<StripeObject>("customers"),
    events,
    replays: store.collection<Replay>("replays"),
    endpoints,
    changed: signal.emit,
    onChange: signal.on,
    nowSeconds,
    emit(account, type, object, idempotencyKey) {
      const endpoint = endpointOf(account);
      const event: StripeEvent = {
        id: newId("evt"),
        object: "event",
        ...(endpoint.isConnect ? { account } : {}),
        api_version: config.apiVersion,
        created: nowSeconds(),
        data: { object },
        livemode: false,
        pending_webhooks: 1,
        request: { id: newId("req"), idempotency_key: idempotencyKey ?? null },
        type,
      } as StripeEvent;
      events.put(event.id, { ...event, account });
      deliveries.enqueue({
        url: endpoint.url,
        body: JSON.stringify(event, null, 2),
        signer: account,
        subject: subjectOf(object),
        topic: type,
        refs: [event.id],
      });
      signal.emit();
    },
    reset() {
      const kept = endpoints.all();
      store.clear();
      for (const endpoint of kept) endpoints.put(endpoint.account, endpoint);
      signal.emit();
    },
  };
}
