import { Hono } from "hono";
import { safeEqual } from "@/server/platform/crypto";
import { pingDb } from "@/server/platform/db";
import { env } from "@/server/platform/env";
import { telemetry } from "@/server/platform/telemetry";
import type { HttpEnv } from "./security";

const probeMs = 1_000;
const cachedMs = 1_000;

type Check = "up" | "degraded" | "down";
const key = Symbol.for("mostrador.draining");
const shared = globalThis as { [key]?: boolean };

/** From here on `/readyz` answers 503, so that balancers look elsewhere. */
export function beginDraining(): void {
  shared[key] = true;
}
export const isDraining = (): boolean => shared[key] === true;

async function within(work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), probeMs);
  });
  const done = work.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

let last: { at: number; checks: Record<string, Check>; ok: boolean } | undefined;

async function probe() {
  if (last && performance.now() - last.at < cachedMs) return last;
  const postgres: Check = (await within(pingDb())) ? "up" : "down";
  last = { at: performance.now(), checks: { postgres, redis: env.redis ? "up" : "degraded" }, ok: postgres === "up" };
  return last;
}

export const healthApp = new Hono<HttpEnv>()
  .get("/healthz", (c) => {
    c.set("route", "healthz");
    return c.json({ status: "up" });
  })
  .get("/readyz", async (c) => {
    c.set("route", "readyz");
    const { checks, ok } = await probe();
    const ready = ok && !isDraining();
    return c.json(
      { status: ready ? "up" : "down", checks: { ...checks, draining: isDraining() ? "down" : "up" } },
      ready ? 200 : 503,
    );
  })
  .get("/metrics", async (c) => {
    c.set("route", "metrics");
    const token = env.metricsToken;
    const given = c.req.header("authorization")?.replace(/^Bearer /, "");
    if (!token || !given || !safeEqual(token, given)) return c.text("", 401);
    return c.text(await telemetry().registry.metrics(), 200, { "content-type": telemetry().registry.contentType });
  });
