import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ItemId, LocationId } from "@/lib/ids";
import { units } from "@/lib/quantity";
import {
  averageCost,
  emptyLevel,
  issue,
  type Level,
  type Location,
  levelKey,
  type OpenLevel,
  partOf,
  post,
  receive,
  returnToSupplier,
  valueAt,
} from "./domain";

/** Money of the worked examples, in millionths of the major unit. */
const worth = (text: string): bigint => {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
};
const holding = (quantity: number, value: string): Level => ({
  onHandMilli: units(quantity),
  valueMicro: worth(value),
  lastCostMicro: 0n,
});
const cents = (micro: bigint): string => (Number(micro) / 1_000_000).toFixed(2);

describe("weighted average cost", () => {
  test("[K3] [IN-20] receipts average and issues leave at the average", () => {
    const level = receive(holding(10, "50.00"), units(10), worth("70.00")).after;
    expect(level).toMatchObject({ onHandMilli: units(20), valueMicro: worth("120.00"), lastCostMicro: worth("6") });
    expect(issue(level, units(5))).toMatchObject({
      valueMicro: worth("30.00"),
      after: { onHandMilli: units(15), valueMicro: worth("90.00") },
    });
  });

  test("[K3] [IN-20] the last unit takes all the value that is left", () => {
    let level = holding(3, "10.00");
    const taken: bigint[] = [];
    for (let unit = 0; unit < 3; unit += 1) {
      const left = issue(level, units(1));
      taken.push(left.valueMicro);
      level = left.after;
    }
    expect(taken.reduce((all, value) => all + value, 0n)).toBe(worth("10.00"));
    expect(level).toMatchObject({ onHandMilli: 0n, valueMicro: 0n });
    expect(issue(holding(3_000, "10.00"), units(3_000)).valueMicro).toBe(worth("10.00"));
  });

  test("[K3] [IN-20] below zero an issue costs the last known cost and says it is provisional", () => {
    const empty = issue(holding(2, "8.00"), units(2)).after;
    expect(issue(empty, units(3))).toMatchObject({ valueMicro: worth("12.00"), isProvisional: true });
    expect(issue(emptyLevel, units(3))).toMatchObject({ valueMicro: 0n, isProvisional: true });
  });

  test("[K3] [IN-21] a receipt re-prices what was sold short, the difference goes to cost of sales", () => {
    const received = receive(holding(-2, "0"), units(20), worth("66.00"));
    expect(received.after).toMatchObject({ onHandMilli: units(18), valueMicro: worth("59.40") });
    expect(received.correctionMicro).toBe(worth("6.60"));
  });

  test("[K3] [IN-21] crossing zero in two receipts", () => {
    const first = receive(holding(-10, "0"), units(5), worth("50.00"));
    expect(first.after).toMatchObject({ onHandMilli: units(-5), valueMicro: -worth("50.00") });
    expect(first.correctionMicro).toBe(worth("100.00"));
    const second = receive(first.after, units(5), worth("60.00"));
    expect(second.after).toMatchObject({ onHandMilli: 0n, valueMicro: 0n });
    expect(second.correctionMicro).toBe(worth("10.00"));
  });

  test("[K3] [IN-22] a supplier return leaves at its receipt's cost", () => {
    const level = receive(holding(2, "200.00"), units(2), worth("400.00")).after;
    const { after, varianceMicro } = returnToSupplier(level, units(1), worth("200.00"));
    expect(cents(averageCost(after) ?? 0n)).toBe("133.33");
    expect(varianceMicro).toBe(0n);
  });

  test("[K3] [IN-22] where the receipt's cost exceeds the value left, the average leaves and the rest is variance", () => {
    const level = issue(receive(holding(10, "1000.00"), units(100), worth("1000.00")).after, units(100)).after;
    const { after, varianceMicro } = returnToSupplier(level, units(8), worth("800.00"));
    expect(after.onHandMilli).toBe(units(2));
    expect(cents(averageCost(after) ?? 0n)).toBe("18.18");
    expect(cents(varianceMicro)).toBe("654.55");
  });

  test("[K3] [IN-22] partial returns of one issue sum to its value", () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 12n),
        fc.array(fc.bigInt(1n, 10n ** 6n), { minLength: 1, maxLength: 9 }),
        (value, parts) => {
          const whole = { qtyMilli: parts.reduce((all, part) => all + part, 0n), valueMicro: value };
          let taken = 0n;
          let given = 0n;
          for (const part of parts) {
            given += partOf(whole, taken, part);
            taken += part;
          }
          expect(given).toBe(value);
        },
      ),
    );
  });

  test("[K3] [IN-20] a unit cost is never negative and an emptied level holds no value", () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.bigInt(1n, 50_000n), fc.bigInt(0n, 10n ** 9n)), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (all) => {
        let level = emptyLevel;
        for (const [isReceipt, milli, unitCost] of all) {
          level = isReceipt ? receive(level, milli, valueAt(unitCost, milli)).after : issue(level, milli).after;
          expect(level.lastCostMicro).toBeGreaterThanOrEqual(0n);
          if (level.onHandMilli === 0n) expect(level.valueMicro).toBe(0n);
          if (level.onHandMilli > 0n) expect(level.valueMicro).toBeGreaterThanOrEqual(0n);
        }
      }),
    );
  });
});

