import type { BranchId, ChannelId, ContactPointId, ConversationId, CustomerId, MemberId } from "@/lib/ids";
import { hours, type Instant, plus, seconds } from "@/lib/time";

export type ConversationStatus = "open" | "snoozed" | "closed";
/** Who may speak. */
export type Mode = "bot" | "queued" | "offered" | "human" | "muted";
export type AiPolicy = "auto" | "draft" | "off";
export type ActorKind = "customer" | "member" | "bot" | "phone" | "system";

export interface Channel {
  id: ChannelId;
  branchId: BranchId;
  role: "customers" | "staff";
  provider: string;
  externalId: string;
  portfolio: string;
  displayNumber: string;
  name: string;
  aiPolicy: AiPolicy;
}

/** What decides who may speak; `fence` grows whenever that changes. */
export interface Conversation {
  id: ConversationId;
  channelId: ChannelId;
  contactPointId: ContactPointId;
  customerId: CustomerId;
  branchId: BranchId;
  status: ConversationStatus;
  mode: Mode;
  aiPolicy: AiPolicy;
  assigneeId: MemberId | null;
  fence: bigint;
  leaseMemberId: MemberId | null;
  leaseExpiresAt: Instant | null;
  releaseAt: Instant | null;
  lastSeq: bigint;
  turnSeq: bigint;
  waitingSince: Instant | null;
  windowExpiresAt: Instant | null;
  version: number;
}

/** Free-form permission after each inbound (provider documentation, 2026-11). */
export const windowMs = hours(24);
/** Two senders at the last second: the provider's clock decides, so we stop a little earlier. */
const windowMarginMs = seconds(5);

export const windowAfter = (inboundAt: Instant): Instant => plus(inboundAt, windowMs);
export const isWindowOpen = (expiresAt: Instant | null, at: Instant): boolean =>
  expiresAt !== null && at < expiresAt - windowMarginMs;

/** A newcomer or a returning customer starts with the bot where the policy lets it answer. */
export const modeOf = (policy: AiPolicy): Mode => (policy === "auto" ? "bot" : "queued");

const rankOf = {
  cancelled: -1,
  queued: 0,
  sending: 1,
  unconfirmed: 2,
  sent: 3,
  failed: 4,
  delivered: 5,
  read: 6,
  played: 7,
} as const;
export type MessageStatus = keyof typeof rankOf | "received";
export const isMessageStatus = (value: string): value is keyof typeof rankOf => Object.hasOwn(rankOf, value);

/** Status is the highest ever told, never lower; a failure shows only while nothing was delivered. */
export function strongerStatus(current: MessageStatus, told: MessageStatus): MessageStatus {
  if (current === "received" || told === "received") return current;
  return rankOf[told] > rankOf[current] ? told : current;
}

const previewLength = 140;
const markOf: Record<string, string> = {
  image: "Foto",
  video: "Video",
  audio: "Nota de voz",
  document: "Documento",
  sticker: "Sticker",
  location: "Ubicación",
  contacts: "Contacto",
  order: "Pedido",
  unsupported: "Mensaje de un tipo que aún no mostramos",
};
/** One line for the list. */
export function previewOf(kind: string, body: string): string {
  const text = body.replace(/\s+/g, " ").trim();
  const mark = markOf[kind];
  return (mark ? (text ? `${mark}: ${text}` : mark) : text).slice(0, previewLength);
}
