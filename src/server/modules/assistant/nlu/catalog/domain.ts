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
  /** Whether the shop says it is for the asked car and year; absent when it does not say. */
  fits?: boolean;
  span: { start: number; end: number };
  matched: readonly string[];
};

type Slot = {
  id: string;
  nameWords: number;
  /** Model, first and last year; no model when only the name tells the years. */
  fits: readonly (readonly [string, number, number])[];
  namesModels: boolean;
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
const LOCAL_BOOST = 1.03;

const SILENT = new Set(
  `de del la el los las lo le un una unos unas y o a al en con por para que se su sus mi mis tu me te si no es son ser este esta ese esa esos esas
  eso esto como cual cuanto cuanta cuantos cuantas cuesta cuestan vale valen sale salen precio precios costo valor hay habra tienes tiene tenga tendra
  tendras tendran haber queda quedan quiero quisiera necesito busco buscando ocupo favor hola buenas buenos dias tardes noches gracias disponible
  stock existencia venden vendes manejas consigo consigues trabajas sirve sirven carro auto coche camioneta vehiculo moto modelo año juego par
  unidad unidades alguno alguna algun otro otra marca barato barata original generico donde cuando hoy mañana saber dime dame cotizame cotizacion
  presupuesto ahi aqui mas muy bien ya tambien pana chamo che porfa epa oiga disculpe mira estoy hacer haces pedido pedir ordenar orden comprar compra encargar llevar ver podria puedes les nos todo toda anda usa lleva llevo tengo ver`
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

export const liveItems = (index: CatalogIndex): number => index.slotOf.size;

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
  const told = (item.fitment ?? []).map(({ model, yearFrom, yearTo }) => [fold(model), yearFrom, yearTo] as const);
  const namesModels = told.length > 0;
  const fits = namesModels ? told : yearsIn(item.name).map(([from, to]) => ["", from, to] as const);
  const isForVehicles = namesModels || wordsOf(item.name).some(namesVehicle);
  index.slots.push({ id: item.id, nameWords: Math.max(nameWords, 1), fits, namesModels, isForVehicles });
  index.slotOf.set(item.id, slot);
}

/** One spoken word and, for each slot that has it, how well. */
type Spoken = { text: string; token: Token | undefined };

/** A word is one bit of `words`, so a question has at most this many. */
const MOST_WORDS = 24;

type Tally = { scores: Float64Array; nameHits: Uint8Array; words: Int32Array; touched: number[] };

export function searchCatalog(index: CatalogIndex, text: string, options: SearchOptions = {}): readonly CatalogHit[] {
  const { limit = 5, vehicle, branchBoost } = options;
  const asked = contentTokens(normalise(text).tokens);
  const year = vehicle?.year ?? yearAmong(asked);
  const spoken: readonly Spoken[] = [
    ...asked.filter((token) => !isYear(token)).map((token) => ({ text: token.text, token })),
    ...extraWords(vehicle, asked),
  ].slice(0, MOST_WORDS);
  const wanted: Asked = { model: vehicle?.model === undefined ? undefined : fold(vehicle.model), year };
  const size = index.slots.length;
  const tally: Tally = {
    scores: new Float64Array(size),
    nameHits: new Uint8Array(size),
    words: new Int32Array(size),
    touched: [],
  };
  const possible = spoken.reduce((sum, word, at) => sum + tallyWord(index, tally, word, at), 0);
  const vehicleWords = spoken.reduce((bits, { text: word }, at) => (namesVehicle(word) ? bits | (1 << at) : bits), 0);

  const top = new Ranking(limit);
  for (const [slot, span] of codeHits(index, text)) top.offer({ slot, score: CODE_SCORE, span });
  for (const slot of tally.touched) {
    const item = index.slots[slot];
    if (item === undefined || possible === 0) continue;
    const covered = (tally.scores[slot] ?? 0) / possible;
    if (covered < SCORE_FLOOR) continue;
    const tidy = 0.88 + 0.12 * Math.min((tally.nameHits[slot] ?? 0) / item.nameWords, 1);
    const local = branchBoost?.has(item.id) === true ? LOCAL_BOOST : 1;
    const isForeign = vehicleWords !== 0 && item.isForVehicles && ((tally.words[slot] ?? 0) & vehicleWords) === 0;
    top.offer({
      slot,
      score: covered * tidy * vehicleFactor(item, wanted) * local * (isForeign ? OTHER_VEHICLE : 1),
    });
  }
  return top.best.flatMap(({ slot, score, span }): readonly CatalogHit[] => {
    const item = index.slots[slot];
    if (item === undefined || score < SCORE_FLOOR) return [];
    const tokens = spoken.flatMap(({ token }, at) =>
      token !== undefined && ((tally.words[slot] ?? 0) & (1 << at)) !== 0 ? [token] : [],
    );
    const where = span ?? { start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
    const matched = span === undefined ? tokens.map((token) => token.text) : [text.slice(span.start, span.end)];
    const fits = fitOf(item, wanted);
    return [{ id: item.id, score: Math.min(score, 1), span: where, matched, ...(fits === undefined ? {} : { fits }) }];
  });
}

type Ranked = { slot: number; score: number; span?: { start: number; end: number } };

/** The best few of many, in order; a slot keeps its first, stronger place. */
class Ranking {
  readonly best: Ranked[] = [];
  constructor(private readonly limit: number) {}

  offer(one: Ranked): void {
    const last = this.best[this.limit - 1];
    if (last !== undefined && last.score >= one.score) return;
    if (this.best.some(({ slot }) => slot === one.slot)) return;
    const at = this.best.findIndex(({ score, slot }) => score < one.score || (score === one.score && slot > one.slot));
    this.best.splice(at < 0 ? this.best.length : at, 0, one);
    this.best.length = Math.min(this.best.length, this.limit);
  }
}

const isYearText = (text: string): boolean => /^(19[6-9]\d|20[0-3]\d)$/.test(text);
const isYear = (token: Token): boolean => token.kind === "number" && isYearText(token.text);

function yearAmong(tokens: readonly Token[]): number | undefined {
  const found = tokens.find(isYear);
  return found === undefined ? undefined : Number(found.text);
}

/** A vehicle known from before counts as if it had been said again. */
function extraWords(vehicle: VehicleHint | undefined, asked: readonly Token[]): readonly Spoken[] {
  const said = new Set(asked.map((token) => token.text));
  return (vehicle?.model === undefined ? [] : wordsOf(vehicle.model))
    .filter((word) => !said.has(word))
    .map((text) => ({ text, token: undefined }));
}

/** Adds one word to every item that has it; returns what a perfect item would have earned. */
function tallyWord(index: CatalogIndex, tally: Tally, { text: word, token }: Spoken, at: number): number {
  const matches = [...matchWord(index.vocabulary, word)].sort((left, right) => right.quality - left.quality);
  const live = index.slots.length - index.dead;
  const [finest] = matches;
  if (finest === undefined) {
    const concept = conceptOf(word);
    const isWanted = concept === "_cosa" || concept === "_comida" || concept === "_servicio" || hasRegionalName(word);
    return isWanted ? Math.log(1 + live / 4) : 0;
  }
  const bit = 1 << at;
  const reach = matches
    .filter(({ quality }) => quality === finest.quality)
    .reduce((sum, match) => sum + (index.postings[match.word]?.length ?? 0) / 2, 0);
  const weight = Math.log(1 + live / Math.max(reach, 1)) * (token === undefined ? 0.8 : 1);
  for (const { word: id, quality } of matches) {
    const list = index.postings[id] ?? [];
    for (let place = 0; place < list.length; place += 2) {
      const slot = list[place] ?? 0;
      const seen = tally.words[slot] ?? 0;
      if ((seen & bit) !== 0) continue;
      if (seen === 0) tally.touched.push(slot);
      tally.words[slot] = seen | bit;
      const value = (quality * (list[place + 1] ?? 0)) / 100;
      tally.scores[slot] = (tally.scores[slot] ?? 0) + value * weight;
      if (value >= QUALITY.farEdit) tally.nameHits[slot] = (tally.nameHits[slot] ?? 0) + 1;
    }
  }
  return weight;
}

/** An item that says it fits goes before one that does not say; one that says otherwise goes last. */
const FIT = { otherModel: 0.55, silentModel: 0.95, otherYear: 0.6, silentYear: 0.92 } as const;

type Asked = { model: string | undefined; year: number | undefined };

/** What is told about the asked model; everything told when no model was asked or none is named. */
const toldOf = ({ fits, namesModels }: Slot, { model }: Asked): Slot["fits"] =>
  model === undefined || !namesModels ? fits : fits.filter(([name]) => name === model);

function vehicleFactor(item: Slot, asked: Asked): number {
  const told = toldOf(item, asked);
  if (item.namesModels && told.length === 0) return FIT.otherModel;
  const isSilent = asked.model !== undefined && !item.namesModels && !item.isForVehicles;
  const factor = isSilent ? FIT.silentModel : 1;
  if (asked.year === undefined) return factor;
  if (told.length === 0) return factor * FIT.silentYear;
  return covers(told, asked.year) ? factor : factor * FIT.otherYear;
}

const covers = (told: Slot["fits"], year: number): boolean => told.some(([, from, to]) => year >= from && year <= to);

function fitOf(item: Slot, asked: Asked): boolean | undefined {
  const told = toldOf(item, asked);
  if (item.namesModels && asked.model !== undefined && told.length === 0) return false;
  if (asked.year === undefined || told.length === 0) return undefined;
  if (!covers(told, asked.year)) return false;
  return asked.model !== undefined && item.namesModels ? true : undefined;
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
