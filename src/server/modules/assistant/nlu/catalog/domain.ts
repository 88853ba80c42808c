import { conceptOf } from "@/server/modules/assistant/nlu/lexicon/domain";
import { stem } from "@/server/modules/assistant/nlu/spelling/domain";
import { fold, normalise, type Token } from "@/server/modules/assistant/nlu/text/domain";
import {
  emptyVocabulary,
  hasRegionalName,
  learnWord,
  matchWord,
  QUALITY,
  type Vocabulary,
} from "@/server/modules/assistant/nlu/vocabulary/domain";

export type Fitment = { make: string; model: string; yearFrom: number; yearTo: number };

export type CatalogItem = {
  id: string;
  name: string;
  brand?: string;
  sku: string;
  codes?: readonly string[];
  category?: string;
  aliases?: readonly string[];
  fitment?: readonly Fitment[];
};

export type VehicleHint = { make?: string; model?: string; year?: number };

export type SearchOptions = {
  limit?: number;
  vehicle?: VehicleHint;
  /** Items the person's branch has; they win ties. */
  branchBoost?: ReadonlySet<string>;
};

export type CatalogHit = {
  id: string;
  score: number;
  span: { start: number; end: number };
  matched: readonly string[];
};

type Slot = {
  id: string;
  nameWords: number;
  years: readonly (readonly [number, number])[];
  fits: ReadonlySet<string>;
  isForVehicles: boolean;
};

/** Changed in place by `updateCatalogIndex`; everybody else only reads it. */
export type CatalogIndex = {
  vocabulary: Vocabulary;
  /** Per word: pairs of slot and field weight in hundredths. */
  postings: number[][];
  slots: (Slot | undefined)[];
  slotOf: Map<string, number>;
  codes: Map<string, number[]>;
  dead: number;
};

const FIELD = { name: 100, alias: 100, brand: 80, fitment: 70, category: 45 } as const;
const SCORE_FLOOR = 0.3;
const MOSTLY_DEAD = 0.3;
/** A part for one car is a poor answer to somebody who named another. */
const OTHER_VEHICLE = 0.6;
const CODE_SCORE = 1.5;

