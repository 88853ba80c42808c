import { type Instant, instant, minutes } from "@/lib/time";

export const messageKinds = [
  ...["text", "image", "video", "audio", "document", "sticker", "location", "contacts", "button", "interactive"],
  ...["order", "reaction", "system", "edit", "revoke", "call", "unsupported"],
] as const;

/** One fact of a provider's envelope, routed alone: one envelope may speak of several numbers, hence of several tenants. */
export interface ProviderItem {
  /** The business number it happened on; empty when the item names none, so that nobody owns it. */
  externalId: string;
  kind: "message" | "status" | "echo" | "history" | "other";
  /** What order is kept for: number and person. */
  subjectKey: string;
  payload: Record<string, unknown>;
}

export interface InboundMessage {
  providerMessageId: string;
  sentAt: Instant;
  kind: string;
  body: string;
  content: Record<string, unknown>;
  replyTo: string | null;
  from: { waId?: string; bsuid?: string; username?: string; name: string };
  /** A number the person moved to, told by a system message. */
  movedTo: string | null;
}

export interface StatusReport {
  providerMessageId: string;
  status: string;
  at: Instant;
  /** Our own id, echoed by the provider: links a status whose message we never got the answer for. */
  outboundId: string | null;
  errors: { code: string; title: string }[];
  pricing: Record<string, unknown> | null;
}

const futureToleranceMs = minutes(5);
const oldest = instant(Date.UTC(2009, 0, 1));

/** The provider's clock orders the thread, unless it is plainly wrong. */
export function trustedSentAt(claimed: Instant, arrival: Instant): { at: Instant; clamped: boolean } {
  const isPlausible = claimed >= oldest && claimed <= arrival + futureToleranceMs;
  return isPlausible ? { at: claimed, clamped: false } : { at: arrival, clamped: true };
}

/** Kinds that change another message or tell a fact: kept, but nobody has to answer them. */
const silent = new Set(["reaction", "system", "edit", "revoke", "call"]);
export const asksForAnswer = (kind: string): boolean => !silent.has(kind);

/** Postgres text cannot hold NUL; everything else is stored as it came. */
export const storable = (text: string): string => text.replaceAll("\u0000", "");
