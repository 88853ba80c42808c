import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BranchId, ItemId } from "@/lib/ids";
import {
  alertFor,
  coverDays,
  missingMilli,
  type Position,
  planTransfer,
  riskMinor,
  severityOf,
  spareMilli,
} from "./domain";

const item = "item" as ItemId;
const at = (branch: string, available: number, sold28: number, more: Partial<Position> = {}): Position => ({
  itemId: item,
  branchId: branch as BranchId,
  availableMilli: BigInt(available) * 1_000n,
  incomingMilli: 0n,
  minMilli: null,
  soldMilli: BigInt(sold28) * 1_000n,
  ...more,
});

describe("[K6] when an alert opens and closes", () => {
  test.each<[string, Position, "stock_out" | "low_stock" | null]>([
    ["nothing left and it sells", at("a", 0, 28), "stock_out"],
    ["nothing left and nobody asks", at("a", 0, 0), null],
    ["six days of cover, a week until help", at("a", 6, 28), "low_stock"],
    ["exactly a week", at("a", 7, 28), null],
    ["under the minimum set by hand", at("a", 4, 0, { minMilli: 5_000n }), "low_stock"],
    ["low, but enough is on its way", at("a", 3, 28, { incomingMilli: 4_000n }), null],
  ])("[AL-6] [AL-7] %s", (_, position, kind) => {
    expect(alertFor(position, null)).toBe(kind);
  });
  test("[AL-15] an open alert holds until cover is a quarter above its threshold", () => {
    expect(alertFor(at("a", 8, 28), null)).toBeNull();
    expect(alertFor(at("a", 8, 28), "low_stock")).toBe("low_stock");
    expect(alertFor(at("a", 9, 28), "low_stock")).toBeNull();
  });
  test("[AL-15] an empty shelf, or two days, is critical", () => {
    expect(severityOf("stock_out", at("a", 0, 28))).toBe("critical");
    expect(severityOf("low_stock", at("a", 2, 28))).toBe("critical");
    expect(severityOf("low_stock", at("a", 5, 28))).toBe("warning");
  });
});

test("[AL-7] money at risk is the margin on what will be missing in two weeks", () => {
  const position = at("a", 3, 56);
  expect(coverDays(position)).toBe(1);
  expect(missingMilli(position)).toBe(25_000n);
  expect(riskMinor(25_000n, 1_820n)).toBe(45_500n);
  expect(riskMinor(25_000n, -5n)).toBe(0n);
});

describe("[K5] [K8] a transfer before a purchase", () => {
  test("[RE-4] takes whole pieces from who can spare most, and leaves them their own cover", () => {
    const plan = planTransfer(at("chacao", 3, 56), [at("valencia", 40, 28), at("maracay", 20, 28)]);
    expect(plan).toMatchObject({ fromBranchId: "valencia", toBranchId: "chacao", qtyMilli: 25_000n });
  });
  test("[RE-4] nobody can spare: no transfer", () => {
    expect(planTransfer(at("chacao", 0, 56), [at("valencia", 14, 28), at("maracay", 0, 0)])).toBeNull();
  });
  test("[RE-4] no sender ever falls below its own cover, and no more moves than is wanted", () => {
    const position = (branch: string) =>
      fc
        .record({ available: fc.integer({ min: -5, max: 200 }), sold: fc.integer({ min: 0, max: 300 }) })
        .map(({ available, sold }) => at(branch, available, sold));
    fc.assert(
      fc.property(position("a"), fc.tuple(position("b"), position("c")), (needy, others) => {
        const plan = planTransfer(needy, others);
        if (!plan) return;
        const donor = others.find(({ branchId }) => branchId === plan.fromBranchId);
        expect(donor && spareMilli(donor) >= plan.qtyMilli).toBe(true);
        expect(plan.qtyMilli % 1_000n).toBe(0n);
        expect(plan.qtyMilli > 0n).toBe(true);
      }),
    );
  });
});
