import { messagesOf } from "@local/providers/meta/control";
import type { Message, Persona, PhoneNumber } from "@local/providers/meta/types";
import { threadId, type World } from "@local/providers/meta/world";
import { z } from "zod";

export type Option = { id: string; title: string; description?: string; kind: "button" | "row" | "link"; url?: string };

/** A message as a person sees it on the phone, whatever its Graph type. */
export type MessageView = {
  id: string;
  number: string;
  direction: "in" | "out";
  at: string;
  type: string;
  text: string;
  header?: string;
  footer?: string;
  listButton?: string;
  options: Option[];
  media?: { url: string; mime: string; filename?: string };
  location?: { latitude: number; longitude: number; name?: string; address?: string };
  quotes?: string;
  reaction?: string;
  status: "pending" | "sent" | "delivered" | "read" | "failed";
  errorCode?: number;
};

const texted = z.object({ text: z.string() }).partial().catch({});
const graph = z
  .looseObject({
    body: z.union([z.string(), z.object({ text: z.string() })]),
    caption: z.string(),
    filename: z.string(),
    id: z.string(),
    link: z.string(),
    mime_type: z.string(),
    emoji: z.string(),
    text: z.string(),
    header: z.union([z.string(), texted]),
    footer: z.union([z.string(), texted]),
    latitude: z.number(),
    longitude: z.number(),
    name: z.string(),
    address: z.string(),
    action: z
      .looseObject({
        button: z.string(),
        name: z.string(),
        parameters: z.object({ display_text: z.string(), url: z.string() }),
        buttons: z.array(z.object({ reply: z.object({ id: z.string(), title: z.string() }) })),
        sections: z.array(
          z.object({
            rows: z.array(z.object({ id: z.string(), title: z.string(), description: z.string().optional() })),
          }),
        ),
      })
      .partial(),
    buttons: z.array(
      z.object({ type: z.string(), text: z.string(), payload: z.string().optional(), url: z.string().optional() }),
    ),
    button_reply: z.object({ title: z.string() }),
    list_reply: z.object({ title: z.string() }),
  })
  .partial();
type Graph = z.infer<typeof graph>;

const MEDIA = new Set(["image", "video", "audio", "sticker", "document"]);
const plain = (value: string | { text?: string } | undefined) => (typeof value === "string" ? value : value?.text);

export function messageView(world: World, message: Message): MessageView {
  const parsed = graph.safeParse(message.content);
  const content: Graph = parsed.success ? parsed.data : {};
  const failed = message.statuses.find(({ status }) => status === "failed");
  return {
    id: message.id,
    number: message.numberId,
    direction: message.direction,
    at: new Date(message.at).toISOString(),
    type: message.type,
    text: textOf(message, content),
    header: plain(content.header),
    footer: plain(content.footer),
    listButton: content.action?.sections ? content.action.button : undefined,
    options: message.direction === "out" ? optionsOf(content, world.config.appUrl) : [],
    media: MEDIA.has(message.type)
      ? {
          url: content.link ?? `/api/media/${content.id ?? ""}`,
          mime: content.mime_type ?? `${message.type}/*`,
          filename: content.filename,
        }
      : undefined,
    location:
      message.type === "location" && content.latitude !== undefined && content.longitude !== undefined
        ? { latitude: content.latitude, longitude: content.longitude, name: content.name, address: content.address }
        : undefined,
    quotes: message.contextId,
    reaction: message.reaction?.fromBusiness ?? message.reaction?.fromCustomer,
    status: statusOf(message),
    errorCode: failed?.code,
  };
}

function textOf(message: Message, content: Graph): string {
  if (message.type === "button") return content.text ?? "";
  if (message.type === "reaction") return content.emoji ?? "";
  return plain(content.body) ?? content.caption ?? content.button_reply?.title ?? content.list_reply?.title ?? "";
}

