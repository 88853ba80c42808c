import type { SimClock } from "@local/kit/clock";
import { UnknownFaultError } from "@local/kit/faults";
import type { Meta } from "@local/providers/meta";
import { act, findNumber, metaBooks } from "@local/providers/meta/control";
import { GraphError } from "@local/providers/meta/errors";
import { markSeen, PhoneRefusal, phoneAction } from "@local/providers/meta/phones";
import { mailSummaries, type SmtpSink } from "@local/providers/smtp";
import type { StripeSim } from "@local/providers/stripe";
import { actOnCheckout, checkoutAction, checkouts, stripeBooks } from "@local/providers/stripe/control";
import { StripeSimError } from "@local/providers/stripe/errors";
import { Hono } from "hono";
import { z } from "zod";
import { type FaultBoard, UnknownProviderError } from "./faults";
import { describeApi, type Operation } from "./openapi";
import { messagesAfter, messageView, personaViews, threadView } from "./view";

export type Machine = {
  meta: Meta;
  stripe: StripeSim;
  smtp: SmtpSink;
  clock: SimClock;
  jobsUrl?: string;
  appUrl: string;
  faults: FaultBoard;
};

const sendInput = z.intersection(
  z.looseObject({
    number: z.string().optional().describe("phone_number_id, label or display number; the first one when absent"),
  }),
  phoneAction,
);
const faultInput = z.strictObject({
  provider: z.enum(["meta", "stripe", "smtp", "jobs", "redis"]),
  id: z.string(),
  on: z.boolean().default(true),
  value: z.number().optional(),
  times: z.number().int().positive().optional(),
  scope: z.string().optional(),
});
const advanceInput = z.strictObject({
  ms: z.number().int().optional(),
  minutes: z.number().optional(),
  hours: z.number().optional(),
  days: z.number().optional(),
});
const freezeInput = z.strictObject({ on: z.boolean() });
const seenInput = z.strictObject({ number: z.string() });
const phoneChange = z.strictObject({
  isOffline: z.boolean().optional(),
  isBlocking: z.boolean().optional(),
  hasReadReceipts: z.boolean().optional(),
});

class NotHereError extends Error {}

