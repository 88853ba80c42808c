import { type Classification, classifyNormalised, type Ranked } from "@/server/modules/assistant/nlu/classifier/domain";
import type { Audience, NluModel } from "@/server/modules/assistant/nlu/model/domain";
import { asksForPerson, looksLikeInjection, soundsLikeEmergency } from "@/server/modules/assistant/nlu/phrases/domain";
import { type Country, type Normalised, normalise } from "@/server/modules/assistant/nlu/text/domain";

/** Act on it, ask «¿Buscas…?», or admit not understanding. */
export type Confidence = "act" | "confirm" | "clarify";

export type UnderstoodIntent = {
  intent: string;
  probability: number;
  confidence: Confidence;
  ranking: readonly Ranked[];
  why: readonly string[];
  /** The part of the message that said it. */
  clause: { text: string; start: number; end: number };
};

export type Understanding = {
  message: Normalised;
  /** One, or two when the message asked for two things; the first comes first in the text. */
  intents: readonly [UnderstoodIntent, ...UnderstoodIntent[]];
  isHumanRequest: boolean;
  isEmergency: boolean;
  isInjection: boolean;
};

export type UnderstandOptions = { audience?: Audience; country?: Country };

/** Never half of a double request: they accompany what the person came for. */
const COMPANY: ReadonlySet<string> = new Set([
  "greeting",
  "affirm",
  "deny",
  "out_of_scope",
  "booking_confirm",
  "emergency",
]);
const SPLIT_FLOOR = 0.55;
/** Nobody asks two things in a text with more commas than this; a pasted list does. */
const MOST_CUTS = 12;
/** Below this share of known writing the classifier is guessing. */
const KNOWN_FLOOR = 0.65;

export function understand(
  model: NluModel,
  text: string,
  { audience = "customer", country }: UnderstandOptions = {},
): Understanding {
  const message = normalise(text, country);
  const plain = message.tokens
    .filter((token) => token.kind !== "punctuation")
    .map((token) => token.text)
    .join(" ");
  const whole = read(model, message, audience, { start: 0, end: message.source.length });
  const isCustomer = audience === "customer";
  return {
    message,
    intents: splitByClause(model, message, audience, whole) ?? [whole],
    isHumanRequest: isCustomer && (whole.intent === "human_request" || asksForPerson(plain)),
    isEmergency:
      isCustomer && (soundsLikeEmergency(plain) || (whole.intent === "emergency" && whole.confidence === "act")),
    isInjection: looksLikeInjection(plain),
  };
}

function read(
  model: NluModel,
  message: Normalised,
  audience: Audience,
  span: { start: number; end: number },
): UnderstoodIntent {
  const found = classifyNormalised(model[audience], message);
  const { intent, probability, ranking, why } = found;
  const clause = { text: message.source.slice(span.start, span.end).trim(), ...span };
  return { intent, probability, ranking, why, clause, confidence: judge(model, audience, found) };
}

function judge(model: NluModel, audience: Audience, { intent, probability, known }: Classification): Confidence {
  const { hi, lo } = model[audience].thresholds[intent] ?? { hi: 0.6, lo: 0.3 };
  if (probability < lo || known < KNOWN_FLOOR) return "clarify";
  return probability >= hi ? "act" : "confirm";
}

/** The cut whose weaker half is strongest, when both halves clearly want different things. */
function splitByClause(
  model: NluModel,
  message: Normalised,
  audience: Audience,
  whole: UnderstoodIntent,
): readonly [UnderstoodIntent, UnderstoodIntent] | undefined {
  let best: { pair: readonly [UnderstoodIntent, UnderstoodIntent]; strength: number } | undefined;
  for (const at of cuts(message).slice(0, MOST_CUTS)) {
    const border = message.tokens[at]?.start ?? 0;
    const left = part(message, 0, at, { start: 0, end: border });
    const right = part(message, at + 1, message.tokens.length, {
      start: message.tokens[at]?.end ?? border,
      end: message.source.length,
    });
    if (countWords(left.message) < 1 || countWords(right.message) < 2) continue;
    const pair = [
      read(model, left.message, audience, left.span),
      read(model, right.message, audience, right.span),
    ] as const;
    if (pair[0].intent === pair[1].intent || pair.some(({ intent }) => COMPANY.has(intent))) continue;
    if (countWords(left.message) < 2 && pair[0].intent !== "thanks") continue;
    const strength = Math.min(pair[0].probability, pair[1].probability);
    if (
      strength >= SPLIT_FLOOR &&
      pair.some(({ intent }) => whole.ranking.some((one) => one.intent === intent)) &&
      strength > (best?.strength ?? 0)
    ) {
      best = { pair, strength };
    }
  }
  return best?.pair;
}

const cuts = ({ tokens }: Normalised): readonly number[] =>
  tokens.flatMap((token, at) =>
    (token.kind === "punctuation" && token.text !== "%" && token.text !== "$") ||
    /^(?:y|ademas|tambien|pero|e)$/.test(token.text)
      ? [at]
      : [],
  );

function part(message: Normalised, from: number, to: number, span: { start: number; end: number }) {
  const tokens = message.tokens.slice(from, to);
  return { span, message: { source: message.source, tokens, text: tokens.map((token) => token.text).join(" ") } };
}

const countWords = ({ tokens }: Normalised): number => tokens.filter((token) => token.kind !== "punctuation").length;
