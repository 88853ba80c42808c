import { expect, test } from "vitest";
import { figuresIn, inventedFigures } from "@/server/modules/assistant/nlu/figures/domain";

test("[T9] [C86] the figure check reads every country's money and catches an invented one", () => {
  expect(figuresIn("quedan 11, a $1.234,50 o $1,234.50 o $ 1.234.500")).toEqual(["11", "1234.5", "1234.5", "1234500"]);
  expect(figuresIn("1. *A*, a $9,00\n2. *B*")).toEqual(["9"]);
  expect(inventedFigures("a $48,00, quedan 11", [{ amount: "48.00", available: "11.000" }])).toEqual([]);
  expect(inventedFigures("a $47,00", [{ amount: "48.00" }])).toEqual(["47"]);
});