describe("posting", () => {
  const item = "item" as ItemId;
  const location = (id: string, isReal: boolean, negativePolicy: Location["negativePolicy"] = "block"): Location => ({
    id: id as LocationId,
    kind: isReal ? "shelf" : "supplier",
    branchId: isReal ? `branch-${id}` : null,
    isReal,
    negativePolicy,
  });
  const shelf = location("shelf", true);
  const other = location("other", true);
  const outside = location("outside", false);
  const level = (onHand: number, reserved: number, value: string): OpenLevel => ({
    itemId: item,
    locationId: shelf.id,
    branchId: shelf.branchId,
    onHandMilli: units(onHand),
    reservedMilli: units(reserved),
    valueMicro: worth(value),
    lastCostMicro: 0n,
    seq: 4n,
  });
  const posting = (from: Location, to: Location, quantity: number) => ({
    itemId: item,
    from,
    to,
    qtyMilli: units(quantity),
    reason: "test",
    source: { kind: "test", id: "1" },
    effectKey: `test:${quantity}`,
  });
  const at = (open: OpenLevel) => new Map([[levelKey(item, shelf.id), open]]);

  test("[K3] [IN-15] what leaves one place arrives in the other, in quantity and value", () => {
    const posted = post(at(level(3, 0, "10.00")), [posting(shelf, other, 1)]);
    if (!posted.ok) throw new Error("refused");
    const [left, arrived] = posted.value.entries;
    expect(left).toMatchObject({ deltaMilli: units(-1), balanceMilli: units(2), seq: 5n });
    expect(arrived).toMatchObject({ deltaMilli: units(1), balanceMilli: units(1), seq: 1n });
    expect((left?.deltaValueMicro ?? 0n) + (arrived?.deltaValueMicro ?? 1n)).toBe(0n);
  });

  test("[K3] [IN-17] what others reserved is not available to leave", () => {
    expect(post(at(level(5, 3, "10.00")), [posting(shelf, outside, 3)])).toEqual({
      ok: false,
      shortage: { itemId: item, locationId: shelf.id, requestedMilli: units(3), availableMilli: units(2) },
    });
  });

  test("[K3] [IN-19] a location that takes facts goes below zero, provisionally", () => {
    const counter = { ...shelf, negativePolicy: "allow_flag" as const };
    const posted = post(at(level(1, 0, "4.00")), [posting(counter, outside, 3)]);
    expect(posted).toMatchObject({
      ok: true,
      value: { movements: [{ isProvisional: true, valueMicro: worth("12.00") }], levels: [{ onHandMilli: units(-2) }] },
    });
  });
});
