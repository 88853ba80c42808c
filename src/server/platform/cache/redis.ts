import { Redis } from "@upstash/redis";
import { env } from "../env";

const key = Symbol.for("mostrador.redis");
const shared = globalThis as { [key]?: Redis | null };

/** Null when none is configured. Never the source of truth: everything works, slower, without it. */
export function redis(): Redis | null {
  if (shared[key] === undefined) {
    const settings = env.redis;
    shared[key] = settings
      ? new Redis({
          ...settings,
          retry: { retries: 0 },
          enableTelemetry: false,
          signal: () => AbortSignal.timeout(500),
        })
      : null;
  }
  return shared[key];
}
