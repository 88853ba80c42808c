import { MAKES, MODELS, type ModelName } from "@/server/modules/assistant/nlu/gazetteer/domain";
import { conceptOf } from "@/server/modules/assistant/nlu/lexicon/domain";
import { editDistance, soundOf } from "@/server/modules/assistant/nlu/spelling/domain";
import type { Normalised, Token } from "@/server/modules/assistant/nlu/text/domain";

export type Vehicle = {
  make?: string;
  model?: string;
  year?: number;
  engine?: string;
  fuel?: "gasoline" | "diesel" | "gas";
  transmission?: "manual" | "automatic";
};

export type VehicleMention = Vehicle & { score: number; span: { start: number; end: number } };

/** Names that are everyday words or cities too; they count only beside their make. */
const NEEDS_MAKE = new Set(
  `up fit city note star rush view vision flex classic premio swing face deer master leon cordoba toledo colorado uno cielo joy alto ion century
  hunter yuan song seal dolphin horse caribe amigo expert boxer rodeo legacy linea idea punto pilot titan patrol forza brisa attitude sierra
  note view due niva sonic agile carry taos face mirage matrix arena transit courier edge falcon laser escort patriot liberty commander vocho
  midi benni damas racer eon soul forte pride tipo duna pulse colt signo panel rogue armada kicks master groove montana tornado blazer discover
  partner 500 147 626 323 106 107 300 1114 gt hs t6 t8 s2 s3 s5 lc mk ck mf mx x1 iq a1 a3 tx tt cr4`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

const BY_FIRST_WORD = new Map<string, ModelName[]>();
for (const model of MODELS) {
  const first = model.words[0] ?? "";
  const list = BY_FIRST_WORD.get(first);
  if (list === undefined) BY_FIRST_WORD.set(first, [model]);
  else list.push(model);
}
const FUZZY = MODELS.filter(
  ({ words }) => words.length === 1 && /^[a-z]{5,}$/.test(words[0] ?? "") && !NEEDS_MAKE.has(words[0] ?? ""),
);

const SOUNDS = new Map(FUZZY.map((model) => [soundOf(model.words[0] ?? ""), model] as const));
/** Cheap refusals before the edit distance: people rarely miss the first letter. */
const mayBe = (name: string, text: string): boolean =>
  name.charCodeAt(0) === text.charCodeAt(0) && Math.abs(name.length - text.length) <= 1;

type Found = { make?: string; model?: string; from: number; to: number; score: number };

export function findVehicle({ tokens }: Normalised): VehicleMention | undefined {
  const words = tokens.filter((token) => token.kind !== "punctuation");
  const make = findMake(words);
  const model = findModel(words, make) ?? findMisspelt(words);
  const rest = factsAmong(words, model ?? make);
  if (model === undefined && make === undefined && rest.year === undefined && rest.engine === undefined)
    return undefined;
  if (
    model === undefined &&
    make === undefined &&
    !words.some(({ text }) => /^(?:modelo|motor|carro|auto|camioneta|vehiculo|coche|año)$/.test(text))
  )
    return undefined;
  const spans = [model, make].filter((one) => one !== undefined).flatMap(({ from, to }) => words.slice(from, to));
  const all = [...spans, ...rest.tokens];
  return {
    make: model?.make ?? make?.make,
    model: model?.model,
    ...rest.facts,
    score: model?.score ?? 0.6,
    span: { start: Math.min(...all.map(({ start }) => start)), end: Math.max(...all.map(({ end }) => end)) },
  };
}

function findMake(words: readonly Token[]): Found | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const one = words[at]?.text ?? "";
    const two = `${one} ${words[at + 1]?.text ?? ""}`;
    const pair = MAKES.get(two);
    if (pair !== undefined) return { make: pair, from: at, to: at + 2, score: 1 };
    const single = MAKES.get(one);
    if (single !== undefined) return { make: single, from: at, to: at + 1, score: 1 };
  }
  return undefined;
}

