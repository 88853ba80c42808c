import {
  type Classifier,
  type Example,
  type HeldOut,
  IDF_STEPS,
  probabilities,
  type Thresholds,
  type TrainingOptions,
  train,
} from "@/server/modules/assistant/nlu/classifier/domain";
import { BUCKETS, fire } from "@/server/modules/assistant/nlu/features/domain";
import { normalise } from "@/server/modules/assistant/nlu/text/domain";

export type Audience = "customer" | "staff";

/** Customers and staff speak to different counters, so each has its own head. */
export type NluModel = Readonly<Record<Audience, Classifier>>;

export type StoredHead = {
  intents: readonly string[];
  buckets: string;
  idf: string;
  weights: string;
  scales: readonly number[];
  bias: readonly number[];
  temperature: number;
  thresholds: Readonly<Record<string, Thresholds>>;
  heldOut?: HeldOut;
};

export type StoredModel = { version: number; customer: StoredHead; staff: StoredHead };

export const MODEL_VERSION = 1;

/** Staff have fewer words and the file has a size limit, so their head gets fewer rows. */
const HEAD_ROWS: Readonly<Record<Audience, number>> = { customer: 10_000, staff: 5_000 };

export type HeadOptions = TrainingOptions & { folds?: number; precision?: number };

/** Intents every counter hears; their examples train both heads. */
const SHARED_INTENTS: ReadonlySet<string> = new Set(["affirm", "deny", "greeting", "thanks", "out_of_scope"]);

export function trainModel(
  examples: Readonly<Record<Audience, readonly Example[]>>,
  options: HeadOptions = {},
): NluModel {
  const shared = examples.customer.filter(({ intent }) => SHARED_INTENTS.has(intent));
  return {
    customer: trainHead(examples.customer, { maxRows: HEAD_ROWS.customer, ...options }),
    staff: trainHead([...examples.staff, ...shared], { maxRows: HEAD_ROWS.staff, ...options }),
  };
}

/** Trains, then calibrates on predictions made for examples the fold had not seen. Without folds it is only trained. */
export function trainHead(examples: readonly Example[], options: HeadOptions = {}): Classifier {
  const { folds = 5, precision = 0.95, ...training } = options;
  const model = train(examples, training);
  if (folds < 2) return model;
  const seen = foldPredictions(examples, folds, training);
  const temperature = bestTemperature(seen);
  const judged = seen.map((prediction) => judge(prediction, temperature));
  const thresholds = Object.fromEntries(
    model.intents.map((intent) => [intent, thresholdsFor(intent, judged, precision)]),
  );
  return { ...model, temperature, thresholds, heldOut: measure(judged, thresholds) };
}

function measure(judged: readonly Judged[], thresholds: Readonly<Record<string, Thresholds>>): HeldOut {
  const share = (list: readonly Judged[]) => list.filter(({ isRight }) => isRight).length / Math.max(list.length, 1);
  const acted = judged.filter(({ intent, probability }) => probability >= (thresholds[intent]?.hi ?? 1));
  const rounded = (value: number) => Math.round(value * 1e4) / 1e4;
  return {
    accuracy: rounded(share(judged)),
    coverage: rounded(acted.length / judged.length),
    precision: rounded(share(acted)),
  };
}

/** Log probabilities at temperature one, and which of them was right. */
type Prediction = { intents: readonly string[]; logs: Float64Array; wanted: number };

function foldPredictions(
  examples: readonly Example[],
  folds: number,
  training: TrainingOptions,
): readonly Prediction[] {
  return Array.from({ length: folds }, (_, fold) => {
    const model = train(
      examples.filter((_, at) => at % folds !== fold),
      training,
    );
    return examples
      .filter((_, at) => at % folds === fold)
      .map(({ text, intent }) => ({
        intents: model.intents,
        logs: probabilities(model, fire(normalise(text))).map((value) => Math.log(Math.max(value, 1e-12))),
        wanted: model.intents.indexOf(intent),
      }))
      .filter(({ wanted }) => wanted >= 0);
  }).flat();
}

function tempered(logs: Float64Array, temperature: number): Float64Array {
  const raised = logs.map((value) => Math.exp(value / temperature));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / total);
}

