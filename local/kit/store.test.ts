import { appendFileSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "./store";
import { temporaryFolder } from "./testing";

let folder: ReturnType<typeof temporaryFolder>;
const file = () => `${folder.path}/book.jsonl`;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

test("[I2] what was put is there for the next process, in the order it was first put", () => {
  const rows = openStore(file()).collection<number>("rows");
  for (const [key, value] of [
    ["b", 1],
    ["a", 2],
    ["b", 3],
    ["c", 4],
  ] as const)
    rows.put(key, value);
  rows.delete("c");
  expect(openStore(file()).collection<number>("rows").all()).toEqual([3, 2]);
});

test("a line torn by a kill is left out, and what follows is not", () => {
  const store = openStore(file());
  store.collection("rows").put("a", 1);
  store.close();
  appendFileSync(file(), '{"c":"rows","k":"b","v":{"half');
  const again = openStore(file());
  again.collection("rows").put("c", 3);
  again.close();
  expect(openStore(file()).collection("rows").all()).toEqual([1, 3]);
});

test("after closing nothing is written, not even into a file that got the same descriptor", () => {
  const store = openStore(file());
  const rows = store.collection<number>("rows");
  store.close();
  const other = openStore(`${folder.path}/other.jsonl`);
  rows.put("late", 1);
  other.close();
  expect(readFileSync(`${folder.path}/other.jsonl`, "utf8")).toBe("");
});

test("history is dropped while running: the file stays near the size of what lives", () => {
  const rows = openStore(file()).collection<number>("rows");
  for (let n = 0; n < 60_000; n += 1) rows.put("only", n);
  expect(readFileSync(file(), "utf8").split("\n").length).toBeLessThan(15_000);
  expect(openStore(file()).collection<number>("rows").all()).toEqual([59_999]);
});
