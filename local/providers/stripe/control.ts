import { controlApp } from "@local/kit/control";
import type { Hono } from "hono";
import { z } from "zod";
import { declineSession, expireSession, paySession, sessionView } from "./checkout";
import { StripeSimError } from "./errors";
import { DEFAULT_ACCOUNT, type Ledger } from "./ledger";
import type { Session } from "./types";

const endpoint = z.object({
  account: z.string().default(DEFAULT_ACCOUNT),
  secret_key: z.string().startsWith("sk_").optional(),
  app_key: z.string().optional(),
  url: z.url().optional(),
  webhook_secret: z.string().optional(),
  connect: z.boolean().optional(),
});

export const checkoutAction = z.enum(["pay", "decline", "abandon", "expire"]);
export type CheckoutAction = z.infer<typeof checkoutAction>;

/** What the customer does on the hosted page, also by API. Abandoning changes nothing: the session stays open. */
export function actOnCheckout(ledger: Ledger, id: string, action: CheckoutAction): Session {
  const session = ledger.sessions.get(id);
  if (!session)
    throw new StripeSimError(404, "invalid_request_error", `No such checkout.session: '${id}'`, "resource_missing");
  if (action === "pay") return paySession(ledger, session);
  if (action === "decline") return declineSession(ledger, session);
  if (action === "expire") return expireSession(ledger, session);
  return session;
}

export function controlRoutes(ledger: Ledger): Hono {
  const app = controlApp("the Stripe simulator", ledger.faults, [StripeSimError]);
  app.get("/__endpoints", (c) => c.json({ endpoints: ledger.endpoints.all() }));
  app.post("/__endpoints", async (c) => {
    const input = endpoint.parse(await c.req.json());
    const url = input.url ?? `${ledger.config.appUrl}/api/webhooks/stripe/${input.app_key ?? ledger.config.appKey}`;
    const saved = ledger.endpoints.put(input.account, {
      account: input.account,
      secretKey: input.secret_key,
      url,
      webhookSecret: input.webhook_secret ?? ledger.config.webhookSecret,
      isConnect: input.connect,
    });
    return c.json({ endpoint: saved });
  });
  app.get("/__checkouts", (c) => c.json({ checkouts: checkouts(ledger) }));
  app.post("/__checkouts/:id/:action", (c) => {
    const session = actOnCheckout(ledger, c.req.param("id"), checkoutAction.parse(c.req.param("action")));
    return c.json({ checkout: sessionView(session) });
  });
  app.get("/__books", (c) => c.json(stripeBooks(ledger)));
  app.post("/__reset", (c) => {
    ledger.reset();
    return c.json({ ok: true });
  });
  return app;
}

export function checkouts(ledger: Ledger): Record<string, unknown>[] {
  return ledger.sessions
    .all()
    .map((session) => ({
      ...sessionView(session),
      lines: session.lines.map(({ description, quantity, amount_total }) => ({ description, quantity, amount_total })),
    }))
    .reverse();
}

/** Money that moved, as Stripe would report it: to be compared with what the product believes. */
export function stripeBooks(ledger: Ledger): Record<string, unknown> {
  const perCurrency = new Map<string, { charged: number; refunded: number }>();
  for (const { currency, amount, amount_refunded } of ledger.charges.all()) {
    const sums = perCurrency.get(currency) ?? { charged: 0, refunded: 0 };
    perCurrency.set(currency, { charged: sums.charged + amount, refunded: sums.refunded + amount_refunded });
  }
  const deliveries = ledger.deliveries.all();
  return {
    totals: {
      per_currency: Object.fromEntries(perCurrency),
      webhooks_delivered: deliveries.filter(({ state }) => state === "delivered").length,
      webhooks_pending: deliveries.filter(({ state }) => state === "pending").length,
    },
    // One effect per key, by construction: a key that was used again is replayed.
    idempotency_keys: ledger.replays.all().map(({ key, status }) => ({ key, status })),
    sessions: ledger.sessions.all().map(sessionView),
    charges: ledger.charges.all(),
    refunds: ledger.refunds.all(),
    events: ledger.events.all().map(({ id, type, created }) => ({ id, type, created })),
    deliveries,
  };
}