const SILENT = new Set(
  `de del la el los las lo le un una unos unas y o a al en con por para que se su sus mi mis tu me te si no es son ser este esta ese esa esos esas
  eso esto como cual cuanto cuanta cuantos cuantas cuesta cuestan vale valen sale salen precio precios costo valor hay habra tienes tiene tenga tendra
  tendras tendran haber queda quedan quiero quisiera necesito busco buscando ocupo favor hola buenas buenos dias tardes noches gracias disponible
  stock existencia venden vendes manejas consigo consigues trabajas sirve sirven carro auto coche camioneta vehiculo moto modelo año juego par
  unidad unidades alguno alguna algun otro otra marca barato barata original generico donde cuando hoy mañana saber dime dame cotizame cotizacion
  presupuesto ahi aqui mas muy bien ya tambien pana chamo che porfa epa oiga disculpe mira estoy les nos todo toda anda usa lleva llevo tengo ver`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

const compactCode = (text: string): string => fold(text).replace(/[^a-z0-9]/g, "");

/** What is left of a message once courtesy and grammar are gone. */
export const contentTokens = (tokens: readonly Token[]): readonly Token[] =>
  tokens.filter(({ kind, text }) => kind !== "punctuation" && kind !== "emoji" && !SILENT.has(text));

/** Whether a word is the kind of thing a shop sells, in any country's name for it. */
export function namesProduct({ kind, text }: Token): boolean {
  if (kind === "measure") return true;
  if (kind !== "word") return false;
  const concept = conceptOf(text);
  return (
    concept === "_cosa" ||
    concept === "_comida" ||
    hasRegionalName(text) ||
    (text.length >= 5 && /\d/.test(text) && /[a-z]/.test(text))
  );
}

const wordsOf = (text: string): readonly string[] =>
  normalise(text)
    .tokens.filter((token) => token.kind !== "punctuation" && !SILENT.has(token.text))
    .map((token) => stem(token.text));

const namesVehicle = (word: string): boolean => conceptOf(word) === "_vehiculo";

const yearsIn = (name: string): readonly (readonly [number, number])[] =>
  [...name.matchAll(/\b((?:19|20)\d{2})\s*[-–—/a]+\s*((?:19|20)\d{2})\b/g)].map(
    (match) => [Number(match[1]), Number(match[2])] as const,
  );

export function buildCatalogIndex(items: readonly CatalogItem[]): CatalogIndex {
  const index: CatalogIndex = {
    vocabulary: emptyVocabulary(),
    postings: [],
    slots: [],
    slotOf: new Map(),
    codes: new Map(),
    dead: 0,
  };
  for (const item of items) insert(index, item);
  return index;
}

/** Applies catalogue changes without a rebuild; rebuilding is left to the owner once `needsRebuild` says so. */
export function updateCatalogIndex(
  index: CatalogIndex,
  { upsert = [], remove = [] }: { upsert?: readonly CatalogItem[]; remove?: readonly string[] },
): void {
  for (const id of [...remove, ...upsert.map((item) => item.id)]) {
    const slot = index.slotOf.get(id);
    if (slot === undefined) continue;
    index.slots[slot] = undefined;
    index.slotOf.delete(id);
    index.dead += 1;
  }
  for (const item of upsert) insert(index, item);
}

export const needsRebuild = (index: CatalogIndex): boolean =>
  index.dead > 500 && index.dead > index.slots.length * MOSTLY_DEAD;

function insert(index: CatalogIndex, item: CatalogItem): void {
  const slot = index.slots.length;
  const weights = new Map<number, number>();
  const add = (text: string | undefined, weight: number) => {
    for (const word of text === undefined ? [] : wordsOf(text)) {
      const id = learnWord(index.vocabulary, word);
      weights.set(id, Math.max(weights.get(id) ?? 0, weight));
    }
  };
  add(item.name, FIELD.name);
  const nameWords = [...weights.keys()].filter((word) => !isYearText(index.vocabulary.words[word] ?? "")).length;
  for (const alias of item.aliases ?? []) add(alias, FIELD.alias);
  add(item.brand, FIELD.brand);
  add(item.category, FIELD.category);
  for (const { make, model } of item.fitment ?? []) add(`${make} ${model}`, FIELD.fitment);
  for (const [word, weight] of weights) {
    const list = index.postings[word];
    if (list === undefined) index.postings[word] = [slot, weight];
    else list.push(slot, weight);
  }
  for (const code of new Set([item.sku, ...(item.codes ?? [])].map(compactCode))) {
    if (code.length >= 3) index.codes.set(code, [...(index.codes.get(code) ?? []), slot]);
  }
  const fits = new Set((item.fitment ?? []).map(({ model }) => fold(model)));
  const years =
    item.fitment === undefined || item.fitment.length === 0
      ? yearsIn(item.name)
      : item.fitment.map((one) => [one.yearFrom, one.yearTo] as const);
  const isForVehicles = fits.size > 0 || wordsOf(item.name).some(namesVehicle);
  index.slots.push({ id: item.id, nameWords: Math.max(nameWords, 1), years, fits, isForVehicles });
  index.slotOf.set(item.id, slot);
}

type Tally = { score: number; start: number; end: number; words: string[]; nameHits: number; fitsVehicle: boolean };

export function searchCatalog(index: CatalogIndex, text: string, options: SearchOptions = {}): readonly CatalogHit[] {
  const { limit = 5, vehicle, branchBoost } = options;
  const { tokens } = normalise(text);
  const tallies = new Map<number, Tally>();
  const asked = tokens.filter(
    (token) => token.kind !== "punctuation" && token.kind !== "emoji" && !SILENT.has(token.text),
  );
  const year = vehicle?.year ?? yearAmong(asked);
  let possible = 0;
  const spoken = [...asked.map((token) => ({ text: token.text, token })), ...extraWords(vehicle, asked)];
  for (const { text: word, token } of spoken) {
    if (token !== undefined && isYear(token)) continue;
    possible += tallyWord(index, tallies, word, token);
  }
  const isForVehicle = spoken.some(({ text: word }) => namesVehicle(word));
  const hits: { slot: number; score: number; tally: Tally }[] = [];
  for (const [slot, tally] of tallies) {
    const item = index.slots[slot];
    if (item === undefined || possible === 0) continue;
    const covered = tally.score / possible;
    const tidy = 0.88 + 0.12 * Math.min(tally.nameHits / item.nameWords, 1);
    const local = branchBoost?.has(item.id) === true ? 1.03 : 1;
    const foreign = isForVehicle && item.isForVehicles && !tally.fitsVehicle ? OTHER_VEHICLE : 1;
    hits.push({ slot, tally, score: covered * tidy * vehicleFactor(item, vehicle, year) * local * foreign });
  }
  for (const [slot, token] of codeHits(index, text)) {
    const matched = [text.slice(token.start, token.end)];
    hits.push({
      slot,
      score: CODE_SCORE,
      tally: { score: 1, nameHits: 1, fitsVehicle: true, words: matched, ...token },
    });
  }
  const best = new Map<string, CatalogHit>();
  hits.sort((left, right) => right.score - left.score || left.slot - right.slot);
  for (const { slot, score, tally } of hits) {
    const item = index.slots[slot];
    if (item === undefined || score < SCORE_FLOOR || best.has(item.id)) continue;
    best.set(item.id, {
      id: item.id,
      score: Math.min(score, 1),
      span: { start: tally.start, end: tally.end },
      matched: tally.words,
    });
    if (best.size >= limit) break;
  }
  return [...best.values()];
}

const isYearText = (text: string): boolean => /^(19[6-9]\d|20[0-3]\d)$/.test(text);
const isYear = (token: Token): boolean => token.kind === "number" && isYearText(token.text);

function yearAmong(tokens: readonly Token[]): number | undefined {
  const found = tokens.find(isYear);
  return found === undefined ? undefined : Number(found.text);
}

/** A vehicle known from before counts as if it had been said again. */
function extraWords(
  vehicle: VehicleHint | undefined,
  asked: readonly Token[],
): readonly { text: string; token: undefined }[] {
  const said = new Set(asked.map((token) => token.text));
  return (vehicle?.model === undefined ? [] : wordsOf(vehicle.model))
    .filter((word) => !said.has(word))
    .map((text) => ({ text, token: undefined }));
}

/** Adds one word to every item that has it; returns what a perfect item would have earned. */
function tallyWord(index: CatalogIndex, tallies: Map<number, Tally>, word: string, token: Token | undefined): number {
  const matches = matchWord(index.vocabulary, word);
  const live = index.slots.length - index.dead;
  if (matches.length === 0) {
    const concept = conceptOf(word);
    const isWanted = concept === "_cosa" || concept === "_comida" || concept === "_servicio" || hasRegionalName(word);
    return isWanted ? Math.log(1 + live / 4) : 0;
  }
  const earned = new Map<number, number>();
  let reach = 0;
  let quality = 0;
  for (const match of matches) {
    const list = index.postings[match.word] ?? [];
    if (match.quality >= quality) {
      reach = match.quality > quality ? list.length / 2 : reach + list.length / 2;
      quality = match.quality;
    }
    for (let at = 0; at < list.length; at += 2) {
      const slot = list[at] ?? 0;
      const value = (match.quality * (list[at + 1] ?? 0)) / 100;
      if (value > (earned.get(slot) ?? 0)) earned.set(slot, value);
    }
  }
  const weight = Math.log(1 + live / Math.max(reach, 1)) * (token === undefined ? 0.8 : 1);
  const isVehicle = namesVehicle(word);
  for (const [slot, value] of earned) {
    const tally = tallies.get(slot) ?? {
      score: 0,
      start: Number.MAX_SAFE_INTEGER,
      end: 0,
      words: [],
      nameHits: 0,
      fitsVehicle: false,
    };
    tally.score += value * weight;
    if (value >= QUALITY.farEdit) tally.nameHits += 1;
    if (isVehicle) tally.fitsVehicle = true;
    if (token !== undefined) {
      tally.start = Math.min(tally.start, token.start);
      tally.end = Math.max(tally.end, token.end);
      tally.words.push(token.text);
    }
    tallies.set(slot, tally);
  }
  return weight;
}

/** An item that says it fits goes before one that does not say; one that says otherwise goes last. */
const FIT = { otherModel: 0.55, silentModel: 0.95, otherYear: 0.6, silentYear: 0.92 } as const;

function vehicleFactor(item: Slot, vehicle: VehicleHint | undefined, year: number | undefined): number {
  let factor = 1;
  if (vehicle?.model !== undefined) {
    if (item.fits.size === 0) factor *= item.isForVehicles ? 1 : FIT.silentModel;
    else if (!item.fits.has(fold(vehicle.model))) factor *= FIT.otherModel;
  }
  if (year !== undefined) {
    if (item.years.length === 0) factor *= FIT.silentYear;
    else if (!item.years.some(([from, to]) => year >= from && year <= to)) factor *= FIT.otherYear;
  }
  return factor;
}

/** Part numbers, alone or written in two pieces («ft 2210»). */
function codeHits(index: CatalogIndex, text: string): readonly (readonly [number, { start: number; end: number }])[] {
  const pieces = [...text.slice(0, 2_000).matchAll(/[\p{L}\d][\p{L}\d./-]*/gu)].map((match) => ({
    text: compactCode(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
  return pieces.flatMap((piece, at) => {
    const next = pieces[at + 1];
    const spans = [
      piece,
      ...(next === undefined ? [] : [{ text: piece.text + next.text, start: piece.start, end: next.end }]),
    ];
    return spans
      .filter((span) => span.text.length >= 3 && /\d/.test(span.text) && !/^\d{1,4}$/.test(span.text))
      .flatMap((span) =>
        (index.codes.get(span.text) ?? []).map((slot) => [slot, { start: span.start, end: span.end }] as const),
      );
  });
}
