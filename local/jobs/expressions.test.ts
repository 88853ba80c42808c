import { expect, test } from "vitest";
import { evaluate, indexableMatch, isTrue, keyOf, valueAt } from "./expressions";

const event = { name: "a/b", ts: 5, data: { n: 3, s: "café", list: [1, 2], nested: { yes: true }, none: null } };

test.each([
  ["event.data.n == 3", true],
  ["event.data.n > 2.5 && event.data.n <= 3", true],
  ["event.data.absent == null", true],
  ["event.data.absent.deeper == null", true],
  ["event.data.absent > 1", false],
  ["event.data.absent > 1 || event.data.n == 3", true],
  ["!(event.data.absent == 'x')", true],
  ["has(event.data.n) && !has(event.data.absent)", true],
  ["event.data.s.startsWith('ca') && event.data.s.endsWith('é')", true],
  ["event.data.s in ['café', 'té']", true],
  ["'n' in event.data", true],
  ["event.data.list.exists(i, i == 2) && event.data.list.all(i, i > 0)", true],
  ["size(event.data.list) == 2 && event.data.list[1] == 2", true],
  ["event.data.nested.yes ? event.ts == 5 : false", true],
  ["event.data['n'] % 2 == 1", true],
  ["event.data.list == [1, 2]", true],
  ["event.data.n == '3'", false],
  ["event.data.s", false],
])("[P13] [PL160] [PL161] %s is %s", (expression, expected) => {
  expect(isTrue(expression, { event })).toBe(expected);
});

test("[P13] [PL162] a key of nothing is no key, never the word undefined", () => {
  expect(keyOf("event.data.absent", { event })).toBeNull();
  expect(keyOf("event.data.none", { event })).toBeNull();
  expect(keyOf("event.data.n", { event })).toBe("3");
  expect(keyOf("event.data.s + '-' + string(event.data.n)", { event })).toBe("café-3");
});

test("[P13] [PL161] an expression that cannot be read is an error, and matches nothing", () => {
  expect(() => evaluate("event.data. ==", { event })).toThrow();
  expect(isTrue("event.data. ==", { event })).toBe(false);
});

test("[P13] [PL160] only an equality of the same path on both sides goes through the index", () => {
  expect(indexableMatch("event.data.id == async.data.id")).toBe("data.id");
  expect(indexableMatch("event.data.id == async.data.other")).toBeNull();
  expect(indexableMatch("event.data.id == async.data.id && async.data.n > 1")).toBeNull();
  expect(indexableMatch(null)).toBeNull();
  expect(valueAt("data.n", event)).toBe("3");
  expect(valueAt("data.absent.deeper", event)).toBe("null");
});