/** Golden-section search: the loss has one valley in this range. */
function bestTemperature(predictions: readonly Prediction[]): number {
  const loss = (temperature: number) =>
    predictions.reduce(
      (sum, { logs, wanted }) => sum - Math.log(Math.max(tempered(logs, temperature)[wanted] ?? 0, 1e-12)),
      0,
    );
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [0.2, 3];
  for (let round = 0; round < 24; round += 1) {
    const left = high - ratio * (high - low);
    const right = low + ratio * (high - low);
    if (loss(left) < loss(right)) high = right;
    else low = left;
  }
  return Math.round(((low + high) / 2) * 1e4) / 1e4;
}

type Judged = { intent: string; probability: number; isRight: boolean };

function judge({ intents, logs, wanted }: Prediction, temperature: number): Judged {
  const values = tempered(logs, temperature);
  let top = 0;
  values.forEach((value, at) => {
    if (value > (values[top] ?? 0)) top = at;
  });
  return { intent: intents[top] ?? "", probability: values[top] ?? 0, isRight: top === wanted };
}

const BOUNDS = { hi: [0.3, 0.9], lo: [0.15, 0.4] } as const;

/** The lowest probability above which the wanted share of this intent's predictions was right. */
function thresholdsFor(intent: string, judged: readonly Judged[], precision: number): Thresholds {
  const mine = judged
    .filter((one) => one.intent === intent)
    .sort((left, right) => right.probability - left.probability);
  const reach = (wanted: number): number => {
    let right = 0;
    let lowest = 1;
    mine.forEach((one, at) => {
      if (one.isRight) right += 1;
      if (right / (at + 1) >= wanted) lowest = one.probability;
    });
    return lowest;
  };
  const within = (value: number, [least, most]: readonly [number, number]) => Math.min(Math.max(value, least), most);
  const hi = within(reach(precision), BOUNDS.hi);
  const lo = Math.min(within(reach(0.6), BOUNDS.lo), hi);
  return { hi: Math.round(hi * 1e4) / 1e4, lo: Math.round(lo * 1e4) / 1e4 };
}

export function encodeModel(model: NluModel): StoredModel {
  return { version: MODEL_VERSION, customer: encodeHead(model.customer), staff: encodeHead(model.staff) };
}

export function decodeModel(stored: StoredModel): NluModel {
  return { customer: decodeHead(stored.customer), staff: decodeHead(stored.staff) };
}

function encodeHead({
  intents,
  rows,
  idf,
  weights,
  scales,
  bias,
  temperature,
  thresholds,
  heldOut,
}: Classifier): StoredHead {
  const buckets = new Uint8Array(idf.length * 2);
  rows.forEach((row, bucket) => {
    if (row < 0) return;
    buckets[row * 2] = bucket & 0xff;
    buckets[row * 2 + 1] = bucket >> 8;
  });
  return {
    intents,
    buckets: toBase64(buckets),
    idf: toBase64(Uint8Array.from(idf, (value) => Math.round(value * IDF_STEPS))),
    weights: toBase64(new Uint8Array(weights.buffer, weights.byteOffset, weights.length)),
    scales: [...scales],
    bias: [...bias],
    temperature,
    thresholds,
    heldOut,
  };
}

function decodeHead(stored: StoredHead): Classifier {
  const buckets = fromBase64(stored.buckets);
  const rows = new Int32Array(BUCKETS).fill(-1);
  for (let row = 0; row * 2 < buckets.length; row += 1)
    rows[(buckets[row * 2] ?? 0) | ((buckets[row * 2 + 1] ?? 0) << 8)] = row;
  const weights = fromBase64(stored.weights);
  return {
    intents: stored.intents,
    rows,
    idf: Float32Array.from(fromBase64(stored.idf), (value) => value / IDF_STEPS),
    weights: new Int8Array(weights.buffer, weights.byteOffset, weights.length),
    scales: Float64Array.from(stored.scales),
    bias: Float64Array.from(stored.bias),
    temperature: stored.temperature,
    thresholds: stored.thresholds,
    heldOut: stored.heldOut,
  };
}

const CHUNK = 8_192;

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
