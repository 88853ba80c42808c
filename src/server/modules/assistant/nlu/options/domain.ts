import { allowedDistance, editDistance } from "@/server/modules/assistant/nlu/spelling/domain";
import { fold, type Normalised } from "@/server/modules/assistant/nlu/text/domain";
import type { Button, Option, RememberedItem } from "@/server/modules/assistant/nlu/turn/domain";

const MOST_BUTTONS = 3;
const TITLE_LIMIT = 20;

export const HUMAN_OPTION: Option = { id: "human", title: "Hablar con alguien", choice: { kind: "human" } };
export const YES_OPTION: Option = { id: "yes", title: "Sí", choice: { kind: "yes" } };
export const NO_OPTION: Option = { id: "no", title: "No, gracias", choice: { kind: "no" } };

/** Cut at a word; titles that become equal keep their last word, where «2009–2019» and «delantero» live. */
export function shortTitles(names: readonly string[]): readonly string[] {
  const cut = names.map(cutAtWord);
  return cut.map((title, at) => {
    if (cut.indexOf(title) === at && cut.lastIndexOf(title) === at) return title;
    const ending = (names[at] ?? "").split(" ").slice(-2).join(" ");
    const mark = `${at + 1} `;
    return `${mark}${ending}`.slice(0, TITLE_LIMIT).trim();
  });
}

function cutAtWord(name: string): string {
  if (name.length <= TITLE_LIMIT) return name;
  const room = name.slice(0, TITLE_LIMIT);
  const space = room.lastIndexOf(" ");
  const kept = (space > 6 ? room.slice(0, space) : room).trim();
  return kept.replace(/\s+(?:de|del|la|el|para|con|y)$/i, "");
}

export function itemOptions(items: readonly RememberedItem[]): readonly Option[] {
  const few = items.slice(0, MOST_BUTTONS);
  const titles = shortTitles(few.map(({ name }) => name));
  return few.map((item, at) => ({
    id: `item:${item.itemId}`,
    title: titles[at] ?? item.name,
    choice: { kind: "item", item },
  }));
}

export const toButtons = (options: readonly Option[] | undefined): readonly Button[] | undefined =>
  options === undefined || options.length === 0
    ? undefined
    : options.slice(0, MOST_BUTTONS).map(({ id, title }) => ({ id, title }));

const ORDINALS = [/^(?:1|primer[oa]?)$/, /^(?:2|segund[oa])$/, /^(?:3|tercer[oa]?)$/];
const LEAD = /^(?:el|la|los|las|opcion|numero|nro|esa|ese|quiero|prefiero|me|quedo|con|si|dame|mejor|por|favor)$/;

/** A number, the title or a close misspelling of it, typed instead of pressed. */
export function selectOption(options: readonly Option[], message: Normalised): Option | undefined {
  const said = message.tokens.filter((token) => token.kind !== "punctuation").map((token) => token.text);
  const kept = said.filter((word) => !LEAD.test(word));
  const [only] = kept;
  if (kept.length === 1 && only !== undefined) {
    const place = ORDINALS.findIndex((pattern) => pattern.test(only));
    if (place >= 0) return options[place];
  }
  const text = fold(message.source)
    .replace(/[^a-zñ0-9 ]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (text === "") return undefined;
  return (
    options.find((option) => isTitle(text, option.title)) ??
    options.find((option) => isTitle(kept.join(" "), option.title))
  );
}

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
