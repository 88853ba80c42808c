import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseCorpus } from "@/server/modules/assistant/nlu/corpus/domain";
import { encodeModel, trainModel } from "@/server/modules/assistant/nlu/model/domain";

const here = (path: string) => fileURLToPath(new URL(`../src/server/modules/assistant/nlu/${path}`, import.meta.url));

const CUSTOMER_FILES = ["products", "orders", "bookings", "care", "human", "scope"];

function examples(names: readonly string[]) {
  return names.flatMap((name) =>
    parseCorpus(readFileSync(here(`corpus/train-${name}.tsv`), "utf8")).map(({ text, intents }) => ({
      text,
      intent: intents[0] ?? "",
    })),
  );
}

/** The model the product ships, from the training files alone. */
export function trainShippedModel() {
  return trainModel({ customer: examples(CUSTOMER_FILES), staff: examples(["staff"]) });
}

export const MODEL_PATH = here("model.json");

export const printModel = (): string => `${JSON.stringify(encodeModel(trainShippedModel()), null, 1)}\n`;

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === process.argv[1]) {
  const text = printModel();
  writeFileSync(MODEL_PATH, text);
  process.stdout.write(`model.json: ${Math.round(text.length / 1024)} KB\n`);
}
