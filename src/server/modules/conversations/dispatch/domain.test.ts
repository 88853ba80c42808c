import { describe, expect, test } from "vitest";
import { hours, instant, plus } from "@/lib/time";
import { claimOf, reactionTo, retryAt } from "./domain";

const at = instant(1_795_000_000_000);
const conversation = { fence: 7n, windowExpiresAt: plus(at, hours(1)) };
const row = { fence: null, expiresAt: null, isTemplate: false };

describe("[C49] what may be claimed", () => {
  test("a bot's message of the present fence", () => {
    expect(claimOf({ ...row, fence: 7n }, conversation, at)).toEqual({ kind: "send" });
  });
  test.each([6n, 8n])("never one of fence %i", (fence) => {
    expect(claimOf({ ...row, fence }, conversation, at)).toEqual({ kind: "cancel", reason: "superseded" });
  });
  test("a person's message has no fence: it was checked when it was accepted", () => {
    expect(claimOf(row, { ...conversation, fence: 99n }, at)).toEqual({ kind: "send" });
  });
  test("[C43] free-form after the window fails before any HTTP, a template does not", () => {
    const shut = { ...conversation, windowExpiresAt: at };
    expect(claimOf(row, shut, at)).toEqual({ kind: "fail", code: "window_closed" });
    expect(claimOf({ ...row, isTemplate: true }, shut, at)).toEqual({ kind: "send" });
  });
});

describe("[C47] the provider's codes", () => {
  test.each([
    ["131047", 400, "fail"],
    ["131056", 429, "retry"],
    ["130429", 429, "retry"],
    ["131026", 400, "other_number"],
    ["190", 401, "stop_channel"],
    ["200", 403, "stop_channel"],
    ["132001", 404, "fail"],
    ["987654", 500, "retry"],
    ["987654", 400, "fail"],
    ["toString", 400, "fail"],
  ])("%s with HTTP %i: %s", (code, http, kind) => expect(reactionTo(code, http).kind).toBe(kind));
});

describe("[C39] retries", () => {
  test("grow by four with a spread of a fifth, and end after the fifth", () => {
    const waits = [1, 2, 3, 4].map((n) => Number(retryAt("01h0000000000000000000000a", n, "provider", at)) - at);
    for (const [index, wait] of waits.entries()) {
      const base = 1_000 * 4 ** index;
      expect(wait).toBeGreaterThanOrEqual(base * 0.8);
      expect(wait).toBeLessThanOrEqual(base * 1.2);
    }
    expect(retryAt("01h", 5, "provider", at)).toBeNull();
  });
});
