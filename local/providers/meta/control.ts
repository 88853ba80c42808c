import { controlApp } from "@local/kit/control";
import type { Context, Hono } from "hono";
import { z } from "zod";
import { GraphError } from "./errors";
import { reviewTemplate } from "./graph";
import { userIdOf } from "./identity";
import type { MediaShelf } from "./media";
import { markSeen, PhoneRefusal, phoneAction, writeFromPhone } from "./phones";
import { seededTemplates } from "./seeded-templates";
import type { Message, Persona, PhoneNumber } from "./types";
import type { World } from "./world";

const numberInput = z.object({
  phone_number_id: z.string().min(1),
  display_phone_number: z.string().min(5),
  label: z.string().min(1),
  verified_name: z.string().optional(),
  waba_id: z.string().optional(),
  portfolio_id: z.string().optional(),
  app_key: z.string().optional(),
  callback_url: z.url().optional(),
  app_secret: z.string().optional(),
  access_token: z.string().optional(),
});
const numbersInput = z.union([
  numberInput.transform((one) => [one]),
  z.object({ numbers: z.array(numberInput) }).transform(({ numbers }) => numbers),
]);

const personaInput = z.object({
  key: z.string().regex(/^[a-z0-9-]{2,60}$/),
  name: z.string(),
  business: z.string().default(""),
  country: z.string().length(2),
  about: z.string().default(""),
  phone: z.string().optional(),
  wa_id: z
    .string()
    .regex(/^\d{7,15}$/)
    .optional(),
  username: z.string().optional(),
  suggestions: z.array(z.string()).default([]),
});
const personaChange = z.object({
  is_offline: z.boolean().optional(),
  is_blocking: z.boolean().optional(),
  has_read_receipts: z.boolean().optional(),
  /** A new phone: the person keeps the name, the business-scoped id changes. */
  wa_id: z
    .string()
    .regex(/^\d{7,15}$/)
    .optional(),
});

export function findNumber(world: World, name: string | undefined): PhoneNumber | undefined {
  const all = world.numbers.all();
  const digits = name?.replace(/\D/g, "");
  return (
    all.find(({ id, label }) => id === name || label === name) ??
    (digits ? all.find(({ display }) => display.replace(/\D/g, "") === digits) : undefined)
  );
}

/** Runs a person's action, or says in words why it cannot be done. */
export function act(
  world: World,
  shelf: MediaShelf,
  personaKey: string,
  numberName: string | undefined,
  body: unknown,
): Message {
  const persona = world.personas.get(personaKey);
  if (!persona) throw new PhoneRefusal(`there is no persona "${personaKey}"`);
  const number = findNumber(world, numberName);
  if (!number)
    throw new PhoneRefusal(
      `there is no number "${numberName ?? ""}": ${
        world.numbers
          .all()
          .map(({ label }) => label)
          .join(", ") || "none registered"
      }`,
    );
  return writeFromPhone(world, shelf, persona, number, phoneAction.parse(body));
}

/** Registration, books, faults and phones: what the product never calls, except to register its numbers. */
export function controlRoutes(world: World, shelf: MediaShelf): Hono {
  const app = controlApp("the WhatsApp simulator", world.faults, [PhoneRefusal, GraphError]);

  app.get("/__numbers", (c) => c.json({ numbers: world.numbers.all() }));
  app.post("/__numbers", async (c) => {
    const numbers = numbersInput.parse(await c.req.json()).map((input) => register(world, input));
    world.changed();
    return c.json({ numbers });
  });
  app.post("/__verify/:number", async (c) => c.json(await handshake(world, c)));

  app.get("/__personas", (c) =>
    c.json({ personas: world.personas.all().map((persona) => describePersona(world, persona)) }),
  );
  app.post("/__personas", async (c) => {
    const input = personaInput.parse(await c.req.json());
    if (!input.wa_id && !input.username) throw new PhoneRefusal("a persona needs a wa_id or a username");
    const { wa_id: waId, ...rest } = input;
    world.addPersona({
      ...rest,
      waId,
      phone: rest.phone ?? (waId && `+${waId}`),
      hasReadReceipts: true,
      isOffline: false,
      isBlocking: false,
    });
    return c.json({ persona: input.key });
  });
  app.patch("/__personas/:key", async (c) => {
    const persona = world.personas.get(c.req.param("key"));
    if (!persona) throw new PhoneRefusal("there is no such persona");
    const change = personaChange.parse(await c.req.json());
    const changed: Persona = {
      ...persona,
      isOffline: change.is_offline ?? persona.isOffline,
      isBlocking: change.is_blocking ?? persona.isBlocking,
      hasReadReceipts: change.has_read_receipts ?? persona.hasReadReceipts,
      ...(change.wa_id ? { waId: change.wa_id, phone: `+${change.wa_id}` } : {}),
    };
    world.addPersona(changed);
    return c.json({ persona: describePersona(world, changed) });
  });

  app.post("/__phones/:persona/messages", async (c) => {
    const { number, ...action } = z.looseObject({ number: z.string() }).parse(await c.req.json());
    return c.json({ message: act(world, shelf, c.req.param("persona"), number, action) });
  });
  app.get("/__phones/:persona/messages", (c) => {
    const number = findNumber(world, c.req.query("number"));
    return c.json({
      messages: messagesOf(world, c.req.param("persona"), number?.id, Number(c.req.query("after") ?? 0)),
    });
  });
  app.post("/__phones/:persona/seen", async (c) => {
    const persona = world.personas.get(c.req.param("persona"));
    const number = findNumber(world, z.object({ number: z.string() }).parse(await c.req.json()).number);
    if (!persona || !number) throw new PhoneRefusal("there is no such chat");
    markSeen(world, persona, number);
    return c.json({ ok: true });
  });

  app.get("/__templates", (c) => c.json({ templates: world.templates.all() }));
  app.post("/__templates/:id/review", async (c) => {
    const { status, reason } = z
      .object({ status: z.enum(["APPROVED", "REJECTED", "PAUSED", "DISABLED"]), reason: z.string().optional() })
      .parse(await c.req.json());
    if (!world.templates.get(c.req.param("id"))) throw new PhoneRefusal("there is no such template");
    reviewTemplate(world, c.req.param("id"), status, reason);
    return c.json({ ok: true });
  });

  app.post("/__clock", async (c) => {
    const { advance_ms, freeze } = z
      .object({ advance_ms: z.number().int().optional(), freeze: z.boolean().optional() })
      .parse(await c.req.json());
    if (advance_ms !== undefined) world.clock.advance(advance_ms);
    if (freeze === true) world.clock.freeze();
    if (freeze === false) world.clock.unfreeze();
    return c.json({
      now: new Date(world.clock.now()).toISOString(),
      offset_ms: world.clock.offset(),
      frozen: world.clock.isFrozen(),
    });
  });
  app.get("/__books", (c) => c.json(metaBooks(world)));
  app.get("/__sim/ledger", (c) => c.json(metaBooks(world)));
  app.post("/__reset", (c) => {
    world.reset();
    return c.json({ ok: true });
  });
  return app;
}

