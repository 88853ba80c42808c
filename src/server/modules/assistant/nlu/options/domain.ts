import { capital, type Group, yearsOf } from "@/server/modules/assistant/nlu/candidates/domain";
import { allowedDistance, editDistance } from "@/server/modules/assistant/nlu/spelling/domain";
import { fold, type Normalised } from "@/server/modules/assistant/nlu/text/domain";
import type { Button, Option, RememberedItem } from "@/server/modules/assistant/nlu/turn/domain";

const MOST_BUTTONS = 3;
const TITLE_LIMIT = 20;

export const HUMAN_OPTION: Option = { id: "human", title: "Hablar con alguien", choice: { kind: "human" } };
export const YES_OPTION: Option = { id: "yes", title: "Sí", choice: { kind: "yes" } };
export const NO_OPTION: Option = { id: "no", title: "No, gracias", choice: { kind: "no" } };

/** Cut at a word; titles that became equal get what is left of their names, and only then a number. */
export function shortTitles(names: readonly string[]): readonly string[] {
  const cut = names.map(cutAtWord);
  const isAlone = (titles: readonly string[], at: number) =>
    titles.filter((other) => other.toLowerCase() === titles[at]?.toLowerCase()).length === 1;
  const endings = names.map((name, at) => (isAlone(cut, at) ? (cut[at] ?? "") : ending(name)));
  return endings.map((title, at) => (isAlone(endings, at) && title !== "" ? title : `Opción ${at + 1}`));
}

function ending(name: string): string {
  const words = name.split(" ");
  const last = words.slice(-2).join(" ");
  return last.length <= TITLE_LIMIT ? last : (words.at(-1) ?? "").slice(0, TITLE_LIMIT).trim();
}

function cutAtWord(name: string): string {
  if (name.length <= TITLE_LIMIT) return name;
  const room = name.slice(0, TITLE_LIMIT);
  const space = room.lastIndexOf(" ");
  const kept = (space > 6 ? room.slice(0, space) : room).trim();
  return kept.replace(/\s+(?:de|del|la|el|para|con|y)$/i, "");
}

export function itemOptions(
  items: readonly RememberedItem[],
  titles: readonly string[] = items.map(({ name }) => name),
): readonly Option[] {
  const few = items.slice(0, MOST_BUTTONS);
  const short = shortTitles(titles.slice(0, MOST_BUTTONS).map(capital));
  return few.map((item, at) => ({
    id: `item:${item.itemId}`,
    title: short[at] ?? item.name,
    line: at + 1,
    choice: { kind: "item", item },
  }));
}

/** Buttons that answer the question, and the written list behind them for whoever types a number instead. */
export function groupOptions(
  groups: readonly Group<RememberedItem>[],
  lines: readonly RememberedItem[],
): readonly Option[] {
  const titles = shortTitles(groups.slice(0, MOST_BUTTONS).map(({ title }) => capital(title)));
  const buttons = groups.slice(0, MOST_BUTTONS).map(({ items }, at): Option => {
    const [only] = items;
    const title = titles[at] ?? "";
    if (only !== undefined && items.length === 1)
      return { id: `item:${only.itemId}`, title, choice: { kind: "item", item: only } };
    const year = only === undefined ? undefined : yearsOf(only.name)?.from;
    const isYears = groups.every((group) => yearsOf(group.title) !== undefined);
    return {
      id: `among:${at + 1}:${only?.itemId ?? ""}`,
      title,
      choice: { kind: "among", itemIds: items.map(({ itemId }) => itemId), ...(isYears && year ? { year } : {}) },
    };
  });
  const numbered = lines.slice(0, MOST_BUTTONS).map(
    (item, at): Option => ({
      id: `line:${item.itemId}`,
      title: item.name,
      line: at + 1,
      isTyped: true,
      choice: { kind: "item", item },
    }),
  );
  return [...buttons, ...numbered];
}

export const toButtons = (options: readonly Option[] | undefined): readonly Button[] | undefined =>
  options === undefined || options.length === 0
    ? undefined
    : options
        .filter(({ isTyped }) => isTyped !== true)
        .slice(0, MOST_BUTTONS)
        .map(({ id, title }) => ({ id, title }));

const ORDINALS = [/^(?:1|primer[oa]?)$/, /^(?:2|segund[oa])$/, /^(?:3|tercer[oa]?)$/];
const LEAD = /^(?:el|la|los|las|opcion|numero|nro|esa|ese|quiero|prefiero|me|quedo|con|si|dame|mejor|por|favor)$/;

const TAKES = /^(?:dame|deme|quiero|necesito|ponme|mandame|llevo|aparta(?:me)?|reserva(?:me)?)$/;
const POINTS = /^(?:el|la|los|las|opcion|numero|nro|esa|ese|primer[oa]?|segund[oa]|tercer[oa]?)$/;

/** A number, the title or a close misspelling of it, typed instead of pressed. */
export function selectOption(options: readonly Option[], message: Normalised): Option | undefined {
  const said = message.tokens.filter((token) => token.kind !== "punctuation").map((token) => token.text);
  const kept = said.filter((word) => !LEAD.test(word));
  const [only] = kept;
  // «Dame la 2» picks, «dame 2» counts.
  const isCount = said.some((word) => TAKES.test(word)) && !said.some((word) => POINTS.test(word));
  if (kept.length === 1 && only !== undefined && !isCount) {
    const place = ORDINALS.findIndex((pattern) => pattern.test(only));
    const lines = options.filter(({ line }) => line !== undefined);
    // Buttons nobody numbered are chosen by a bare number only: «la 1» points at a list.
    if (place >= 0 && lines.length > 0) return lines.find(({ line }) => line === place + 1);
    if (place >= 0 && said.length === 1) return options[place];
  }
  const text = fold(message.source)
    .replace(/[^a-zñ0-9 ]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (text === "") return undefined;
  return (
    options.find((option) => namesOf(option).some((name) => isTitle(text, name))) ??
    options.find((option) => namesOf(option).some((name) => isTitle(kept.join(" "), name)))
  );
}

const namesOf = ({ title, choice }: Option): readonly string[] =>
  choice.kind === "item" ? [title, choice.item.name] : [title];

function isTitle(text: string, title: string): boolean {
  const wanted = fold(title)
    .replace(/[^a-zñ0-9 ]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (text === wanted) return true;
  if (text.length < 4) return false;
  const limit = allowedDistance(Math.min(text.length, wanted.length));
  return editDistance(text, wanted, limit) <= limit;
}
