import { z } from "zod";
import { userIdOf } from "./identity";
import type { MediaShelf } from "./media";
import { recordStatus } from "./statuses";
import type { Message, Persona, PhoneNumber } from "./types";
import { newMessageId, threadId, type World } from "./world";

const base64 = z.string().regex(/^(data:[\w/+.-]+;base64,)?[A-Za-z0-9+/=\s]+$/, "base64 expected");
const file = { base64, mime: z.string().optional(), filename: z.string().optional(), caption: z.string().optional() };

/** What a person can do on their phone. `reply_to` quotes a message of the thread. */
export const phoneAction = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string().min(1).max(4096), reply_to: z.string().optional() }),
  z.strictObject({
    type: z.literal("button"),
    message_id: z.string(),
    id: z.string().describe("Button id, payload or title"),
  }),
  z.strictObject({ type: z.literal("list"), message_id: z.string(), id: z.string().describe("Row id or title") }),
  z.strictObject({
    type: z.literal("location"),
    latitude: z.number(),
    longitude: z.number(),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  z.strictObject({ type: z.literal("image"), ...file }),
  z.strictObject({ type: z.literal("audio"), ...file }),
  z.strictObject({ type: z.literal("document"), ...file }),
  z.strictObject({ type: z.literal("reaction"), message_id: z.string(), emoji: z.string() }),
  z.strictObject({
    type: z.literal("raw"),
    message: z.record(z.string(), z.unknown()).describe("Any Graph message object, sent as it is"),
  }),
]);
export type PhoneAction = z.infer<typeof phoneAction>;

/** A person cannot do that on their phone: no such button, no such message. */
export class PhoneRefusal extends Error {}

/** A customer writes: kept in their phone, then announced to the business. */
export function writeFromPhone(
  world: World,
  shelf: MediaShelf,
  persona: Persona,
  number: PhoneNumber,
  action: PhoneAction,
): Message {
  const built = contentOf(world, shelf, persona, number, action);
  const at = world.clock.now();
  const message: Message = {
    id: newMessageId(),
    numberId: number.id,
    persona: persona.key,
    direction: "in",
    at,
    type: built.type,
    content: built.content,
    contextId: built.contextId,
    statuses: [],
  };
  world.messages.put(message.id, message);
  if (action.type === "reaction") {
    const target = world.messages.get(action.message_id);
    if (target)
      world.messages.put(target.id, {
        ...target,
        reaction: { ...target.reaction, fromCustomer: action.emoji || undefined },
      });
  }
  const key = threadId(number.id, persona.key);
  world.threads.put(key, { ...world.threads.get(key), id: key, lastInboundAt: at });
  markSeen(world, persona, number);
  const graph = {
    ...(persona.waId ? { from: persona.waId } : {}),
    from_user_id: userIdOf(persona, number.portfolioId),
    id: message.id,
    timestamp: `${Math.floor(at / 1_000)}`,
    ...(built.contextId ? { context: { from: number.display.replace(/\D/g, ""), id: built.contextId } } : {}),
    type: built.type,
    ...(action.type === "raw" ? action.message : { [built.type]: built.content }),
  };
  world.webhooks.announce({
    number,
    field: "messages",
    subject: key,
    ref: message.id,
    value: {
      messaging_product: "whatsapp",
      metadata: { display_phone_number: number.display.replace(/\D/g, ""), phone_number_id: number.id },
      contacts: [world.contact(persona, number)],
      messages: [graph],
    },
  });
  world.changed();
  return message;
}

/** Opening the chat, or writing in it, reads what arrived. */
export function markSeen(world: World, persona: Persona, number: PhoneNumber): void {
  if (!persona.hasReadReceipts || persona.isOffline) return;
  for (const message of world.thread(number.id, persona.key)) {
    const isWaiting = message.direction === "out" && message.statuses.at(-1)?.status === "delivered";
    if (isWaiting) recordStatus(world, message.id, "read");
  }
}

