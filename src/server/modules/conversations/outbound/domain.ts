import { err, ok, type Result } from "@/lib/result";

export interface Choice {
  id: string;
  title: string;
  description?: string;
}
/** What can be said, provider-neutral. Buttons and lists are decided by `present`, never by the caller. */
export type OutboundContent =
  | { kind: "text"; text: string }
  | { kind: "buttons"; text: string; choices: Choice[] }
  | { kind: "list"; text: string; button: string; choices: Choice[] }
  | {
      kind: "template";
      name: string;
      language: string;
      variables: { name: string; value: string }[];
      /** Payload of each quick reply, in the order of the template. */
      replies: string[];
      url?: string;
      text: string;
    };

/** Provider's ceilings (documentation, 2026-11). */
export const ceilings = {
  text: 4_096,
  body: 1_024,
  buttons: 3,
  buttonTitle: 20,
  choiceId: 200,
  rows: 10,
  rowTitle: 24,
  rowDescription: 72,
} as const;
const numberedPage = 9;

type Refusal = "message_empty" | "message_too_long" | "interactive_invalid" | "template_variable_missing";

export function checkContent(content: OutboundContent): Result<OutboundContent, Refusal> {
  const text = content.text.trim();
  if (!text) return err("message_empty");
  if (content.kind === "text") return text.length > ceilings.text ? err("message_too_long") : ok({ ...content, text });
  if (text.length > ceilings.body) return err("message_too_long");
  if (content.kind === "template") {
    const missing = content.variables.find(({ value }) => value.trim() === "");
    return missing ? err("template_variable_missing", { variable: missing.name }) : ok(content);
  }
  const { choices } = content;
  const most = content.kind === "buttons" ? ceilings.buttons : ceilings.rows;
  const title = content.kind === "buttons" ? ceilings.buttonTitle : ceilings.rowTitle;
  const isValid =
    choices.length > 0 &&
    choices.length <= most &&
    new Set(choices.map(({ id }) => id)).size === choices.length &&
    new Set(choices.map((choice) => choice.title)).size === choices.length &&
    choices.every(
      (choice) =>
        choice.title.trim() !== "" &&
        choice.title.length <= title &&
        choice.id !== "" &&
        choice.id.length <= ceilings.choiceId &&
        (choice.description ?? "").length <= ceilings.rowDescription,
    );
  return isValid ? ok(content) : err("interactive_invalid");
}

/** Shortened at a word where one is near, with a mark that something is missing. */
export function shorten(text: string, most: number): string {
  const clean = text.replace(/\s+/g, " ").trim();
  if (clean.length <= most) return clean;
  const cut = clean.slice(0, most - 1);
  const space = cut.lastIndexOf(" ");
  return `${(space > most / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** Titles that fit and stay distinct: a clash after shortening is told apart by its number. */
function titlesFor(choices: readonly Choice[], most: number): string[] {
  const used = new Set<string>();
  return choices.map(({ title }, index) => {
    const short = shorten(title, most);
    const mark = ` ${index + 1}`;
    const distinct = used.has(short) ? `${shorten(title, most - mark.length)}${mark}` : short;
    used.add(distinct);
    return distinct;
  });
}

/**
 * The richest form the choices fit in: up to three short ones are buttons, up to ten a list, more become numbered text in pages.
 * `page` counts from zero.
 */
export function present(text: string, choices: readonly Choice[], page = 0): OutboundContent {
  if (choices.length === 0) return { kind: "text", text };
  const isShort = choices.every(({ title, description }) => title.length <= ceilings.buttonTitle && !description);
  if (choices.length <= ceilings.buttons && isShort && text.length <= ceilings.body) {
    const titles = titlesFor(choices, ceilings.buttonTitle);
    return { kind: "buttons", text, choices: choices.map(({ id }, at) => ({ id, title: titles[at] ?? id })) };
  }
  if (choices.length <= ceilings.rows && text.length <= ceilings.body) {
    const titles = titlesFor(choices, ceilings.rowTitle);
    return {
      kind: "list",
      text,
      button: "Ver opciones",
      choices: choices.map(({ id, title, description }, at) => {
        const short = titles[at] ?? id;
        // What the title lost is said below it.
        const detail = description ?? (short === title ? undefined : title);
        return { id, title: short, ...(detail ? { description: shorten(detail, ceilings.rowDescription) } : {}) };
      }),
    };
  }
  const from = page * numberedPage;
  const shown = choices.slice(from, from + numberedPage);
  const lines = shown.map(({ title }, at) => `${from + at + 1}. ${title}`);
  const more = from + numberedPage < choices.length ? ["Escribe «más» para ver las siguientes."] : [];
  return { kind: "text", text: [text, "", ...lines, ...more].join("\n") };
}

const folded = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N} ]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** What somebody typed instead of tapping: the number, the title, or a close misspelling of exactly one title. */
export function matchChoice(typed: string, choices: readonly Choice[]): Choice | null {
  const said = folded(typed);
  if (!said) return null;
  const number = /^\d{1,3}$/.exec(said);
  if (number) return choices[Number(number[0]) - 1] ?? null;
  const exact = choices.find(({ title }) => folded(title) === said);
  if (exact) return exact;
  const close = choices.filter(({ title }) => {
    const name = folded(title);
    const tolerance = name.length > 7 ? 2 : name.length >= 4 ? 1 : 0;
    return editDistance(said, name) <= tolerance;
  });
  return close.length === 1 ? (close[0] ?? null) : null;
}
