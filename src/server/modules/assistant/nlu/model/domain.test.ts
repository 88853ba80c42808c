import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { classify } from "@/server/modules/assistant/nlu/classifier/domain";
import { understand } from "@/server/modules/assistant/nlu/domain";
import {
  decodeModel,
  encodeModel,
  type StoredModel,
  trainHead,
  trainModel,
} from "@/server/modules/assistant/nlu/model/domain";

const stored = JSON.parse(readFileSync(new URL("../model.json", import.meta.url), "utf8")) as StoredModel;
const model = decodeModel(stored);

const few = [
  ...["hola", "buenas", "hola que tal", "buenos dias", "hola buenas"].map((text) => ({ text, intent: "greeting" })),
  ...["cuanto cuesta", "que precio tiene", "cuanto vale eso", "precio del filtro", "cuanto sale"].map((text) => ({
    text,
    intent: "product_price",
  })),
];

test("[T9] [C78] what is stored is what was trained", () => {
  expect(encodeModel(decodeModel(stored))).toEqual(stored);
  const fresh = trainModel({ customer: few, staff: few }, { folds: 2 });
  const back = decodeModel(JSON.parse(JSON.stringify(encodeModel(fresh))) as StoredModel);
  for (const text of ["hola", "cuanto cuesta el filtro"])
    expect(classify(back.customer, text)).toEqual(classify(fresh.customer, text));
});

test("[T9] [C78] the same seed gives the same model, another seed another", () => {
  expect(trainHead(few, { folds: 0 }).weights).toEqual(trainHead(few, { folds: 0 }).weights);
  expect(trainHead(few, { folds: 0, seed: 8 }).weights).not.toEqual(trainHead(few, { folds: 0 }).weights);
});

test("[T9] [C78] probabilities sum to one and the three words come from the message", () => {
  const text = "¿Cuánto cuesta el filtro de aceite?";
  const { ranking, why, probability } = classify(model.customer, text);
  expect(probability).toBe(ranking[0]?.probability);
  expect(ranking.reduce((sum, one) => sum + one.probability, 0)).toBeLessThanOrEqual(1.000001);
  expect(why.length).toBeGreaterThan(0);
  expect(why.length).toBeLessThanOrEqual(3);
  for (const word of why) expect(text).toContain(word);
});

test("[T9] [C79] acting needs more certainty than asking", () => {
  for (const head of [model.customer, model.staff]) {
    expect(Object.keys(head.thresholds).sort()).toEqual([...head.intents].sort());
    for (const { hi, lo } of Object.values(head.thresholds)) expect(hi).toBeGreaterThanOrEqual(lo);
    expect(head.temperature).toBeGreaterThan(0);
  }
});

test("[T9] [C148] hostile text is understood in bounded time", () => {
  for (const text of [
    "",
    "\u0000",
    "a".repeat(65_536),
    "😀".repeat(9_000),
    "hola, ".repeat(9_000),
    "quiero hablar ".repeat(5_000),
    "\u202ehola",
    "z\u0301\u0302".repeat(4_000),
  ]) {
    const before = performance.now();
    expect(understand(model, text).intents.length).toBeLessThanOrEqual(2);
    expect(performance.now() - before).toBeLessThan(1_500);
  }
});
