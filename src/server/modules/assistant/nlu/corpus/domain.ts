import { fold } from "@/server/modules/assistant/nlu/text/domain";

export type Dialect = "ve" | "co" | "mx" | "ar" | "cl";
export type Utterance = { text: string; intents: readonly string[]; dialect: Dialect };

/** One line each: text, intent (two for a double request), dialect. */
export function parseCorpus(tsv: string): readonly Utterance[] {
  return tsv
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const cells = line.split("\t");
      return { text: cells[0] ?? "", intents: cells.slice(1, -1), dialect: (cells.at(-1) ?? "ve") as Dialect };
    });
}

function fourGrams(text: string): ReadonlySet<string> {
  const flat = ` ${fold(text).replace(/[^a-zñ0-9]+/g, " ").trim()} `;
  const grams = new Set<string>();
  for (let at = 0; at + 4 <= flat.length; at += 1) grams.add(flat.slice(at, at + 4));
  if (grams.size === 0) grams.add(flat);
  return grams;
}

/** Lines so alike that learning one would be knowing the other. */
export function nearEqualPairs(left: readonly string[], right: readonly string[], limit = 0.8): readonly (readonly [string, string])[] {
  const others = right.map((text) => ({ text, grams: fourGrams(text) }));
  return left.flatMap((text) => {
    const grams = fourGrams(text);
    return others.filter((other) => jaccard(grams, other.grams) >= limit).map((other) => [text, other.text] as const);
  });
}

function jaccard(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  if (Math.min(left.size, right.size) / Math.max(left.size, right.size) < 0.5) return 0;
  let shared = 0;
  for (const gram of left) if (right.has(gram)) shared += 1;
  return shared / (left.size + right.size - shared);
}
