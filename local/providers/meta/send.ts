import { parseSend, type TemplateSend } from "./content";
import { GraphError } from "./errors";
import { findRecipient, isUserId, userIdOf } from "./identity";
import { priceOf } from "./pricing";
import { planStatuses, recordStatus } from "./statuses";
import { findTemplate, renderTemplate } from "./templates";
import type { Message, PhoneNumber } from "./types";
import { newMessageId, threadId, type World } from "./world";

const TYPING_MS = 25_000;
const MEDIA_TYPES = new Set(["image", "video", "audio", "sticker", "document"]);

export type Accepted = { message: Message; answer: Record<string, unknown> };

/** Takes one message from the business, or refuses it with the code Meta would answer. */
export function acceptMessage(world: World, number: PhoneNumber, body: Record<string, unknown>): Accepted {
  const request = parseSend(body);
  const to = findRecipient(request.recipient, world.personas.all(), number);
  if (!isUserId(request.recipient) && !/^\+?\d[\d\s()-]{6,19}$/.test(request.recipient)) {
    throw new GraphError(131_009, `The recipient ${request.recipient} is not a phone number nor a user id.`);
  }
  if (request.recipient.replace(/\D/g, "") === number.display.replace(/\D/g, "")) {
    throw new GraphError(131_021, "Recipient phone number is the sender's.");
  }
  const personaKey = to.persona?.key ?? request.recipient;
  const at = world.clock.now();
  const windowEnds = world.windowEndsAt(number, personaKey);
  const isWindowOpen = windowEnds !== undefined && at < windowEnds;
  // Somebody without WhatsApp never wrote, yet Meta tells "undeliverable" before "window closed".
  if (request.type !== "template" && to.persona && !isWindowOpen) {
    throw new GraphError(
      131_047,
      "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
    );
  }
  const { content, category } =
    request.type === "template"
      ? fromTemplate(world, number, request.content as TemplateSend)
      : { content: request.content, category: "service" };
  checkReferences(world, request.type, content);
  // Limits come last: a refused message uses up nobody's allowance.
  if (!world.throughput.take(number.id, Date.now()))
    throw new GraphError(130_429, "Cloud API message throughput has been reached.");
  if (!world.pairs.take(threadId(number.id, personaKey), at)) {
    throw new GraphError(
      131_056,
      "Too many messages sent from this phone number to the same phone number in a short period of time.",
    );
  }
  const price = priceOf(category, to.persona?.country ?? "other", at, isWindowOpen);
  const message: Message = {
    id: newMessageId(),
    numberId: number.id,
    persona: personaKey,
    direction: "out",
    at,
    type: request.type,
    content,
    contextId: request.contextId,
    opaque: request.opaque,
    statuses: [],
    pricing: price.pricing,
    priceMicros: price.micros,
  };
  world.messages.put(message.id, message);
  if (request.type === "reaction") noteReaction(world, request.content);
  clearTyping(world, number.id, personaKey);
  world.changed();
  const contact = {
    input: request.recipient,
    ...(to.persona?.waId ? { wa_id: to.persona.waId } : {}),
    ...(to.persona
      ? { user_id: userIdOf(to.persona, number.portfolioId) }
      : { wa_id: request.recipient.replace(/\D/g, "") }),
  };
  return {
    message,
    answer: {
      messaging_product: "whatsapp",
      contacts: [contact],
      messages: [{ id: message.id, ...(request.type === "template" ? { message_status: "accepted" } : {}) }],
    },
  };
}

/** Statuses follow by themselves; with the fault on, they overtake the answer. */
export async function followUp(world: World, message: Message): Promise<void> {
  if (message.type === "reaction") return;
  const isOvertaken = world.faults.take("status_first", message.numberId) !== undefined;
  if (!isOvertaken) return planStatuses(world, message);
  recordStatus(world, message.id, "sent");
  recordStatus(world, message.id, "delivered");
  await world.deliveries.settled(2_000);
}

/** `status: "read"`, with or without the typing indicator. */
export function markRead(world: World, number: PhoneNumber, body: Record<string, unknown>): void {
  const id = typeof body.message_id === "string" ? body.message_id : "";
  const message = world.messages.get(id);
  if (message?.direction !== "in" || message.numberId !== number.id) {
    throw new GraphError(131_009, `message_id ${id} is not a message received by this number.`);
  }
  for (const one of world.thread(number.id, message.persona)) {
    const isUnread = one.direction === "in" && one.at <= message.at && !one.isReadByBusiness;
    if (isUnread) world.messages.put(one.id, { ...one, isReadByBusiness: true });
  }
  if (body.typing_indicator) {
    const key = threadId(number.id, message.persona);
    const thread = world.threads.get(key) ?? { id: key, lastInboundAt: message.at };
    world.threads.put(key, { ...thread, typingUntil: Date.now() + TYPING_MS });
  }
  world.changed();
}

function fromTemplate(world: World, number: PhoneNumber, send: TemplateSend) {
  const template = findTemplate(world.templates.all(), number.wabaId, send);
  return {
    content: renderTemplate(template, send) as Record<string, unknown>,
    category: template.category.toLowerCase(),
  };
}

function checkReferences(world: World, type: string, content: Record<string, unknown>): void {
  if (MEDIA_TYPES.has(type) && typeof content.id === "string" && !world.store.collection("media").get(content.id)) {
    throw new GraphError(100, `Param ${type}['id'] is not a valid whatsapp business account media attachment ID.`);
  }
  if (type === "reaction" && !world.messages.get(String(content.message_id))) {
    throw new GraphError(131_009, "reaction.message_id is not a message of this conversation.");
  }
}

function noteReaction(world: World, content: Record<string, unknown>): void {
  const target = world.messages.get(String(content.message_id));
  if (!target) return;
  const emoji = String(content.emoji ?? "") || undefined;
  world.messages.put(target.id, { ...target, reaction: { ...target.reaction, fromBusiness: emoji } });
}

function clearTyping(world: World, numberId: string, personaKey: string): void {
  const key = threadId(numberId, personaKey);
  const thread = world.threads.get(key);
  if (thread?.typingUntil) world.threads.put(key, { ...thread, typingUntil: undefined });
}
