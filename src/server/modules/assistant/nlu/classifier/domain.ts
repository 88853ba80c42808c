import { BUCKETS, CHAR_WEIGHT, type Firing, fire } from "@/server/modules/assistant/nlu/features/domain";
import { type Country, type Normalised, normalise } from "@/server/modules/assistant/nlu/text/domain";

export type Example = { text: string; intent: string };

export type Thresholds = { hi: number; lo: number };

/** One softmax regression. `rows` maps a hashed bucket to its row of weights, −1 when training never used it. */
export type Classifier = {
  intents: readonly string[];
  rows: Int32Array;
  idf: Float32Array;
  weights: Int8Array;
  scales: Float64Array;
  bias: Float64Array;
  temperature: number;
  thresholds: Readonly<Record<string, Thresholds>>;
  heldOut?: HeldOut;
};

/** Measured on the training files, each fold predicted by a model that had not seen it. */
export type HeldOut = { accuracy: number; coverage: number; precision: number };

export type Ranked = { intent: string; probability: number };

export type Classification = {
  intent: string;
  probability: number;
  ranking: readonly Ranked[];
  /** The words, as the person wrote them, that weighed most. */
  why: readonly string[];
  /** Share of what was written that training had seen; low means foreign ground. */
  known: number;
};

export type TrainingOptions = {
  seed?: number;
  epochs?: number;
  maxRows?: number;
  learningRate?: number;
  decay?: number;
  /** A feature seen in fewer examples is noise that costs a row. */
  minExamples?: number;
};

const DEFAULTS = { seed: 7, epochs: 12, maxRows: 10_500, learningRate: 1.6, decay: 0.00002, minExamples: 2 };
const GRADIENT_FLOOR = 0.01;
const UNKNOWN_ROW = -1;
/** The idf travels in one byte, so training already uses the rounded one. */
export const IDF_STEPS = 25;

type Vector = { rows: Int32Array; values: Float32Array };

/** Small and fast, with the same sequence in every engine. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    const kept = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = kept;
  }
}

function vectorise(firings: readonly Firing[], rows: Int32Array, idf: Float32Array): Vector {
  const seen = new Map<number, { count: number; weight: number }>();
  for (const { bucket, weight } of firings) {
    const row = rows[bucket] ?? UNKNOWN_ROW;
    if (row === UNKNOWN_ROW) continue;
    const entry = seen.get(row);
    if (entry === undefined) seen.set(row, { count: 1, weight });
    else {
      entry.count += 1;
      entry.weight = Math.max(entry.weight, weight);
    }
  }
  const vector = { rows: new Int32Array(seen.size), values: new Float32Array(seen.size) };
  let square = 0;
  let at = 0;
  for (const [row, { count, weight }] of seen) {
    const value = weight * (1 + Math.log(count)) * (idf[row] ?? 0);
    vector.rows[at] = row;
    vector.values[at] = value;
    square += value * value;
    at += 1;
  }
  const norm = Math.sqrt(square) || 1;
  for (let index = 0; index < vector.values.length; index += 1)
    vector.values[index] = (vector.values[index] ?? 0) / norm;
  return vector;
}

/** Buckets worth a row: the most shared first, ties by number, so the same text gives the same model. */
function chooseRows(firings: readonly (readonly Firing[])[], minExamples: number, maxRows: number) {
  const examples = new Map<number, number>();
  for (const list of firings)
    for (const bucket of new Set(list.map((one) => one.bucket))) examples.set(bucket, (examples.get(bucket) ?? 0) + 1);
  const kept = [...examples]
    .filter(([, count]) => count >= minExamples)
    .sort(([left, many], [right, few]) => few - many || left - right)
    .slice(0, maxRows);
  const rows = new Int32Array(BUCKETS).fill(UNKNOWN_ROW);
  const idf = new Float32Array(kept.length);
  kept.forEach(([bucket, count], row) => {
    rows[bucket] = row;
    idf[row] = Math.round((Math.log((1 + firings.length) / (1 + count)) + 1) * IDF_STEPS) / IDF_STEPS;
  });
  return { rows, idf };
}

export function train(examples: readonly Example[], options: TrainingOptions = {}): Classifier {
  const { seed, epochs, maxRows, learningRate, decay, minExamples } = { ...DEFAULTS, ...options };
  const intents = [...new Set(examples.map((example) => example.intent))].sort();
  const firings = examples.map((example) => fire(normalise(example.text)));
  const { rows, idf } = chooseRows(firings, minExamples, maxRows);
  const vectors = firings.map((list) => vectorise(list, rows, idf));
  const wanted = Int32Array.from(examples, (example) => intents.indexOf(example.intent));
  const size = intents.length;
  const weights = new Float64Array(idf.length * size);
  const bias = new Float64Array(size);
  const order = Int32Array.from(examples, (_, at) => at);
  const random = seededRandom(seed);
  const scores = new Float64Array(size);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random);
    const rate = learningRate / (1 + epoch * 0.25);
    for (const at of order) {
      const vector = vectors[at];
      if (vector === undefined) continue;
      score(vector, weights, bias, scores);
      softmax(scores, 1);
      step({ vector, weights, bias, scores, wanted: wanted[at] ?? 0, rate });
    }
    const shrink = 1 - decay * rate * examples.length;
    for (let at = 0; at < weights.length; at += 1) weights[at] = (weights[at] ?? 0) * shrink;
  }
  return {
    intents,
    rows,
    idf,
    ...quantise(weights, size),
    bias: bias.map((value) => Math.round(value * 1e6) / 1e6),
    temperature: 1,
    thresholds: {},
  };
}