type Built = { type: string; content: Record<string, unknown>; contextId?: string };

function contentOf(world: World, shelf: MediaShelf, persona: Persona, number: PhoneNumber, action: PhoneAction): Built {
  switch (action.type) {
    case "text":
      return { type: "text", content: { body: action.text }, contextId: action.reply_to };
    case "button":
    case "list": {
      const target = world.messages.get(action.message_id);
      if (!target || target.persona !== persona.key || target.numberId !== number.id || target.direction !== "out") {
        throw new PhoneRefusal("that message is not in this chat");
      }
      return tap(target, action.id);
    }
    case "location": {
      const { type, ...location } = action;
      return { type, content: location };
    }
    case "image":
    case "audio":
    case "document":
      return attachment(shelf, action);
    case "reaction":
      if (!world.messages.get(action.message_id)) throw new PhoneRefusal("that message is not in this chat");
      return { type: "reaction", content: { message_id: action.message_id, emoji: action.emoji } };
    case "raw": {
      const type = typeof action.message.type === "string" ? action.message.type : "unsupported";
      return { type, content: (action.message[type] as Record<string, unknown> | undefined) ?? {} };
    }
  }
}

const interactiveOptions = z.looseObject({
  action: z.looseObject({
    buttons: z.array(z.object({ reply: z.object({ id: z.string(), title: z.string() }) })).optional(),
    sections: z
      .array(
        z.object({
          rows: z.array(z.object({ id: z.string(), title: z.string(), description: z.string().optional() })),
        }),
      )
      .optional(),
  }),
});
const templateOptions = z.looseObject({
  buttons: z.array(z.object({ type: z.string(), text: z.string(), payload: z.string().optional() })),
});

function tap(target: Message, chosen: string): Built {
  const isChosen = (option: { id?: string; payload?: string; title?: string; text?: string }) =>
    [option.id, option.payload, option.title, option.text].includes(chosen);
  if (target.type === "template") {
    const button = templateOptions
      .parse(target.content)
      .buttons.filter(({ type }) => type === "quick_reply")
      .find(isChosen);
    if (!button) throw new PhoneRefusal(`there is no button "${chosen}"`);
    return {
      type: "button",
      content: { payload: button.payload ?? button.text, text: button.text },
      contextId: target.id,
    };
  }
  if (target.type !== "interactive") throw new PhoneRefusal("that message has nothing to tap");
  const { action } = interactiveOptions.parse(target.content);
  const button = action.buttons?.map(({ reply }) => reply).find(isChosen);
  if (button)
    return { type: "interactive", content: { type: "button_reply", button_reply: button }, contextId: target.id };
  const row = action.sections?.flatMap(({ rows }) => rows).find(isChosen);
  if (row) return { type: "interactive", content: { type: "list_reply", list_reply: row }, contextId: target.id };
  throw new PhoneRefusal(`there is no option "${chosen}"`);
}

const DEFAULT_MIME = { image: "image/jpeg", audio: "audio/ogg; codecs=opus", document: "application/pdf" };

function attachment(shelf: MediaShelf, action: Extract<PhoneAction, { base64: string }>): Built {
  const fromUrl = /^data:([\w/+.-]+);base64,/.exec(action.base64);
  const mime = action.mime ?? fromUrl?.[1] ?? DEFAULT_MIME[action.type];
  const bytes = Buffer.from(action.base64.slice(fromUrl?.[0].length ?? 0), "base64");
  const media = shelf.add(bytes, mime, "webhook", action.filename);
  return {
    type: action.type,
    content: {
      id: media.id,
      mime_type: mime,
      sha256: media.sha256,
      ...(action.caption ? { caption: action.caption } : {}),
      ...(action.type === "document" ? { filename: action.filename ?? "documento.pdf" } : {}),
      ...(action.type === "audio" ? { voice: true } : {}),
    },
  };
}
