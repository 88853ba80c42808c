import { z } from "zod";
import { type Instant, instant } from "@/lib/time";
import { type InboundMessage, type StatusReport, storable } from "../ingest/domain";

const short = z.string().max(512);
const body = z.string().max(70_000);
const loose = z.looseObject({});
const timestamp = z.union([z.string().regex(/^\d{1,13}$/), z.number().int().nonnegative()]);
const secondsOf = (value: string | number): Instant => instant(Number(value) * 1_000);

const contactSchema = z.looseObject({
  profile: z.looseObject({ name: z.string().max(500).optional(), username: short.optional() }).optional(),
  wa_id: short.optional(),
  user_id: short.optional(),
});
const mediaSchema = z.looseObject({
  id: short.optional(),
  mime_type: short.optional(),
  sha256: short.optional(),
  caption: body.optional(),
  filename: short.optional(),
});
const messageSchema = z.looseObject({
  id: short.min(1),
  timestamp,
  type: short,
  from: short.optional(),
  from_user_id: short.optional(),
  to: short.optional(),
  context: z.looseObject({ id: short.optional() }).optional(),
  text: z.looseObject({ body }).optional(),
  button: z.looseObject({ payload: short.optional(), text: body.optional() }).optional(),
  interactive: z
    .looseObject({
      type: short,
      button_reply: z.looseObject({ id: short, title: body }).optional(),
      list_reply: z.looseObject({ id: short, title: body, description: body.optional() }).optional(),
      nfm_reply: loose.optional(),
    })
    .optional(),
  location: z.looseObject({ name: body.optional(), address: body.optional() }).optional(),
  order: z.looseObject({ text: body.optional() }).optional(),
  reaction: z.looseObject({ message_id: short, emoji: z.string().max(64).optional() }).optional(),
  system: z.looseObject({ type: short.optional(), wa_id: short.optional(), body: body.optional() }).optional(),
  image: mediaSchema.optional(),
  video: mediaSchema.optional(),
  audio: mediaSchema.optional(),
  voice: mediaSchema.optional(),
  document: mediaSchema.optional(),
  sticker: mediaSchema.optional(),
});
type Message = z.infer<typeof messageSchema>;

const plain = new Set(["text", "image", "video", "audio", "document", "sticker", "location", "contacts"]);
const known = new Set([...plain, "button", "interactive", "order", "reaction", "system", "edit", "revoke", "call"]);

/** The text a person would read aloud for this message. */
function bodyOf(message: Message): string {
  const { interactive, button, location, order, system } = message;
  const media = message.image ?? message.video ?? message.document;
  const said =
    message.text?.body ??
    interactive?.button_reply?.title ??
    interactive?.list_reply?.title ??
    button?.text ??
    media?.caption ??
    location?.name ??
    location?.address ??
    order?.text ??
    system?.body ??
    message.reaction?.emoji;
  return storable(said ?? "");
}

/** What the row keeps beside the text: the kind's own object, and for anything unknown all of it. */
function contentOf(message: Message, kind: string): Record<string, unknown> {
  if (kind === "unsupported") return { raw: message };
  const own = kind === "voice" ? message.voice : message[kind];
  const reply = message.interactive?.button_reply ?? message.interactive?.list_reply;
  return {
    ...(own === undefined ? {} : { [kind]: own }),
    ...(reply ? { choiceId: reply.id } : message.button?.payload ? { choiceId: message.button.payload } : {}),
    ...(message.referral === undefined ? {} : { referral: message.referral }),
  };
}

const withoutNul = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? {}).replaceAll("\\u0000", ""));

/** Null when the item lacks what a message cannot be without: an id, a time and a sender. */
export function parseMetaMessage(payload: unknown): InboundMessage | null {
  const parsed = z.looseObject({ item: messageSchema, contact: contactSchema.optional() }).safeParse(payload);
  if (!parsed.success) return null;
  const { item, contact } = parsed.data;
  const type = item.type === "voice" ? "audio" : item.type;
  const kind = known.has(type) ? type : "unsupported";
  // Newer accounts may put the user id where the number used to be.
  const isPhone = item.from !== undefined && /^\d+$/.test(item.from);
  const bsuid = item.from_user_id ?? contact?.user_id ?? (isPhone ? undefined : item.from);
  const waId = (isPhone ? item.from : undefined) ?? contact?.wa_id;
  if (!bsuid && !waId) return null;
  return {
    providerMessageId: item.id,
    sentAt: secondsOf(item.timestamp),
    kind,
    body: bodyOf(item),
    content: withoutNul(contentOf(item, kind)) as Record<string, unknown>,
    replyTo: item.context?.id ?? null,
    from: { waId, bsuid, username: contact?.profile?.username, name: storable(contact?.profile?.name ?? "") },
    movedTo: item.type === "system" ? (item.system?.wa_id ?? null) : null,
  };
}

/** An answer the shop gave from its own phone: the person is whom it was sent to. */
export function parseMetaEcho(payload: unknown): InboundMessage | null {
  const parsed = z.looseObject({ item: messageSchema, contact: contactSchema.optional() }).safeParse(payload);
  if (!parsed.success || !parsed.data.item.to) return null;
  const { item, contact } = parsed.data;
  return parseMetaMessage({ contact, item: { ...item, from: item.to, from_user_id: undefined } });
}

const statusSchema = z.looseObject({
  id: short.min(1),
  status: short,
  timestamp,
  biz_opaque_callback_data: short.optional(),
  errors: z
    .array(z.looseObject({ code: z.union([z.number(), short]), title: z.string().max(500).optional() }))
    .optional(),
  pricing: loose.optional(),
});

export function parseMetaStatus(payload: unknown): StatusReport | null {
  const parsed = z.looseObject({ item: statusSchema }).safeParse(payload);
  if (!parsed.success) return null;
  const { item } = parsed.data;
  return {
    providerMessageId: item.id,
    status: item.status,
    at: secondsOf(item.timestamp),
    outboundId: item.biz_opaque_callback_data ?? null,
    errors: (item.errors ?? []).map(({ code, title }) => ({ code: `${code}`, title: title ?? "" })),
    pricing: item.pricing ?? null,
  };
}
