import { startRedis } from "@local/redis";
import { expect, test } from "vitest";
import { isAppError } from "@/lib/errors";
import { loadEnvironment } from "../env";
import { type LimitRule, limit } from ".";

const token = "a-token";
const environment = (url?: string) => ({
  MOSTRADOR_PROFILE: "test",
  PUBLIC_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: "a secret of at least thirty-two characters",
  DATABASE_URL: "postgres://nobody@127.0.0.1:9/none",
  LOG_LEVEL: "silent",
  ...(url ? { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } : {}),
});

const refusedAt = async (rule: LimitRule, key: string, tries: number): Promise<number[]> => {
  const refused: number[] = [];
  for (let n = 1; n <= tries; n += 1) {
    try {
      await limit(rule, key);
    } catch (error) {
      if (!isAppError(error) || error.code !== "rate_limited") throw error;
      expect(Number(error.data?.retryAfterSeconds)).toBeGreaterThan(0);
      expect(Number(error.data?.retryAfterSeconds)).toBeLessThanOrEqual(rule.windowSeconds);
      refused.push(n);
    }
  }
  return refused;
};
const rule = (name: string, over: Partial<LimitRule> = {}): LimitRule => ({
  name,
  max: 6,
  windowSeconds: 60,
  isCostly: true,
  ...over,
});

test("[T69] [F34] [G20] one figure for all processes while the store is there; without it, less and never nothing", async () => {
  const redis = await startRedis({ port: 0, token });
  loadEnvironment(environment(redis.url));
  expect(await refusedAt(rule("shared"), "ana", 8)).toEqual([7, 8]);
  expect(await refusedAt(rule("shared"), "luis", 6)).toEqual([]);
  // A guard of each process does not ask.
  expect(await refusedAt(rule("own", { isLocal: true, isCostly: false }), "ana", 8)).toEqual([7, 8]);

  await redis.stop();
  const started = performance.now();
  expect(await refusedAt(rule("costly"), "ana", 8)).toEqual([4, 5, 6, 7, 8]);
  expect(await refusedAt(rule("cheap", { isCostly: false }), "ana", 8)).toEqual([7, 8]);
  expect(performance.now() - started).toBeLessThan(2_000);
});
