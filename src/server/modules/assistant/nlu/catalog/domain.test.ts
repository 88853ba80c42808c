import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  buildCatalogIndex,
  type CatalogItem,
  searchCatalog,
  updateCatalogIndex,
} from "@/server/modules/assistant/nlu/catalog/domain";

const lines = (name: string) =>
  readFileSync(new URL(`../corpus/${name}`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));

const items: readonly CatalogItem[] = lines("test-catalog.tsv").map(
  ([id = "", name = "", brand, sku = "", category]) => ({ id, name, brand, sku, category }),
);
const questions = lines("test-products.tsv").map(([text = "", id = ""]) => ({ text, id }));

test("[T9] [C77] [C136] the product a customer means comes first, however they spell it", () => {
  const index = buildCatalogIndex(items);
  const named = questions.filter(({ id }) => id !== "-");
  const missed = named.filter(({ text, id }) => searchCatalog(index, text)[0]?.id !== id);
  const absent = named.filter(({ text, id }) => !searchCatalog(index, text, { limit: 5 }).some((hit) => hit.id === id));
  process.stdout.write(
    `${named.length} product questions: top-1 ${(100 - (missed.length * 100) / named.length).toFixed(1)} %, top-5 ${(100 - (absent.length * 100) / named.length).toFixed(1)} %\n`,
  );
  process.stdout.write(
    missed.map(({ text, id }) => `  missed ${id}: ${text} → ${searchCatalog(index, text)[0]?.id}\n`).join(""),
  );
  expect(missed.length / named.length).toBeLessThanOrEqual(0.1);
  expect(absent.length / named.length).toBeLessThanOrEqual(0.03);
});

test("[T9] [C77] what the shop does not sell is not found with confidence", () => {
  const index = buildCatalogIndex(items);
  for (const { text } of questions.filter(({ id }) => id === "-"))
    expect(searchCatalog(index, text)[0]?.score ?? 0).toBeLessThan(0.75);
});

test("[T9] [C77] the hit points at the words that named it", () => {
  const text = "buenas, tendrán balatas del Corolla?";
  const [hit] = searchCatalog(buildCatalogIndex(items), text);
  expect(hit?.id).toBe("pf-cor");
  expect(text.slice(hit?.span.start, hit?.span.end)).toBe("balatas del Corolla");
});

test("[T9] [C77] a remembered vehicle chooses among parts of the same name", () => {
  const index = buildCatalogIndex(items);
  expect(
    searchCatalog(index, "pastillas de freno", { vehicle: { make: "Chevrolet", model: "Aveo", year: 2008 } })[0]?.id,
  ).toBe("pf-ave");
  expect(searchCatalog(index, "pastillas de freno", { vehicle: { model: "Corolla", year: 2015 } })[0]?.id).toBe(
    "pf-cor",
  );
});

test("[T9] [C77] fitment rows decide when names are silent", () => {
  const base = { name: "Bomba de agua", sku: "X" };
  const index = buildCatalogIndex([
    { ...base, id: "old", fitment: [{ make: "Toyota", model: "Corolla", yearFrom: 1998, yearTo: 2002 }] },
    { ...base, id: "new", fitment: [{ make: "Toyota", model: "Corolla", yearFrom: 2009, yearTo: 2019 }] },
    { ...base, id: "other", fitment: [{ make: "Chevrolet", model: "Aveo", yearFrom: 2004, yearTo: 2019 }] },
  ]);
  expect(searchCatalog(index, "bomba de agua corolla 2015")[0]?.id).toBe("new");
  expect(searchCatalog(index, "bomba de agua corolla 2000")[0]?.id).toBe("old");
  expect(searchCatalog(index, "bomba de agua", { vehicle: { model: "Aveo", year: 2010 } })[0]?.id).toBe("other");
});

test("[T9] [C77] the index follows the catalogue without a rebuild", () => {
  const index = buildCatalogIndex(items);
  updateCatalogIndex(index, {
    upsert: [{ id: "new", name: "Cadena de moto Pulsar 180", sku: "CM-180" }],
    remove: ["pf-cor"],
  });
  expect(searchCatalog(index, "cadena pulsar 180")[0]?.id).toBe("new");
  expect(searchCatalog(index, "pastillas corolla").map(({ id }) => id)).not.toContain("pf-cor");
  updateCatalogIndex(index, { upsert: [{ id: "new", name: "Silla plegable", sku: "SI-1" }] });
  expect(searchCatalog(index, "cadena pulsar").map(({ id }) => id)).not.toContain("new");
});

test("[T9] [C77] an item of the customer's branch wins a tie", () => {
  const index = buildCatalogIndex([
    { id: "a", name: "Bujía NGK", sku: "1" },
    { id: "b", name: "Bujía NGK", sku: "2" },
  ]);
  expect(searchCatalog(index, "bujias ngk")[0]?.id).toBe("a");
  expect(searchCatalog(index, "bujias ngk", { branchBoost: new Set(["b"]) })[0]?.id).toBe("b");
});

test("[T9] [C148] empty, endless and hostile text finds nothing and takes no time", () => {
  const index = buildCatalogIndex(items);
  for (const text of ["", "   ", "?!", "a".repeat(70_000), "(((((".repeat(5_000), "\u202e\u0000", "💥".repeat(3_000)]) {
    expect(searchCatalog(index, text)).toEqual([]);
  }
});
