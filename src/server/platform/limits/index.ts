import { Ratelimit } from "@upstash/ratelimit";
import { raise } from "@/lib/errors";
import { redis } from "../cache/redis";
import { reportDefect } from "../telemetry";

export interface LimitRule {
  name: string;
  max: number;
  windowSeconds: number;
  /** What happens with the shared store gone: costly things fall to half the figure in each process, the rest keep it. */
  isCostly: boolean;
  /** Counted in each process only: a guard on every call, where asking another machine would cost more than the call. */
  isLocal?: boolean;
}

const shared = new Map<string, Ratelimit>();
const local = new Map<string, { count: number; until: number }>();
const maxLocalKeys = 50_000;
const storePauseMs = 5_000;
let storeDownUntil = 0;

function sharedLimiter(rule: LimitRule): Ratelimit | null {
  const store = rule.isLocal ? null : redis();
  if (!store) return null;
  const known = shared.get(rule.name);
  if (known) return known;
  const made = new Ratelimit({
    redis: store,
    limiter: Ratelimit.fixedWindow(rule.max, `${rule.windowSeconds} s`),
    prefix: `limit:${rule.name}`,
    ephemeralCache: new Map(),
    timeout: 0,
  });
  shared.set(rule.name, made);
  return made;
}

function countHere(rule: LimitRule, key: string, max: number): number | null {
  const now = performance.now();
  const id = `${rule.name}:${key}`;
  const held = local.get(id);
  if (!held || held.until <= now) {
    if (local.size >= maxLocalKeys) local.clear();
    local.set(id, { count: 1, until: now + rule.windowSeconds * 1_000 });
    return null;
  }
  held.count += 1;
  return held.count > max ? Math.ceil((held.until - now) / 1_000) : null;
}

/** Counts before the work; raises `rate_limited` with the seconds to wait. Never an error of its own: a dead store is a smaller local limit. */
export async function limit(rule: LimitRule, key: string): Promise<void> {
  const limiter = sharedLimiter(rule);
  if (limiter && performance.now() >= storeDownUntil) {
    try {
      const { success, reset } = await limiter.limit(key);
      if (!success) raise("rate_limited", { retryAfterSeconds: Math.max(1, Math.ceil((reset - Date.now()) / 1_000)) });
      return;
    } catch (error) {
      if ((error as { code?: string }).code === "rate_limited") throw error;
      storeDownUntil = performance.now() + storePauseMs;
      reportDefect("limits.store", error);
    }
  }
  const wait = countHere(rule, key, limiter && rule.isCostly ? Math.max(1, Math.floor(rule.max / 2)) : rule.max);
  if (wait !== null) raise("rate_limited", { retryAfterSeconds: wait });
}

export const limitRules = {
  signInByAccount: { name: "sign-in-account", max: 10, windowSeconds: 900, isCostly: true },
  signInByAddress: { name: "sign-in-address", max: 50, windowSeconds: 900, isCostly: true },
  signUpByAddress: { name: "sign-up-address", max: 5, windowSeconds: 3_600, isCostly: true },
  publicPageByAddress: { name: "public-page", max: 120, windowSeconds: 60, isCostly: false },
  callsBySession: { name: "calls-session", max: 1_200, windowSeconds: 60, isCostly: false, isLocal: true },
} as const satisfies Record<string, LimitRule>;