function optionsOf({ action, buttons = [] }: Graph, appUrl: string): Option[] {
  const link = (url: string) => (/^https?:/.test(url) ? url : `${appUrl}/${url}`);
  return [
    ...(action?.buttons ?? []).map(({ reply }): Option => ({ ...reply, kind: "button" })),
    ...(action?.sections ?? []).flatMap(({ rows }) => rows.map((row): Option => ({ ...row, kind: "row" }))),
    ...(action?.parameters
      ? [{ id: "link", title: action.parameters.display_text, kind: "link" as const, url: link(action.parameters.url) }]
      : []),
    ...buttons.map(
      ({ type, text, payload, url }): Option =>
        type === "quick_reply"
          ? { id: payload ?? text, title: text, kind: "button" }
          : { id: text, title: text, kind: "link", url: url && link(url) },
    ),
  ];
}

const RANK = ["pending", "sent", "delivered", "read"] as const;

function statusOf(message: Message): MessageView["status"] {
  if (message.direction === "in") return message.isReadByBusiness ? "read" : message.isReceived ? "delivered" : "sent";
  const reached = message.statuses.map(({ status }) => status);
  if (reached.includes("failed") && !reached.includes("delivered")) return "failed";
  return [...RANK].reverse().find((status) => status !== "pending" && reached.includes(status)) ?? "pending";
}

const SPOKEN: Record<string, string> = {
  image: "Foto",
  audio: "Nota de voz",
  video: "Video",
  document: "Documento",
  sticker: "Sticker",
  location: "Ubicación",
};

export type PersonaView = {
  key: string;
  name: string;
  business: string;
  about: string;
  handle: string;
  country: string;
  isOffline: boolean;
  isBlocking: boolean;
  hasReadReceipts: boolean;
  suggestions: string[];
  last?: { text: string; at: string; direction: "in" | "out" };
  /** From the business and not read yet, by number. */
  unread: Record<string, number>;
};

export function personaViews(world: World): PersonaView[] {
  return world.personas
    .all()
    .map((persona) => personaView(world, persona, messagesOf(world, persona.key, undefined, 0)));
}

function personaView(world: World, persona: Persona, messages: Message[]): PersonaView {
  const last = messages.at(-1);
  const unread: Record<string, number> = {};
  for (const message of messages) {
    if (message.direction === "out" && statusOf(message) === "delivered")
      unread[message.numberId] = (unread[message.numberId] ?? 0) + 1;
  }
  const lastView = last && messageView(world, last);
  return {
    key: persona.key,
    name: persona.name || persona.phone || persona.username || persona.key,
    business: persona.business,
    about: persona.about,
    handle: persona.phone ?? `@${persona.username ?? ""}`,
    country: persona.country,
    isOffline: persona.isOffline,
    isBlocking: persona.isBlocking,
    hasReadReceipts: persona.hasReadReceipts,
    suggestions: persona.suggestions,
    last: lastView && {
      text: lastView.text || (SPOKEN[lastView.type] ?? lastView.type),
      at: lastView.at,
      direction: lastView.direction,
    },
    unread,
  };
}

export type ThreadView = {
  persona: string;
  number: string;
  isTyping: boolean;
  windowEndsAt?: string;
  messages: MessageView[];
};

const SHOWN = 200;

export function threadView(world: World, personaKey: string, number: PhoneNumber): ThreadView {
  const ends = world.windowEndsAt(number, personaKey);
  return {
    persona: personaKey,
    number: number.id,
    isTyping: (world.threads.get(threadId(number.id, personaKey))?.typingUntil ?? 0) > Date.now(),
    windowEndsAt: ends === undefined ? undefined : new Date(ends).toISOString(),
    messages: messagesOf(world, personaKey, number.id, 0)
      .slice(-SHOWN)
      .map((message) => messageView(world, message)),
  };
}

/** Messages after a message id, or after an instant in milliseconds. */
export function messagesAfter(
  world: World,
  personaKey: string,
  numberId: string | undefined,
  after: string | undefined,
): MessageView[] {
  const all = messagesOf(world, personaKey, numberId, 0);
  const index = after ? all.findIndex(({ id }) => id === after) : -1;
  const rest = index >= 0 ? all.slice(index + 1) : all.filter(({ at }) => at > (Number(after ?? 0) || 0));
  return rest.map((message) => messageView(world, message));
}
