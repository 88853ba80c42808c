import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { localDate } from "@/lib/time";
import {
  buildCatalogIndex,
  type CatalogItem,
  searchCatalog,
  updateCatalogIndex,
} from "@/server/modules/assistant/nlu/catalog/domain";
import { classify } from "@/server/modules/assistant/nlu/classifier/domain";
import { parseCorpus } from "@/server/modules/assistant/nlu/corpus/domain";
import { understand } from "@/server/modules/assistant/nlu/domain";
import { extractEntities } from "@/server/modules/assistant/nlu/entities/domain";
import { decodeModel, type StoredModel, trainHead } from "@/server/modules/assistant/nlu/model/domain";

const folder = new URL("../src/server/modules/assistant/nlu/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");
const model = decodeModel(JSON.parse(read("model.json")) as StoredModel);
const texts = parseCorpus(read("corpus/test-customer.tsv")).map(({ text }) => text);

const print = (line: string) => process.stdout.write(`${line}\n`);

function microsecondsEach(label: string, rounds: number, run: (text: string) => unknown): void {
  for (const text of texts) run(text);
  const before = performance.now();
  for (let round = 0; round < rounds; round += 1) for (const text of texts) run(text);
  print(`${label}: ${(((performance.now() - before) * 1_000) / (rounds * texts.length)).toFixed(0)} µs`);
}

/** Ten thousand believable parts: every part for every car in several brands. */
function largeCatalog(size: number): readonly CatalogItem[] {
  const parts =
    "Pastillas de freno,Disco de freno,Filtro de aceite,Filtro de aire,Bomba de agua,Bomba de gasolina,Amortiguador delantero,Amortiguador trasero,Bujía,Kit de embrague,Correa de distribución,Radiador,Alternador,Motor de arranque,Sensor de oxígeno,Rótula,Terminal de dirección,Rodamiento delantero,Termostato,Bobina de encendido".split(
      ",",
    );
  const cars =
    "Corolla,Hilux,Aveo,Spark,Optra,Corsa,Cruze,Fiesta,Focus,EcoSport,Ranger,Tsuru,Versa,Sentra,March,Logan,Sandero,Duster,Clio,Gol Trend,Amarok,Jetta,Accent,Getz,Tucson,Picanto,Rio,Palio,Siena,Peugeot 208,Swift,L200".split(
      ",",
    );
  const brands = "Bosch,Brembo,Denso,Gates,KYB,Monroe,NGK,Valeo,ACDelco,Delphi,SKF,LuK,Mann,Wix,TRW,Moog".split(",");
  return Array.from({ length: size }, (_, at) => {
    const part = parts[at % parts.length] ?? "";
    const car = cars[Math.floor(at / parts.length) % cars.length] ?? "";
    const brand = brands[Math.floor(at / (parts.length * cars.length)) % brands.length] ?? "";
    const from = 1998 + (at % 15);
    return {
      id: `i${at}`,
      name: `${part} ${car} ${from}–${from + 8}`,
      brand,
      sku: `${brand.slice(0, 2).toUpperCase()}-${10_000 + at}`,
      category: part.split(" ")[0],
    };
  });
}

print(`${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}`);
microsecondsEach("classify", 20, (text) => classify(model.customer, text));
microsecondsEach("understand (two intents, phrases)", 10, (text) => understand(model, text));
const today = localDate("2026-11-20");
microsecondsEach("entities", 10, (text) => extractEntities(understand(model, text).message, { today, branches: [] }));

const examples = ["products", "orders", "bookings", "care", "human", "scope"]
  .flatMap((name) => parseCorpus(read(`corpus/train-${name}.tsv`)))
  .map(({ text, intents }) => ({ text, intent: intents[0] ?? "" }))
  .filter((_, at) => at % 4 !== 3)
  .slice(0, 1_500);
const trainingStart = performance.now();
trainHead(examples, { folds: 0 });
print(
  `train ${examples.length} examples × ${model.customer.intents.length} intents: ${(performance.now() - trainingStart).toFixed(0)} ms`,
);

globalThis.gc?.();
const items = largeCatalog(10_000);
const heapBefore = process.memoryUsage().heapUsed;
const buildStart = performance.now();
const index = buildCatalogIndex(items);
const buildMilliseconds = performance.now() - buildStart;
globalThis.gc?.();
const heap = (process.memoryUsage().heapUsed - heapBefore) / 1_048_576;
print(
  `index of ${items.length} items: built in ${buildMilliseconds.toFixed(0)} ms, ${globalThis.gc === undefined ? "heap not measured (run with --expose-gc)" : `${heap.toFixed(1)} MB`}`,
);

const questions = parseCorpus(read("corpus/test-products.tsv").replace(/\t.*/g, "\tproduct\tve")).map(
  ({ text }) => text,
);
const times = questions.map((text) => {
  searchCatalog(index, text);
  const before = performance.now();
  searchCatalog(index, text);
  return performance.now() - before;
});
times.sort((left, right) => left - right);
print(
  `search: median ${times[Math.floor(times.length / 2)]?.toFixed(2)} ms, p95 ${times[Math.floor(times.length * 0.95)]?.toFixed(2)} ms, worst ${times.at(-1)?.toFixed(2)} ms`,
);
const updateStart = performance.now();
updateCatalogIndex(index, { upsert: items.slice(0, 100).map((item) => ({ ...item, name: `${item.name} nuevo` })) });
print(`update of 100 items: ${(performance.now() - updateStart).toFixed(1)} ms`);