export function apiRoutes(machine: Machine): Hono {
  const { meta, stripe, smtp, clock } = machine;
  const { world, shelf } = meta;
  const app = new Hono();
  const operations: Operation[] = [];
  const route = (operation: Operation) => operations.push(operation);

  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 422);
    if (error instanceof NotHereError) return c.json({ error: error.message }, 404);
    if (error instanceof SyntaxError) return c.json({ error: "the body is not JSON" }, 400);
    const isRefusal = [PhoneRefusal, UnknownFaultError, UnknownProviderError, GraphError, StripeSimError].some(
      (kind) => error instanceof kind,
    );
    if (isRefusal) return c.json({ error: error.message }, 422);
    console.error("console", error);
    return c.json({ error: "the console failed" }, 500);
  });

  const personaOf = (key: string) => {
    const persona = world.personas.get(key);
    if (!persona) throw new NotHereError(`no persona "${key}"`);
    return persona;
  };
  const numberOf = (name: string | undefined) => {
    const number = name ? findNumber(world, name) : world.numbers.all()[0];
    if (!number) throw new NotHereError(`no number "${name ?? ""}"`);
    return number;
  };
  const clockView = () => ({
    now: new Date(clock.now()).toISOString(),
    offsetMs: clock.offset(),
    isFrozen: clock.isFrozen(),
  });

  route({
    method: "get",
    path: "/api/phones",
    summary: "The customers of this machine and what waits on their phones",
  });
  app.get("/api/phones", (c) => c.json({ phones: personaViews(world) }));

  route({ method: "get", path: "/api/numbers", summary: "The business numbers the product registered" });
  app.get("/api/numbers", (c) =>
    c.json({
      numbers: world.numbers
        .all()
        .map(({ id, display, label, wabaId, appKey }) => ({ id, display, label, wabaId, appKey })),
    }),
  );

  route({
    method: "post",
    path: "/api/phones/{persona}/messages",
    summary: "Write from a customer's phone: text, button, list, image, location…",
    body: sendInput,
  });
  app.post("/api/phones/:persona/messages", async (c) => {
    const { number, ...action } = z.looseObject({ number: z.string().optional() }).parse(await c.req.json());
    personaOf(c.req.param("persona"));
    return c.json(
      { message: messageView(world, act(world, shelf, c.req.param("persona"), numberOf(number).id, action)) },
      201,
    );
  });

  route({
    method: "get",
    path: "/api/phones/{persona}/messages",
    summary: "The chat as the customer sees it",
    query: { number: "phone_number_id or label", after: "message id, or milliseconds" },
  });
  app.get("/api/phones/:persona/messages", (c) => {
    const { key } = personaOf(c.req.param("persona"));
    const number = c.req.query("number");
    return c.json({ messages: messagesAfter(world, key, number && numberOf(number).id, c.req.query("after")) });
  });

  route({
    method: "post",
    path: "/api/phones/{persona}/seen",
    summary: "Open the chat: what arrived becomes read",
    body: seenInput,
  });
  app.post("/api/phones/:persona/seen", async (c) => {
    const { number } = seenInput.parse(await c.req.json());
    markSeen(world, personaOf(c.req.param("persona")), numberOf(number));
    return c.json({ ok: true });
  });

  route({
    method: "patch",
    path: "/api/phones/{persona}",
    summary: "Airplane mode, blocking the business, read receipts",
    body: phoneChange,
  });
  app.patch("/api/phones/:persona", async (c) => {
    const change = phoneChange.parse(await c.req.json());
    world.addPersona({ ...personaOf(c.req.param("persona")), ...change });
    return c.json({ ok: true });
  });

  app.get("/api/media/:id", (c) => {
    const bytes = shelf.bytes(c.req.param("id"));
    if (!bytes) throw new NotHereError("no such file");
    const { mime } = shelf.find(c.req.param("id"));
    return c.body(new Uint8Array(bytes), 200, {
      "content-type": mime,
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox",
    });
  });

  route({ method: "get", path: "/api/checkouts", summary: "Hosted checkouts, newest first" });
  app.get("/api/checkouts", (c) => c.json({ checkouts: checkouts(stripe.ledger) }));
  for (const action of checkoutAction.options) {
    route({ method: "post", path: `/api/checkouts/{id}/${action}`, summary: `As the customer: ${action}` });
  }
  app.post("/api/checkouts/:id/:action", (c) => {
    const session = actOnCheckout(stripe.ledger, c.req.param("id"), checkoutAction.parse(c.req.param("action")));
    return c.json({ id: session.id, status: session.status, paymentStatus: session.payment_status });
  });

  route({
    method: "get",
    path: "/api/mails",
    summary: "The mailbox, newest first",
    query: { to: "only this recipient" },
  });
  app.get("/api/mails", (c) => c.json({ mails: mailSummaries(smtp.mails, c.req.query("to")) }));
  route({ method: "get", path: "/api/mails/{id}", summary: "One mail, whole" });
  app.get("/api/mails/:id", (c) => {
    const mail = smtp.mails.get(c.req.param("id"));
    if (!mail) throw new NotHereError("no such mail");
    return c.json({ mail });
  });

  route({
    method: "get",
    path: "/api/runs",
    summary: "The latest job runs",
    query: { limit: "how many, 50 by default", status: "only this state" },
  });
  app.get("/api/runs", async (c) => c.json(await readRuns(machine.jobsUrl, c.req.query())));

  route({ method: "post", path: "/api/runs/{id}/replay", summary: "Run a job again with the same event" });
  app.post("/api/runs/:id/replay", async (c) => {
    if (!machine.jobsUrl) throw new NotHereError("no job executor is running");
    const url = `${machine.jobsUrl}/runs/${encodeURIComponent(c.req.param("id"))}/replay`;
    const answer = await fetch(url, { method: "POST", signal: AbortSignal.timeout(5_000) });
    if (!answer.ok) throw new NotHereError("no such run");
    return c.json(z.object({ runId: z.string() }).parse(await answer.json()));
  });

  route({ method: "get", path: "/api/faults", summary: "Every fault, what it proves and whether it is on" });
  app.get("/api/faults", async (c) => c.json({ faults: await machine.faults.list() }));
  route({ method: "post", path: "/api/faults", summary: "Switch a fault on or off", body: faultInput });
  app.post("/api/faults", async (c) => {
    const { provider, ...setting } = faultInput.parse(await c.req.json());
    await machine.faults.set(provider, setting);
    return c.json({ faults: (await machine.faults.list()).filter(({ on }) => on) });
  });
  route({ method: "delete", path: "/api/faults", summary: "Switch all faults off" });
  app.delete("/api/faults", async (c) => {
    await machine.faults.clear();
    return c.json({ faults: [] });
  });

  route({ method: "get", path: "/api/clock", summary: "The simulated time" });
  app.get("/api/clock", (c) => c.json(clockView()));
  route({
    method: "post",
    path: "/api/clock/advance",
    summary: "Move the simulated clock; the product follows within a quarter of a second",
    body: advanceInput,
  });
  app.post("/api/clock/advance", async (c) => {
    const { ms = 0, minutes = 0, hours = 0, days = 0 } = advanceInput.parse(await c.req.json());
    clock.advance(Math.round(ms + minutes * 60_000 + hours * 3_600_000 + days * 86_400_000));
    return c.json(clockView());
  });
  route({
    method: "post",
    path: "/api/clock/freeze",
    summary: "Stop or resume the simulated clock",
    body: freezeInput,
  });
  app.post("/api/clock/freeze", async (c) => {
    if (freezeInput.parse(await c.req.json()).on) clock.freeze();
    else clock.unfreeze();
    return c.json(clockView());
  });

  route({ method: "get", path: "/api/books", summary: "What each simulator counted, to compare with the product" });
  app.get("/api/books", (c) =>
    c.json({
      meta: metaBooks(world),
      stripe: stripeBooks(stripe.ledger),
      smtp: { totals: { received: smtp.mails.size() }, mails: mailSummaries(smtp.mails) },
    }),
  );

  app.get("/api/state", async (c) => {
    const [personaKey, numberName] = [c.req.query("persona"), c.req.query("number")];
    const numbers = world.numbers.all().map(({ id, display, label }) => ({ id, display, label }));
    const number = numberName ? findNumber(world, numberName) : undefined;
    return c.json({
      clock: clockView(),
      appUrl: machine.appUrl,
      numbers,
      personas: personaViews(world),
      thread: personaKey && number ? threadView(world, personaKey, number) : undefined,
      checkouts: checkouts(stripe.ledger).slice(0, 50),
      mails: mailSummaries(smtp.mails).slice(0, 100),
      faults: await machine.faults.list(),
      pendingWebhooks: [world.deliveries, stripe.ledger.deliveries]
        .flatMap((each) => each.all())
        .filter(({ state }) => state === "pending").length,
    });
  });

  app.get("/openapi.json", (c) => c.json(describeApi(operations, new URL(c.req.url).origin)));
  return app;
}

async function readRuns(
  jobsUrl: string | undefined,
  query: Record<string, string>,
): Promise<{ runs: unknown[]; isRunning: boolean }> {
  if (!jobsUrl) return { runs: [], isRunning: false };
  const url = new URL("/runs", jobsUrl);
  url.searchParams.set("limit", query.limit ?? "50");
  if (query.status) url.searchParams.set("status", query.status);
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const { runs } = z.object({ runs: z.array(z.unknown()) }).parse(await answer.json());
    return { runs, isRunning: true };
  } catch {
    return { runs: [], isRunning: false }; // the executor is restarting: the panel says so
  }
}
