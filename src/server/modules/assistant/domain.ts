import type { PermissionSet } from "@/lib/permissions";
import { type Instant, minutes, seconds } from "@/lib/time";
import { INTENT_TITLES } from "./nlu/wording/domain";

/** What the bot may do for a customer; prices, discounts and money are not in it. */
export const botPermissions: PermissionSet = {
  branches: "all",
  grants: new Map([
    ["product:read", "all"],
    ["stock:read", "all"],
    ["quote:read", "all"],
    ["quote:create", "all"],
    ["quote:send", "all"],
    ["customer:read", "all"],
    ["customer:update", "all"],
    ["conversation:read", "all"],
    ["conversation:reply", "all"],
  ]),
};

const settledMs = 250;
const unfinishedMs = 800;
const unfinishedWords = /(?:\b(?:y|o|de|del|para|con|la|el|un|una|que|pero)|[,;:…])\s*$/iu;
const onlyGreeting = /^\s*(?:hola+|buenas(?: tardes| noches)?|buenos d[ií]as|buen d[ií]a|ola|hey|saludos)[\s!.,]*$/iu;

/** How long to wait for the rest of what somebody is saying: little when it looks complete, more when it does not. */
export function settleMs(message: { kind: string; body: string; hasChoice: boolean }): number {
  if (message.hasChoice) return 0;
  const isMediaAlone = message.kind !== "text" && message.body.trim() === "";
  const isUnfinished = isMediaAlone || onlyGreeting.test(message.body) || unfinishedWords.test(message.body);
  return isUnfinished ? unfinishedMs : settledMs;
}

/** A turn over these messages is worth deciding only while nothing newer came and the bot may speak. */
export function shouldAnswer(
  state: { status: string; mode: string; newestUnanswered: bigint | null },
  uptoSeq: bigint,
): boolean {
  const { status, mode, newestUnanswered } = state;
  return status === "open" && mode === "bot" && newestUnanswered !== null && newestUnanswered <= uptoSeq;
}

const burstMs = minutes(10);
/** What was said in one go. What lies further back was another visit, and answering it now would only confuse. */
export function latestBurst<M extends { sentAt: Instant }>(messages: readonly M[]): M[] {
  const newest = Math.max(...messages.map(({ sentAt }) => sentAt));
  return messages.filter(({ sentAt }) => newest - sentAt <= burstMs);
}

export type Decision = { verdict: "approve" | "reject"; proposalId: string };
/** What a button of a notice asks for. */
export function decisionOf(choiceId: string | null): Decision | null {
  const match = /^(approve|reject):([0-9a-hjkmnp-tv-z]{26})$/.exec(choiceId ?? "");
  return match ? { verdict: match[1] as Decision["verdict"], proposalId: match[2] ?? "" } : null;
}

const near = new Set(["quote_request", "quote_confirmed", "order_create", "payment_how", "payment_report"]);
const curious = new Set([
  ...["product_price", "product_availability", "branch_stock", "product_fitment", "product_alternative"],
  ...["delivery_info", "vehicle_info"],
]);
/** How near a purchase the conversation sounds; null when it has said nothing about one. */
export function purchaseLevel(intents: readonly string[]): "low" | "medium" | "high" | null {
  if (intents.length === 0) return null;
  if (intents.some((intent) => near.has(intent))) return "high";
  const asked = intents.filter((intent) => curious.has(intent)).length;
  return asked >= 3 ? "high" : asked > 0 ? "medium" : "low";
}

const otherTitles: Record<string, string> = {
  greeting: "Saludo",
  thanks: "Agradecimiento",
  human_request: "Quiere una persona",
  complaint: "Reclamo",
  emergency: "Emergencia",
  opt_out: "No quiere promociones",
  data_update: "Cambio de datos",
  vehicle_info: "Datos del vehículo",
  affirm: "Confirma",
  deny: "No quiere",
  out_of_scope: "Otro tema",
};
export const intentTitle = (intent: string): string => INTENT_TITLES[intent] ?? otherTitles[intent] ?? "Otro tema";

/** What people read when a message has no words the bot can use. */
export function wordlessReply(kind: string): { code: string; text: string } {
  return kind === "audio"
    ? {
        code: "audio_untranscribed",
        text: "Recibí tu nota de voz. Una persona del equipo la escucha y te responde por aquí.",
      }
    : { code: "media_unsupported", text: "Lo recibí. Una persona del equipo lo revisa y te responde por aquí." };
}

/** Memory of a conversation lasts as long as a visit to the counter is remembered. */
const memoryMs = seconds(72 * 3_600);
export const memoryEnds = (now: Instant): Instant => (now + memoryMs) as Instant;
