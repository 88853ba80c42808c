import { expect, test } from "vitest";
import { changePerThousand, marginPerThousand } from "./domain";

test.each([
  [112n, 100n, 120],
  [88n, 100n, -120],
  [5n, 0n, null],
  [0n, 10n, -1_000],
])("[N1] %s after %s changed by %s per thousand", (now, before, change) => {
  expect(changePerThousand(now, before)).toBe(change);
});

test("[N1] margin compares net sales in minor units with cost in millionths", () => {
  expect(marginPerThousand(4_800n, 29_800_000n, 2)).toBe(379);
  expect(marginPerThousand(0n, 1n, 2)).toBeNull();
});
