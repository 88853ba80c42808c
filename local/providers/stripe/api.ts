import { createHash } from "node:crypto";
import { hang, sleep } from "@local/kit/http";
import { type Context, Hono } from "hono";
import { createSession, expireSession, intentView, sessionView } from "./checkout";
import { missing, noSuch, StripeSimError } from "./errors";
import { expand } from "./expand";
import { type Form, listAt, metadataAt, parseForm, textAt } from "./form";
import { DEFAULT_ACCOUNT, type Ledger, newId } from "./ledger";
import { createRefund, withoutAccount } from "./refunds";
import type { Session, StripeObject } from "./types";

const HANG_MS = 30_000;
const PAGE = 10;
const MAX_PAGE = 100;

type Call = { c: Context; form: Form; account: string; key?: string };

/** The part of Stripe's API that a shop needs to be paid once, in the wire format its SDK speaks. */
export function apiRoutes(ledger: Ledger): Hono {
  const app = new Hono();

  app.onError((error, c) => {
    c.header("request-id", newId("req"));
    if (error instanceof StripeSimError) return c.json(error.body(), error.http as 400);
    console.error("stripe simulator", error);
    return c.json(new StripeSimError(500, "api_error", "The simulator failed.").body(), 500);
  });

  const read = (path: string, answer: (call: Call) => unknown) =>
    app.get(path, async (c) => {
      const { account } = await enter(ledger, c);
      const form = parseForm(new URL(c.req.url).search.slice(1));
      c.header("request-id", newId("req"));
      return c.json(expand(ledger, answer({ c, form, account }), expansions(form)) as object);
    });

  const write = (path: string, effect: (call: Call) => unknown) =>
    app.post(path, async (c) => {
      const { account, isHanging } = await enter(ledger, c);
      const body = await c.req.text();
      const key = c.req.header("idempotency-key");
      const id = key && `${account}|${key}`;
      const hash = createHash("sha256").update(`${c.req.path}\n${body}`).digest("hex");
      const before = id ? ledger.replays.get(id) : undefined;
      if (before && before.hash !== hash) {
        throw new StripeSimError(
          400,
          "idempotency_error",
          `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
        );
      }
      c.header("request-id", newId("req"));
      if (key) c.header("idempotency-key", key);
      if (before) c.header("idempotent-replayed", "true");
      const result = before ?? run(effect, { c, form: parseForm(body), account, key });
      if (id && !before) ledger.replays.put(id, { key: key ?? "", hash, status: result.status, body: result.body });
      ledger.changed();
      if (isHanging) await hang(c.req.raw.signal, HANG_MS);
      return c.json(result.body as object, result.status as 200);
    });

  const run = (effect: (call: Call) => unknown, call: Call) => {
    try {
      return { status: 200, body: expand(ledger, effect(call), expansions(call.form)) };
    } catch (error) {
      // A refusal is remembered under its key as well: the same wrong request gets the same answer.
      if (error instanceof StripeSimError) return { status: error.http, body: error.body() };
      throw error;
    }
  };

  const pageUrl = (c: Context) => new URL(c.req.url).origin;
  const session = ({ c, account }: Call): Session => {
    const id = c.req.param("id") ?? "";
    const found = ledger.sessions.get(id);
    if (!found || found.account !== account) throw noSuch("checkout.session", id);
    return found;
  };

  write("/v1/checkout/sessions", ({ c, form, account }) =>
    sessionView(createSession(ledger, account, form, pageUrl(c))),
  );
  read("/v1/checkout/sessions", ({ form, account }) => {
    const intent = textAt(form, "payment_intent");
    const all = ledger.sessions
      .all()
      .filter((one) => one.account === account && (!intent || one.payment_intent === intent));
    return page(all.map(sessionView), form, "/v1/checkout/sessions");
  });
  read("/v1/checkout/sessions/:id", (call) => sessionView(session(call)));
  write("/v1/checkout/sessions/:id", (call) => {
    const found = session(call);
    return sessionView(
      ledger.sessions.put(found.id, { ...found, metadata: { ...found.metadata, ...metadataAt(call.form) } }),
    );
  });
  write("/v1/checkout/sessions/:id/expire", (call) => sessionView(expireSession(ledger, session(call))));
  read("/v1/checkout/sessions/:id/line_items", (call) => {
    const { id, lines } = session(call);
    return page([...lines].reverse(), call.form, `/v1/checkout/sessions/${id}/line_items`);
  });

  read("/v1/payment_intents/:id", ({ c, account }) => {
    const id = c.req.param("id") ?? "";
    const intent = ledger.intents.get(id);
    if (!intent || intent.account !== account) throw noSuch("payment_intent", id, "intent");
    return intentView(intent);
  });
  read("/v1/charges/:id", ({ c, account }) => {
    const id = c.req.param("id") ?? "";
    const charge = ledger.charges.get(id);
    if (!charge || charge.account !== account) throw noSuch("charge", id);
    return withoutAccount(charge);
  });

  write("/v1/refunds", ({ form, account, key }) => withoutAccount(createRefund(ledger, account, form, key)));
  read("/v1/refunds", ({ form, account }) => {
    const intent = textAt(form, "payment_intent");
    const charge = textAt(form, "charge");
    const all = ledger.refunds
      .all()
      .filter(
        (one) =>
          one.account === account && (!intent || one.payment_intent === intent) && (!charge || one.charge === charge),
      );
    return page(all.map(withoutAccount), form, "/v1/refunds");
  });
  read("/v1/refunds/:id", ({ c, account }) => {
    const id = c.req.param("id") ?? "";
    const refund = ledger.refunds.get(id);
    if (!refund || refund.account !== account) throw noSuch("refund", id);
    return withoutAccount(refund);
  });

  write("/v1/customers", ({ form, account }) => customer(ledger, account, newId("cus"), form));
  write("/v1/customers/:id", ({ c, form, account }) => {
    const id = c.req.param("id") ?? "";
    if (!ledger.customers.get(id)) throw noSuch("customer", id);
    return customer(ledger, account, id, form);
  });
  read("/v1/customers/:id", ({ c }) => {
    const id = c.req.param("id") ?? "";
    const found = ledger.customers.get(id);
    if (!found) throw noSuch("customer", id);
    return found;
  });

  read("/v1/events", ({ form, account }) => {
    const type = textAt(form, "type");
    const all = ledger.events.all().filter((one) => one.account === account && (!type || one.type === type));
    return page(all.map(withoutAccount), form, "/v1/events");
  });
  read("/v1/events/:id", ({ c, account }) => {
    const id = c.req.param("id") ?? "";
    const event = ledger.events.get(id);
    if (!event || event.account !== account) throw noSuch("event", id);
    return withoutAccount(event);
  });
  read("/v1/account", ({ account }) => ({
    id: account,
    object: "account",
    charges_enabled: true,
    payouts_enabled: true,
    country: "US",
    default_currency: "usd",
    details_submitted: true,
    livemode: false,
  }));

  app.all("/v1/*", (c) => {
    throw new StripeSimError(
      404,
      "invalid_request_error",
      `Unrecognized request URL (${c.req.method}: ${c.req.path}).`,
    );
  });
  return app;
}

/** Who calls, and the faults of a request nobody has looked at yet. */
async function enter(ledger: Ledger, c: Context): Promise<{ account: string; isHanging: boolean }> {
  const key = /^Bearer (sk_\S+|rk_\S+)$/.exec(c.req.header("authorization") ?? "")?.[1];
  if (!key) throw new StripeSimError(401, "invalid_request_error", "You did not provide a valid API key.");
  const owner = ledger.endpoints.all().find(({ secretKey }) => secretKey === key)?.account;
  const account = c.req.header("stripe-account") ?? owner ?? DEFAULT_ACCOUNT;
  const slow = ledger.faults.take("slow", account);
  if (slow !== undefined) await sleep(slow);
  if (ledger.faults.take("rate_limited", account) !== undefined)
    throw new StripeSimError(429, "invalid_request_error", "Too many requests hit the API too quickly.", "rate_limit");
  if (ledger.faults.take("http_500", account) !== undefined)
    throw new StripeSimError(500, "api_error", "Broken on purpose.");
  if (ledger.faults.take("timeout_before", account) !== undefined) {
    await hang(c.req.raw.signal, HANG_MS);
    throw new StripeSimError(504, "api_error", "Timed out on purpose.");
  }
  return { account, isHanging: c.req.method === "POST" && ledger.faults.take("timeout_after", account) !== undefined };
}

const expansions = (form: Form): string[] => listAt(form, "expand").filter((path) => typeof path === "string");

function customer(ledger: Ledger, account: string, id: string, form: Form): StripeObject {
  const before = ledger.customers.get(id);
  return ledger.customers.put(id, {
    id,
    object: "customer",
    created: before?.created ?? ledger.nowSeconds(),
    account,
    email: textAt(form, "email") ?? before?.email ?? null,
    name: textAt(form, "name") ?? before?.name ?? null,
    phone: textAt(form, "phone") ?? before?.phone ?? null,
    metadata: { ...(before?.metadata as object | undefined), ...metadataAt(form) },
    livemode: false,
  });
}

/** Newest first, by cursor. */
function page(all: { id: string; created?: number }[], form: Form, url: string): Record<string, unknown> {
  const limit = Math.min(MAX_PAGE, Math.max(1, Number(textAt(form, "limit") ?? PAGE) || PAGE));
  const ordered = [...all].reverse();
  const after = textAt(form, "starting_after");
  const before = textAt(form, "ending_before");
  const cursor = ordered.findIndex(({ id }) => id === (after ?? before));
  if ((after || before) && cursor < 0) throw missing(after ? "starting_after" : "ending_before");
  const slice = before
    ? ordered.slice(Math.max(0, cursor - limit), cursor)
    : ordered.slice(cursor + 1, cursor + 1 + limit);
  const hasMore = before ? cursor - limit > 0 : cursor + 1 + limit < ordered.length;
  return { object: "list", url, has_more: hasMore, data: slice };
}
