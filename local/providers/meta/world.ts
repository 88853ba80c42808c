import { randomBytes } from "node:crypto";
import type { SimClock } from "@local/kit/clock";
import { createDeliveries, type Deliveries } from "@local/kit/deliveries";
import { createFaults, type Faults } from "@local/kit/faults";
import { createSignal } from "@local/kit/http";
import { type Collection, openStore, type Store } from "@local/kit/store";
import { META_FAULTS } from "./faults";
import { userIdOf } from "./identity";
import { createBuckets, type Limits } from "./limits";
import { SEEDED_PERSONAS } from "./personas";
import type { Message, Persona, PhoneNumber, StatusPlan, Template, Thread } from "./types";
import { createWebhooks, signatureOf, type Webhooks } from "./webhooks";

export type MetaConfig = {
  appUrl: string;
  dataDir: string;
  appSecret: string;
  verifyToken: string;
  accessToken: string;
  /** Path segment of the webhook when a number names none. */
  appKey: string;
  limits: Limits;
};

export const WINDOW_MS = 24 * 3_600_000;

/** Everything Meta would remember about our accounts, and the doors through which it changes. */
export interface World {
  config: MetaConfig;
  clock: SimClock;
  store: Store;
  faults: Faults;
  deliveries: Deliveries;
  webhooks: Webhooks;
  numbers: Collection<PhoneNumber>;
  personas: Collection<Persona>;
  messages: Collection<Message>;
  threads: Collection<Thread>;
  templates: Collection<Template>;
  plans: Collection<StatusPlan>;
  pairs: ReturnType<typeof createBuckets>;
  throughput: ReturnType<typeof createBuckets>;
  changed: () => void;
  onChange: (listener: () => void) => () => void;
  contact(persona: Persona, number: PhoneNumber): Record<string, unknown>;
  windowEndsAt(number: PhoneNumber, personaKey: string): number | undefined;
  /** One chat, oldest first, without looking at all the others. */
  thread(numberId: string, personaKey: string): Message[];
  addPersona(persona: Persona): void;
  reset(): void;
}

export const threadId = (numberId: string, personaKey: string): string => `${numberId}|${personaKey}`;

export const newMessageId = (): string => `wamid.${randomBytes(30).toString("base64url").toUpperCase()}`;

export function createWorld(config: MetaConfig, clock: SimClock): World {
  const store = openStore(`${config.dataDir}/meta.jsonl`);
  const signal = createSignal();
  const numbers = store.collection<PhoneNumber>("numbers");
  const personas = store.collection<Persona>("personas");
  const stored = store.collection<Message>("messages");
  const byThread = new Map<string, string[]>();
  const note = ({ id, numberId, persona }: Message) => {
    const key = threadId(numberId, persona);
    const ids = byThread.get(key);
    if (ids) ids.push(id);
    else byThread.set(key, [id]);
  };
  for (const message of stored.all()) note(message);
  const messages: Collection<Message> = {
    ...stored,
    put(id, message) {
      if (!stored.get(id)) note(message);
      return stored.put(id, message);
    },
  };
  const threads = store.collection<Thread>("threads");
  const faults = createFaults(META_FAULTS, store, signal.emit);
  const seedPersonas = () => {
    for (const persona of SEEDED_PERSONAS) if (!personas.get(persona.key)) personas.put(persona.key, persona);
  };
  seedPersonas();

  const deliveries: Deliveries = createDeliveries({
    store,
    clock,
    faults,
    sign: ({ signer }, body, isForged) => {
      const secret = numbers.get(signer)?.appSecret ?? config.appSecret;
      return {
        "x-hub-signature-256": signatureOf(isForged ? `${secret}-forged` : secret, body),
        "user-agent": "facebookexternalua",
      };
    },
    delivered: ({ refs }) => {
      for (const ref of refs) {
        const message = messages.get(ref);
        if (message?.direction === "in" && !message.isReceived) messages.put(ref, { ...message, isReceived: true });
      }
    },
    changed: signal.emit,
  });
  const callbackOf = (number: PhoneNumber) =>
    number.callbackUrl ?? `${config.appUrl}/api/webhooks/meta/${number.appKey}`;
  const pairs = createBuckets(config.limits.pairBurst, config.limits.pairEveryMs);
  const throughput = createBuckets(config.limits.perSecond, 1_000 / config.limits.perSecond);

  return {
    config,
    clock,
    store,
    faults,
    deliveries,
    webhooks: createWebhooks({ store, deliveries: () => deliveries, faults, callbackOf }),
    numbers,
    personas,
    messages,
    threads,
    templates: store.collection<Template>("templates"),
    plans: store.collection<StatusPlan>("plans"),
    pairs,
    throughput,
    changed: signal.emit,
    onChange: signal.on,
    contact: (persona, number) => ({
      profile: {
        ...(persona.name ? { name: persona.name } : {}),
        ...(persona.username ? { username: persona.username } : {}),
      },
      ...(persona.waId ? { wa_id: persona.waId } : {}),
      user_id: userIdOf(persona, number.portfolioId),
    }),
    windowEndsAt(number, personaKey) {
      const thread = threads.get(threadId(number.id, personaKey));
      return thread && thread.lastInboundAt > 0 ? thread.lastInboundAt + WINDOW_MS : undefined;
    },
    thread: (numberId, personaKey) =>
      (byThread.get(threadId(numberId, personaKey)) ?? [])
        .map((id) => stored.get(id))
        .filter((one) => one !== undefined),
    addPersona(persona) {
      personas.put(persona.key, persona);
      signal.emit();
    },
    reset() {
      // Numbers and templates are the product's registration, not traffic: they stay.
      const kept = { numbers: numbers.all(), templates: store.collection<Template>("templates").all() };
      store.clear();
      byThread.clear();
      for (const number of kept.numbers) numbers.put(number.id, number);
      for (const template of kept.templates) store.collection<Template>("templates").put(template.id, template);
      seedPersonas();
      pairs.clear();
      throughput.clear();
      signal.emit();
    },
  };
}
