import { expect, test } from "vitest";
import { days, instant, plus, seconds } from "@/lib/time";
import { nextTryAt } from "./domain";

const at = instant(1_795_000_000_000);

test("[P14] a delivery is tried again ever later, and not after it stopped being news", () => {
  expect(nextTryAt(1, at, at)).toBe(plus(at, seconds(10)));
  expect(nextTryAt(5, at, at)).toBeNull();
  expect(nextTryAt(1, at, plus(at, days(1) + 1))).toBeNull();
});