function register(world: World, input: z.infer<typeof numberInput>): PhoneNumber {
  const wabaId = input.waba_id ?? `waba-${input.app_key ?? world.config.appKey}`;
  const number: PhoneNumber = {
    id: input.phone_number_id,
    display: input.display_phone_number,
    label: input.label,
    verifiedName: input.verified_name ?? input.label,
    wabaId,
    portfolioId: input.portfolio_id ?? wabaId,
    appKey: input.app_key ?? world.config.appKey,
    callbackUrl: input.callback_url,
    appSecret: input.app_secret,
    accessToken: input.access_token,
  };
  world.numbers.put(number.id, number);
  if (!world.templates.all().some((template) => template.wabaId === wabaId)) {
    for (const template of seededTemplates(wabaId)) world.templates.put(template.id, template);
  }
  return number;
}

/** The subscription handshake, step by step as Meta does it. */
async function handshake(world: World, c: Context): Promise<Record<string, unknown>> {
  const number = findNumber(world, c.req.param("number"));
  if (!number) throw new PhoneRefusal("there is no such number");
  const url = new URL(number.callbackUrl ?? `${world.config.appUrl}/api/webhooks/meta/${number.appKey}`);
  const challenge = `${Math.floor(world.clock.now() / 7)}`;
  url.searchParams.set("hub.mode", "subscribe");
  url.searchParams.set("hub.verify_token", world.config.verifyToken);
  url.searchParams.set("hub.challenge", challenge);
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    const echoed = await answer.text();
    return { ok: answer.status === 200 && echoed === challenge, status: answer.status, echoed: echoed === challenge };
  } catch (cause) {
    return { ok: false, status: 0, error: cause instanceof Error ? cause.message : "failed" };
  }
}

export function describePersona(world: World, persona: Persona): Record<string, unknown> {
  const portfolios = [...new Set(world.numbers.all().map(({ portfolioId }) => portfolioId))];
  return {
    ...persona,
    user_ids: Object.fromEntries(portfolios.map((portfolio) => [portfolio, userIdOf(persona, portfolio)])),
  };
}

export function messagesOf(world: World, personaKey: string, numberId: string | undefined, after: number): Message[] {
  const numbers = numberId === undefined ? world.numbers.all().map(({ id }) => id) : [numberId];
  const all = numbers.flatMap((id) => world.thread(id, personaKey)).filter(({ at }) => at > after);
  return numbers.length === 1 ? all : all.sort((a, b) => a.at - b.at);
}

/** What really happened, as Meta would count it: to be compared with what the product believes. */
export function metaBooks(world: World): Record<string, unknown> {
  const messages = world.messages.all();
  const out = messages.filter(({ direction }) => direction === "out");
  const perKey = new Map<string, number>();
  for (const { opaque } of out) if (opaque !== undefined) perKey.set(opaque, (perKey.get(opaque) ?? 0) + 1);
  const deliveries = world.deliveries.all();
  return {
    totals: {
      accepted: out.length,
      received: messages.length - out.length,
      price_micros: out
        .filter(({ statuses }) => statuses.some(({ status }) => status === "delivered"))
        .reduce((sum, { priceMicros = 0 }) => sum + priceMicros, 0),
      webhooks_delivered: deliveries.filter(({ state }) => state === "delivered").length,
      webhooks_pending: deliveries.filter(({ state }) => state === "pending").length,
    },
    repeated_keys: [...perKey].filter(([, count]) => count > 1).map(([key, count]) => ({ key, count })),
    out,
    in: messages.filter(({ direction }) => direction === "in"),
    deliveries,
  };
}
