import { SYNONYMS } from "@/server/modules/assistant/nlu/lexicon/domain";
import { allowedDistance, editDistance, soundOf, stem, trigrams } from "@/server/modules/assistant/nlu/spelling/domain";

/** The distinct words of a catalogue, findable by spelling, sound and regional name. */
export type Vocabulary = {
  words: string[];
  ids: Map<string, number>;
  bySound: Map<string, number[]>;
  byTrigram: Map<string, number[]>;
};

export type WordMatch = { word: number; quality: number };

export const QUALITY = {
  exact: 1,
  synonym: 0.92,
  sound: 0.86,
  edit: 0.8,
  farEdit: 0.66,
  prefix: 0.7,
  distantSynonym: 0.66,
} as const;

export const emptyVocabulary = (): Vocabulary => ({
  words: [],
  ids: new Map(),
  bySound: new Map(),
  byTrigram: new Map(),
});

function append<K>(lists: Map<K, number[]>, key: K, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

export function learnWord(vocabulary: Vocabulary, word: string): number {
  const known = vocabulary.ids.get(word);
  if (known !== undefined) return known;
  const id = vocabulary.words.length;
  vocabulary.words.push(word);
  vocabulary.ids.set(word, id);
  append(vocabulary.bySound, soundOf(word), id);
  if (word.length >= 4) for (const gram of new Set(trigrams(word))) append(vocabulary.byTrigram, gram, id);
  return id;
}

/** Stem of every synonym, and the stems that mean the same; a misspelt synonym is found by its sound. */
const FAMILIES = new Map<string, Set<string>>();
const FAMILIES_BY_SOUND = new Map<string, Set<string>>();
for (const family of SYNONYMS) {
  const stems = family.filter((word) => !word.includes(" ")).map(stem);
  for (const word of stems) {
    for (const [lists, key] of [
      [FAMILIES, word],
      [FAMILIES_BY_SOUND, soundOf(word)],
    ] as const) {
      const kin = lists.get(key) ?? new Set<string>();
      for (const other of stems) if (other !== word) kin.add(other);
      lists.set(key, kin);
    }
  }
}

/** Whether a word names something a shop sells somewhere in the region. */
export const hasRegionalName = (word: string): boolean =>
  FAMILIES.has(stem(word)) || FAMILIES_BY_SOUND.has(soundOf(stem(word)));

export function matchWord(vocabulary: Vocabulary, written: string): readonly WordMatch[] {
  const word = stem(written);
  const found = new Map<number, number>();
  const offer = (id: number | undefined, quality: number) => {
    if (id !== undefined && quality > (found.get(id) ?? 0)) found.set(id, quality);
  };
  offer(vocabulary.ids.get(word), QUALITY.exact);
  // A shop that uses the word itself means that thing by it: «pastillas» are not its «bandas».
  const kinship = found.size > 0 ? QUALITY.distantSynonym : QUALITY.synonym;
  for (const kin of FAMILIES.get(word) ?? []) offer(vocabulary.ids.get(kin), kinship);
  if (/\d/.test(word) || word.length < 3) return toMatches(found);
  const sound = soundOf(word);
  for (const id of vocabulary.bySound.get(sound) ?? []) offer(id, QUALITY.sound);
  const heard = found.size > 0;
  if (!FAMILIES.has(word))
    for (const kin of FAMILIES_BY_SOUND.get(sound) ?? [])
      offer(vocabulary.ids.get(kin), heard ? QUALITY.distantSynonym : QUALITY.sound);
  if (found.size === 0) offerLookalikes(vocabulary, word, offer);
  return toMatches(found);
}

const toMatches = (found: ReadonlyMap<number, number>): readonly WordMatch[] =>
  [...found].map(([word, quality]) => ({ word, quality }));

function offerLookalikes(
  vocabulary: Vocabulary,
  word: string,
  offer: (id: number | undefined, quality: number) => void,
): void {
  const limit = allowedDistance(word.length);
  if (limit === 0) return;
  const shared = new Map<number, number>();
  for (const gram of trigrams(word))
    for (const id of vocabulary.byTrigram.get(gram) ?? []) shared.set(id, (shared.get(id) ?? 0) + 1);
  const sound = soundOf(word);
  for (const [id, count] of shared) {
    const other = vocabulary.words[id] ?? "";
    if (/\d/.test(other)) continue;
    if (count >= 2 && other.length > word.length && other.startsWith(word)) offer(id, QUALITY.prefix);
    if (Math.abs(other.length - word.length) > limit) continue;
    const distance = editDistance(word, other, limit);
    if (distance <= limit) offer(id, distance === 1 ? QUALITY.edit : QUALITY.farEdit);
    else if (editDistance(sound, soundOf(other), 1) <= 1) offer(id, QUALITY.farEdit);
  }
  offerMisspeltSynonym(vocabulary, word, limit, offer);
}

function offerMisspeltSynonym(
  vocabulary: Vocabulary,
  word: string,
  limit: number,
  offer: (id: number | undefined, quality: number) => void,
): void {
  for (const [name, kin] of FAMILIES) {
    if (name.charCodeAt(0) !== word.charCodeAt(0) || editDistance(word, name, limit) > limit) continue;
    for (const other of kin) offer(vocabulary.ids.get(other), QUALITY.farEdit);
  }
}
