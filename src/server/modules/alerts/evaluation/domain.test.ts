import { expect, test } from "vitest";
import type { BranchId, ItemId } from "@/lib/ids";
import { units } from "@/lib/quantity";
import type { LocalDate } from "@/lib/time";
import type { Position } from "../domain";
import { alertSentence } from "./domain";

const friday = "2026-11-20" as LocalDate;
const position = (available: number, sold: number): Position => ({
  itemId: "item" as ItemId,
  branchId: "chacao" as BranchId,
  availableMilli: units(available),
  incomingMilli: 0n,
  minMilli: null,
  soldMilli: units(sold),
});

test.each([
  ["low_stock", 12, 53, "Vende 1,9 al día; quedan 12 en Chacao: se agota el jueves."],
  ["low_stock", 3, 53, "Vende 1,9 al día; quedan 3 en Chacao: se agota el sábado."],
  ["stock_out", 0, 53, "Vende 1,9 al día y no queda en Chacao."],
  ["stock_out", 0, 1, "Vendió 1 en 28 días y no queda en Chacao."],
] as const)("[K6] [AL-7] %s with %i left and %i sold says «%s»", (kind, available, sold, sentence) => {
  expect(alertSentence(kind, position(available, sold), friday, "Chacao", "VE")).toBe(sentence);
});
