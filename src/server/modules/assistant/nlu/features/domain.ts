import { conceptOf } from "@/server/modules/assistant/nlu/lexicon/domain";
import type { Normalised, Token } from "@/server/modules/assistant/nlu/text/domain";

/** The hashed space; a model keeps only the buckets its training text really used. */
export const BUCKETS = 20_000;

/** A bucket, how strong it fired, and the token that fired it (for «por qué»). */
export type Firing = { bucket: number; token: number; weight: number };

/** Letter groups count less than words; the same weight tells them apart when asking how much was familiar. */
export const CHAR_WEIGHT = 0.55;

function hash(text: string, seed: number): number {
  let state = seed;
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  state ^= state >>> 15;
  state = Math.imul(state, 0x2c1b3c6d);
  state ^= state >>> 12;
  return (state >>> 0) % BUCKETS;
}

const SEEDS = {
  word: 0x811c9dc5,
  concept: 0x1234567,
  pair: 0x7654321,
  skip: 0x2468ace,
  char: 0x13579bd,
  shape: 0xabcdef,
};

/** What a token says beyond its letters: a year, a size, a weekday, a part, a place. */
function conceptOfToken(token: Token): string | undefined {
  if (token.kind === "number") {
    if (/^(19[6-9]\d|20[0-3]\d)$/.test(token.text)) return "_año";
    return token.text.length > 6 ? "_codigo" : token.text.length > 3 ? "_monto" : "_numero";
  }
  if (token.kind === "measure") return "_medida";
  if (token.kind === "date") return "_fecha";
  if (token.kind === "time") return "_hora";
  if (token.kind === "address") return token.text.includes("@") ? "_correo" : "_enlace";
  if (token.kind !== "word") return undefined;
  if (/\d/.test(token.text)) return conceptOf(token.text) ?? (token.text.length > 8 ? "_codigo" : "_clave");
  return conceptOf(token.text);
}

export function fire({ tokens }: Normalised): readonly Firing[] {
  const firings: Firing[] = [];
  const add = (bucket: number, token: number, weight: number) => firings.push({ bucket, token, weight });
  const words: { text: string; concept: string; at: number }[] = [];
  tokens.forEach((token, at) => {
    if (token.kind === "punctuation" && token.text !== "?" && token.text !== "%" && token.text !== "$") return;
    const concept = conceptOfToken(token);
    words.push({ text: token.text, concept: concept ?? token.text, at });
    if (concept === undefined || token.kind === "word") add(hash(token.text, SEEDS.word), at, 1);
    if (concept !== undefined) add(hash(concept, SEEDS.concept), at, 1);
    if (token.kind === "word") addCharacters(token.text, at, add);
  });
  const spoken = words.filter((word) => word.text !== "?");
  for (let at = 0; at <= spoken.length; at += 1) {
    const left = spoken[at - 1];
    const right = spoken[at];
    const owner = right?.at ?? left?.at ?? 0;
    add(hash(`${left?.concept ?? "^"} ${right?.concept ?? "$"}`, SEEDS.pair), owner, 1);
    const next = spoken[at + 1];
    if (left !== undefined && next !== undefined)
      add(hash(`${left.concept} ${next.concept}`, SEEDS.skip), left.at, 0.6);
  }
  add(hash(String(Math.min(spoken.length, 8)), SEEDS.shape), 0, 0.5);
  return firings;
}

function addCharacters(word: string, at: number, add: (bucket: number, token: number, weight: number) => void): void {
  const padded = `_${word}_`;
  for (let size = 2; size <= 5; size += 1) {
    for (let from = 0; from + size <= padded.length; from += 1) {
      add(hash(padded.slice(from, from + size), SEEDS.char), at, CHAR_WEIGHT);
    }
  }
}
