import { expect, test } from "vitest";
import { type EditedLine, editedLines, isShort, linesOf, percentToPpm, ppmToPercent } from "./lines";

const line = (over: Partial<EditedLine> = {}): EditedLine => ({
  key: "1",
  itemId: "01j00000000000000000000000",
  name: "Pastillas",
  sku: "BP",
  quantity: "2",
  price: "48,00",
  available: null,
  discount: null,
  ...over,
});

test("[QI-28] comma or point are the same quantity and price", () => {
  const free = line({ itemId: null, quantity: "1,5", price: "1.234,50" });
  expect(linesOf([line(), free], "VE")).toEqual([
    { itemId: "01j00000000000000000000000", quantity: "2" },
    { name: "Pastillas", quantity: "1.5", unitPrice: "1234.50" },
  ]);
});

test.each([
  ["nothing typed", { quantity: "" }],
  ["zero", { quantity: "0" }],
  ["a negative", { quantity: "-1" }],
  ["words", { quantity: "dos" }],
  ["a price of words", { itemId: null, price: "caro" }],
])("[QI-27] %s is not sent", (_label, over) => {
  expect(linesOf([line(over)], "VE")).toBeNull();
});

test("[QI-28] a quote opened and saved again is the same quote", () => {
  const money = (amount: string) => ({ amount, currency: "USD" });
  const lines = [
    {
      lineNo: 1,
      itemId: null,
      name: "Bomba",
      sku: "",
      quantity: "1.5",
      unitPrice: money("10.50"),
      discount: money("0.25"),
      taxRatePpm: 160_000,
      amount: money("15.50"),
    },
  ];
  expect(linesOf(editedLines({ lines }, ","), "VE")).toEqual([
    { name: "Bomba", quantity: "1.5", unitPrice: "10.50", discount: "0.25" },
  ]);
});

test.each([
  ["5", 50_000],
  ["2,5", 25_000],
  ["", 0],
  ["101", null],
  ["-1", null],
  ["x", null],
])("[OR-33] «%s» %% is %s ppm", (text, ppm) => {
  expect(percentToPpm(text)).toBe(ppm);
});

test("[OR-33] a percentage is written as it was typed", () => {
  expect([ppmToPercent(25_000, ","), ppmToPercent(50_000, "."), ppmToPercent(0, ",")]).toEqual(["2,5", "5", ""]);
});

test.each([
  ["2", "11", false],
  ["12", "11", true],
  ["0,5", "0", true],
  ["2", null, false],
  ["", "0", false],
])("[QI-12] «%s» wanted of %s: short is %s", (quantity, available, short) => {
  expect(isShort({ quantity, available })).toBe(short);
});