function findModel(words: readonly Token[], make: Found | undefined): Found | undefined {
  let best: Found | undefined;
  for (let at = 0; at < words.length; at += 1) {
    for (const candidate of BY_FIRST_WORD.get(words[at]?.text ?? "") ?? []) {
      const length = candidate.words.length;
      if (candidate.words.some((word, index) => words[at + index]?.text !== word)) continue;
      const isSameMake = make?.make === candidate.make;
      if (make !== undefined && !isSameMake && at >= make.to) continue;
      if (!isSameMake && needsMake(candidate, words, at)) continue;
      if (best !== undefined && best.to - best.from >= length) continue;
      best = { make: candidate.make, model: candidate.model, from: at, to: at + length, score: 1 };
    }
  }
  return best;
}

/** «un 208» names a car, «208 pesos» does not. */
function needsMake({ words: name }: ModelName, words: readonly Token[], at: number): boolean {
  const [first = ""] = name;
  if (name.length > 1) return false;
  if (NEEDS_MAKE.has(first) || first.length < 2) return true;
  if (!/^\d+$/.test(first)) return false;
  return (
    !/^(?:del|un|el|al|mi|para|de)$/.test(words[at - 1]?.text ?? "") ||
    (words[at + 1]?.kind === "number" && (words[at + 1]?.text.length ?? 0) < 4)
  );
}

const isKnownWord = (text: string): boolean => !/^(?:_vehiculo)?$/.test(conceptOf(text) ?? "");

function findMisspelt(words: readonly Token[]): Found | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const { text, kind } = words[at] ?? { text: "", kind: "word" };
    if (kind !== "word" || text.length < 5 || isKnownWord(text)) continue;
    const sound = soundOf(text);
    const near =
      SOUNDS.get(sound) ??
      (text.length < 6
        ? undefined
        : FUZZY.find(({ words: [name = ""] }) => mayBe(name, text) && editDistance(text, name, 1) <= 1));
    if (near !== undefined) return { make: near.make, model: near.model, from: at, to: at + 1, score: 0.8 };
  }
  return undefined;
}

function factsAmong(words: readonly Token[], named: Found | undefined) {
  const facts: Vehicle = {};
  const tokens: Token[] = [];
  words.forEach((token, at) => {
    const before = words[at - 1]?.text ?? "";
    const isPart = named !== undefined && at >= named.from && at < named.to;
    if (token.kind === "number" && !isPart) {
      const year = yearOf(token.text, before);
      if (facts.year === undefined && year !== undefined) {
        facts.year = year;
        tokens.push(token);
      } else if (facts.engine === undefined && /^[0-8]\.\d$/.test(token.text)) {
        facts.engine = token.text;
        tokens.push(token);
      }
    }
    if (/^v[68]$/.test(token.text) && facts.engine === undefined) facts.engine = token.text.toUpperCase();
    if (/^(?:diesel|gasoil|petrolero|tdi|hdi|dci|petroleo)$/.test(token.text)) facts.fuel = "diesel";
    if (/^(?:nafta|naftero|gasolina|bencina|bencinero|bencinera)$/.test(token.text)) facts.fuel = "gasoline";
    if (/^(?:gnv|gnc|glp)$/.test(token.text)) facts.fuel = "gas";
    if (/^automatic[oa]$/.test(token.text)) facts.transmission = "automatic";
    if (/^(?:sincronic[oa]|mecanic[oa]|estandar|manual)$/.test(token.text)) facts.transmission = "manual";
  });
  return { facts, tokens, year: facts.year, engine: facts.engine };
}

function yearOf(text: string, before: string): number | undefined {
  if (/^(?:19[6-9]\d|20[0-3]\d)$/.test(text)) return Number(text);
  if (/^\d{2}$/.test(text) && /^(?:año|modelo|mod|del)$/.test(before))
    return Number(text) > 40 ? 1900 + Number(text) : 2000 + Number(text);
  return undefined;
}
