import type { Context } from "hono";
import { type ErrorCode, type ErrorData, errorRegistry } from "@/lib/errors";

const retryable = new Set<number>([429, 503]);

/** Seconds to say in `Retry-After`; null where waiting would not help. */
export const retryAfterOf = (http: number, facts?: ErrorData): string | null =>
  retryable.has(http) ? String(facts?.retryAfterSeconds ?? 5) : null;

/** One shape for every refusal outside tRPC: the code, the facts it needs, the request to quote. Never a cause or submitted text. */
export function refusal(c: Context, code: ErrorCode, facts?: ErrorData): Response {
  const { http } = errorRegistry[code];
  const headers = new Headers({ "content-type": "application/json; charset=utf-8" });
  const retryAfter = retryAfterOf(http, facts);
  if (retryAfter) headers.set("retry-after", retryAfter);
  const body = { code, requestId: c.get("requestId") ?? null, ...(facts ? { facts } : {}) };
  return new Response(JSON.stringify(body), { status: http, headers });
}
