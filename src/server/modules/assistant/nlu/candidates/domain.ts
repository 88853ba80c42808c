import { conceptOf } from "@/server/modules/assistant/nlu/lexicon/domain";
import { allowedDistance, editDistance, stem } from "@/server/modules/assistant/nlu/spelling/domain";
import { fold } from "@/server/modules/assistant/nlu/text/domain";

/** What sets apart products that answer a question equally well, and how to ask about it. */

export type Named = { name: string; brand?: string };
export type Group<T> = { title: string; items: readonly T[] };
/** `vehicle` and `years` are asked before anything is offered: a part for another car is worse than a question. */
export type Question<T> =
  | { kind: "vehicle" }
  | { kind: "years" | "word" | "brand" | "which"; groups: readonly Group<T>[] };

const MOST_GROUPS = 3;
const TITLE_LIMIT = 20;
const YEARS = /((?:19|20)\d{2})\s*[-–—]\s*((?:19|20)\d{2})/;

export function yearsOf(name: string): { label: string; from: number; to: number } | undefined {
  const found = YEARS.exec(name);
  return found === null ? undefined : { label: found[0], from: Number(found[1]), to: Number(found[2]) };
}

const keyOf = (word: string): string => stem(fold(word).replace(/[^a-zñ0-9]/g, ""));
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(YEARS, " ")
    .split(/\s+/)
    .filter((word) => keyOf(word) !== "");

/** The words of each name that the other names do not all share, as the shop writes them; years are left to their own question. */
export function ownWords(items: readonly Named[]): readonly string[] {
  const keys = items.map(({ name }) => new Set(wordsOf(name).map(keyOf)));
  const isShared = (word: string) => keys.every((one) => one.has(keyOf(word)));
  return items.map(({ name }) =>
    wordsOf(name)
      .filter((word) => !isShared(word))
      .join(" "),
  );
}

export const brandOf = ({ brand, name }: Named): string =>
  brand === undefined || brand === "" || fold(name).includes(fold(brand)) ? "" : brand;

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function grouped<T>(items: readonly T[], titleOf: (item: T, at: number) => string): readonly Group<T>[] {
  const groups = new Map<string, T[]>();
  items.forEach((item, at) => {
    const title = titleOf(item, at);
    const group = groups.get(title);
    if (group === undefined) groups.set(title, [item]);
    else group.push(item);
  });
  return [...groups].map(([title, members]) => ({ title, items: members }));
}

const isAskable = (groups: readonly Group<unknown>[]): boolean =>
  groups.length >= 2 &&
  groups.length <= MOST_GROUPS &&
  groups.every(({ title }) => title !== "" && title.length <= TITLE_LIMIT);

/** The one question that parts these items best; years before position, position before brand. */
export function questionOver<T extends Named>(
  items: readonly T[],
  vehicle: { model?: string; year?: number } | undefined,
): Question<T> {
  const own = ownWords(items);
  const byWord = grouped(items, (_, at) => own[at] ?? "");
  const hasYears = items.every(({ name }) => yearsOf(name) !== undefined);
  const byYears = hasYears ? grouped(items, ({ name }) => yearsOf(name)?.label ?? "") : [];
  if (vehicle?.model === undefined) {
    const namesCars = byWord.filter(({ title }) =>
      title.split(" ").some((word) => conceptOf(keyOf(word)) === "_vehiculo"),
    );
    if (namesCars.length > 1 || (byWord.length > MOST_GROUPS && byYears.length > 1)) return { kind: "vehicle" };
  }
  if (byYears.length > 1 && vehicle?.year === undefined) {
    if (!isAskable(byYears)) return { kind: "vehicle" };
    return { kind: "years", groups: [...byYears].sort((left, right) => (left.title < right.title ? -1 : 1)) };
  }
  if (isAskable(byWord))
    return { kind: "word", groups: [...byWord].sort((left, right) => (left.title < right.title ? -1 : 1)) };
  const byBrand = grouped(items, brandOf);
  if (byWord.length === 1 && isAskable(byBrand)) return { kind: "brand", groups: byBrand };
  const each = items.slice(0, MOST_GROUPS);
  return { kind: "which", groups: each.map((item, at) => ({ title: whichTitle(items, own, at), items: [item] })) };
}

function whichTitle(items: readonly Named[], own: readonly string[], at: number): string {
  const item = items[at];
  if (item === undefined) return "";
  const words = own[at] ?? "";
  const brand = brandOf(item);
  const isAlone = own.filter((other) => other === words).length === 1;
  if (words !== "" && isAlone) return words;
  return [words, brand].filter((piece) => piece !== "").join(" ") || item.name;
}

/** «Las de adelante» and «las delanteras» are the same pads. */
const POSITIONS: Readonly<Record<string, string>> = {
  adelante: "delanteras",
  delante: "delanteras",
  frontales: "delanteras",
  frontal: "delanteras",
  atras: "traseras",
  detras: "traseras",
  posteriores: "traseras",
};

/** Whether a spoken word is one of the item's own, its gender, number or a slip of the thumb apart. */
export function hasWord({ name, brand }: Named, spoken: string): boolean {
  const wanted = keyOf(POSITIONS[spoken] ?? spoken);
  return [...wordsOf(name), ...(brand ?? "").split(/\s+/)].some((word) => {
    const key = keyOf(word);
    if (key === wanted) return true;
    if (key.length < 4 || wanted.length < 4 || key.charCodeAt(0) !== wanted.charCodeAt(0)) return false;
    const limit = Math.min(allowedDistance(Math.min(key.length, wanted.length)), 1);
    return editDistance(wanted, key, limit) <= limit;
  });
}

/** Each group's best first, then each group's second: a short list shows what there is to choose between. */
export function interleaved<T>(groups: readonly Group<T>[]): readonly T[] {
  const longest = Math.max(0, ...groups.map(({ items }) => items.length));
  return Array.from({ length: longest }, (_, place) =>
    groups.flatMap(({ items }) => items.slice(place, place + 1)),
  ).flat();
}

/** «¿Delanteras o traseras?» */
export function asAlternatives(titles: readonly string[]): string {
  const last = titles.at(-1) ?? "";
  return `¿${capital(titles.slice(0, -1).join(", "))} o ${last}?`;
}

/** «Las traseras», «El delantero»; a word that is neither keeps no article. */
export function withArticle(word: string): string {
  if (/\s/.test(word)) return word;
  if (/as$/.test(word)) return `Las ${word}`;
  if (/os$/.test(word)) return `Los ${word}`;
  if (/a$/.test(word)) return `La ${word}`;
  return /o$/.test(word) ? `El ${word}` : capital(word);
}
