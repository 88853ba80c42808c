import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { idPattern } from "@/lib/ids";
import { limits } from "@/lib/limits";
import { runtime } from "@/server/composition/runtime";
import { env } from "@/server/platform/env";
import { telemetry, wideEvent } from "@/server/platform/telemetry";
import { refusal } from "./refusal";

export interface HttpVariables {
  requestId: string;
  nonce: string;
  /** Name of the route for metrics: never the path, which may hold ids. */
  route: string;
}
export type HttpEnv = { Variables: HttpVariables };

/** Headers every answer carries, errors and redirects too. */
export const commonHeaders: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(self), microphone=(), geolocation=(self), payment=()",
};

/** Scripts run only with this answer's nonce; nothing is framed, nothing loads from elsewhere. */
export function contentSecurityPolicy(nonce: string, options: { dev?: boolean } = {}): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${options.dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${options.dev ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** What is not a page loads nothing and is framed by nobody; pages bring their own policy. */
const inertPolicy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The answer with headers we may add to: one that came from `fetch` or `Response.redirect` is sealed. */
function open(c: Context<HttpEnv>): Headers {
  try {
    c.res.headers.set("x-request-id", c.get("requestId"));
  } catch {
    const sealed = c.res;
    c.res = undefined;
    c.res = new Response(sealed.body, { status: sealed.status, headers: new Headers(sealed.headers) });
    c.res.headers.set("x-request-id", c.get("requestId"));
  }
  return c.res.headers;
}

/** Names the request, bounds it, times it, and leaves one wide event behind. */
export const aroundRequest = createMiddleware<HttpEnv>(async (c, next) => {
  const given = c.req.header("x-request-id");
  const { ids, clock } = runtime();
  const requestId = given && idPattern.test(given) ? given : ids.next<string>();
  c.set("requestId", requestId);
  c.set("route", "unnamed");
  const started = clock.monotonic();
  if (c.req.url.length > limits.urlBytes) {
    c.res = refusal(c, "url_too_long");
  } else {
    await next();
  }
  const headers = open(c);
  for (const [name, value] of Object.entries(commonHeaders)) headers.set(name, value);
  if (env.publicUrl.startsWith("https:"))
    headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
  if (!headers.has("content-security-policy")) headers.set("content-security-policy", inertPolicy);
  if (!headers.has("cache-control")) headers.set("cache-control", "private, no-store");
  const seconds = (clock.monotonic() - started) / 1_000;
  const route = c.get("route");
  telemetry().requests.inc({ route, status: String(c.res.status) });
  telemetry().duration.observe({ route }, seconds);
  if (c.res.status >= 400)
    wideEvent("http.request", { requestId, route, method: c.req.method, status: c.res.status, seconds });
});

const unsafe = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** A write that rides on a cookie must come from our own pages. Callers without cookies (keys, providers) are not browsers' victims. */
export const sameOriginWrites = createMiddleware<HttpEnv>(async (c, next) => {
  if (unsafe.has(c.req.method)) {
    const site = c.req.header("sec-fetch-site");
    const origin = c.req.header("origin");
    const isForeign = site
      ? site !== "same-origin" && site !== "none"
      : origin !== undefined && origin !== new URL(env.publicUrl).origin;
    const isBlind = !site && !origin && c.req.header("cookie") !== undefined;
    if (isForeign || isBlind) return refusal(c, "origin_refused");
  }
  return next();
});
