import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs, DEFAULT_BACKOFF, dueAt, durationMs, retryAfterAt } from "./durations";

const now = new Date("2026-03-01T00:00:00Z");

test.each([
  ["", 0],
  ["1s", 1_000],
  ["2h30m10s", 9_010_000],
  ["1w2d", 777_600_000],
  ["250ms", 250],
])("[P13] [PL160] the duration %j is %d ms", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each(["soon", "5", "1s later", "-1s"])("[P13] [PL160] %j is not a duration", (text) => {
  expect(() => durationMs(text)).toThrow();
});

test("[P13] [PL160] a wait is a duration or an instant", () => {
  expect(dueAt("90s", now)).toEqual(new Date("2026-03-01T00:01:30Z"));
  expect(dueAt("2026-04-01T05:00:00.000Z", now)).toEqual(new Date("2026-04-01T05:00:00Z"));
});

test("[P13] [PL159] Retry-After is seconds or a date", () => {
  expect(retryAfterAt("30", now)).toEqual(new Date("2026-03-01T00:00:30Z"));
  expect(retryAfterAt("2026-03-01T01:00:00.000Z", now)).toEqual(new Date("2026-03-01T01:00:00Z"));
  expect(retryAfterAt("Sun, 01 Mar 2026 01:00:00 GMT", now)).toEqual(new Date("2026-03-01T01:00:00Z"));
  expect(retryAfterAt("whenever", now)).toBeNull();
});

test("[P13] [PL159] backoff grows, is bounded, and its jitter stays in its band", () => {
  fc.assert(
    fc.property(fc.nat(30), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
      const plain = Math.min(DEFAULT_BACKOFF.maxMs, DEFAULT_BACKOFF.baseMs * DEFAULT_BACKOFF.factor ** attempt);
      const ms = backoffMs(attempt, random, DEFAULT_BACKOFF);
      expect(ms).toBeGreaterThanOrEqual(Math.floor(plain * (1 - DEFAULT_BACKOFF.jitter)));
      expect(ms).toBeLessThanOrEqual(Math.ceil(plain * (1 + DEFAULT_BACKOFF.jitter)));
    }),
  );
});