function score({ rows, values }: Vector, weights: Float64Array, bias: Float64Array, into: Float64Array): void {
  const size = bias.length;
  into.set(bias);
  for (let at = 0; at < rows.length; at += 1) {
    const base = (rows[at] ?? 0) * size;
    const value = values[at] ?? 0;
    for (let intent = 0; intent < size; intent += 1)
      into[intent] = (into[intent] ?? 0) + value * (weights[base + intent] ?? 0);
  }
}

function softmax(scores: Float64Array, temperature: number): void {
  let top = Number.NEGATIVE_INFINITY;
  for (const value of scores) top = Math.max(top, value);
  let total = 0;
  for (let at = 0; at < scores.length; at += 1) {
    const value = Math.exp(((scores[at] ?? 0) - top) / temperature);
    scores[at] = value;
    total += value;
  }
  for (let at = 0; at < scores.length; at += 1) scores[at] = (scores[at] ?? 0) / total;
}

type Step = {
  vector: Vector;
  weights: Float64Array;
  bias: Float64Array;
  scores: Float64Array;
  wanted: number;
  rate: number;
};

function step({ vector, weights, bias, scores, wanted, rate }: Step): void {
  const size = scores.length;
  for (let intent = 0; intent < size; intent += 1) {
    const gradient = (scores[intent] ?? 0) - (intent === wanted ? 1 : 0);
    if (Math.abs(gradient) <= GRADIENT_FLOOR) continue;
    const change = rate * gradient;
    bias[intent] = (bias[intent] ?? 0) - change * 0.1;
    for (let at = 0; at < vector.rows.length; at += 1) {
      const cell = (vector.rows[at] ?? 0) * size + intent;
      weights[cell] = (weights[cell] ?? 0) - change * (vector.values[at] ?? 0);
    }
  }
}

function quantise(weights: Float64Array, size: number): { weights: Int8Array; scales: Float64Array } {
  const scales = new Float64Array(size);
  for (let at = 0; at < weights.length; at += 1)
    scales[at % size] = Math.max(scales[at % size] ?? 0, Math.abs(weights[at] ?? 0));
  for (let at = 0; at < size; at += 1) scales[at] = Math.round(((scales[at] ?? 0) / 127) * 1e9) / 1e9;
  return { scales, weights: Int8Array.from(weights, (value, at) => Math.round(value / (scales[at % size] || 1))) };
}

function logits(model: Classifier, { rows, values }: Vector): Float64Array {
  const size = model.intents.length;
  const sums = new Float64Array(size);
  for (let at = 0; at < rows.length; at += 1) {
    const base = (rows[at] ?? 0) * size;
    const value = values[at] ?? 0;
    for (let intent = 0; intent < size; intent += 1)
      sums[intent] = (sums[intent] ?? 0) + value * (model.weights[base + intent] ?? 0);
  }
  for (let intent = 0; intent < size; intent += 1) {
    sums[intent] = (sums[intent] ?? 0) * (model.scales[intent] ?? 0) + (model.bias[intent] ?? 0);
  }
  return sums;
}

export function classify(model: Classifier, text: string, country?: Country): Classification {
  return classifyNormalised(model, normalise(text, country));
}

/** One probability per intent, in the order of `model.intents`. */
export function probabilities(model: Classifier, firings: readonly Firing[]): Float64Array {
  const scores = logits(model, vectorise(firings, model.rows, model.idf));
  softmax(scores, model.temperature);
  return scores;
}

export function classifyNormalised(model: Classifier, message: Normalised): Classification {
  const firings = fire(message);
  const scores = probabilities(model, firings);
  const ranking = model.intents
    .map((intent, at) => ({ intent, probability: scores[at] ?? 0 }))
    .sort((left, right) => right.probability - left.probability);
  const [best] = ranking;
  const top = best === undefined ? 0 : model.intents.indexOf(best.intent);
  const letters = firings.filter(({ weight }) => weight === CHAR_WEIGHT);
  const familiar = letters.filter(({ bucket }) => (model.rows[bucket] ?? UNKNOWN_ROW) !== UNKNOWN_ROW);
  return {
    intent: best?.intent ?? "out_of_scope",
    probability: best?.probability ?? 0,
    ranking: ranking.slice(0, 5),
    why: heaviestWords(model, message, firings, top),
    known: letters.length === 0 ? 1 : familiar.length / letters.length,
  };
}

function heaviestWords(
  model: Classifier,
  message: Normalised,
  firings: readonly Firing[],
  intent: number,
): readonly string[] {
  const size = model.intents.length;
  const byToken = new Map<number, number>();
  for (const { bucket, token, weight } of firings) {
    const row = model.rows[bucket] ?? UNKNOWN_ROW;
    if (row === UNKNOWN_ROW) continue;
    byToken.set(
      token,
      (byToken.get(token) ?? 0) + weight * (model.idf[row] ?? 0) * (model.weights[row * size + intent] ?? 0),
    );
  }
  const spelled = [...byToken]
    .filter(([, weight]) => weight > 0)
    .sort(([, left], [, right]) => right - left)
    .map(([at]) => message.tokens[at])
    .filter((token) => token !== undefined && token.kind !== "punctuation")
    .map((token) => (token === undefined ? "" : message.source.slice(token.start, token.end)));
  return [...new Set(spelled)].slice(0, 3);
}
