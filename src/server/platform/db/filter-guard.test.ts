import { expect, test } from "vitest";
import { matchesEverything, refuseUnboundedWrite } from "./filter-guard";

test.each([
  ["no filter", undefined],
  ["empty", {}],
  ["only undefined", { id: undefined }],
  ["AND of nothing", { AND: [] }],
  ["AND of empty", { AND: [{}, {}] }],
  ["AND as an object", { AND: {} }],
  ["NOT of nothing", { NOT: [] }],
  ["NOT of what matches nothing", { NOT: { id: { in: [] } } }],
  ["OR with an empty side", { OR: [{ id: "a" }, {}] }],
  ["notIn of nothing", { id: { notIn: [] } }],
  ["not in of nothing", { id: { not: { in: [] } } }],
  ["contains nothing", { name: { contains: "", mode: "insensitive" } }],
  ["startsWith nothing", { name: { startsWith: "" } }],
  ["field with no operator", { id: {} }],
  ["several of these", { AND: [{ NOT: [] }], id: { notIn: [] } }],
])("[D4] a filter that matches every row is recognised: %s", (_label, where) => {
  expect(matchesEverything(where)).toBe(true);
  for (const operation of ["updateMany", "updateManyAndReturn", "deleteMany"]) {
    expect(() => refuseUnboundedWrite("branch", operation, { where })).toThrow("matches every row");
  }
});

test.each([
  ["equality", { id: "a" }],
  ["null", { endsAt: null }],
  ["false", { isVoid: false }],
  ["zero", { qty: 0n }],
  ["empty text", { note: "" }],
  ["a date", { at: new Date(0) }],
  ["in of nothing", { id: { in: [] } }],
  ["notIn of something", { id: { notIn: ["a"] } }],
  ["not null", { endsAt: { not: null } }],
  ["OR of nothing", { OR: [] }],
  ["NOT of everything", { NOT: {} }],
  ["one real condition beside empty ones", { AND: [], NOT: [], id: "a" }],
  ["a relation", { grants: { some: {} } }],
  ["a range", { at: { lt: new Date(0) } }],
])("[D4] a filter that says which rows passes: %s", (_label, where) => {
  expect(matchesEverything(where)).toBe(false);
  expect(() => refuseUnboundedWrite("branch", "deleteMany", { where })).not.toThrow();
});

test("[D4] reading everything and writing one row are nobody's business here", () => {
  expect(() => refuseUnboundedWrite("branch", "findMany", undefined)).not.toThrow();
  expect(() => refuseUnboundedWrite("branch", "update", { where: { id: "a" } })).not.toThrow();
});
