import type { Context } from "hono";
import { type ErrorCode, type ErrorData, errorRegistry } from "@/lib/errors";

const retryable = new Set<number>([429, 503]);

/** Seconds to say in `Retry-After`; null where waiting would not help. */
export const retryAfterOf = (http: number, facts?: ErrorData): string | null =>
  retryable.has(http) ? String(facts?.retryAfterSeconds ?? 5) : null;

/** The transport's own number for "the request was not understood", which its clients expect to find. */
const invalidRequest = -32_600;

/**
 * Every refusal outside a procedure: the code, the facts it needs, the request to quote. Never a cause or submitted text. A caller of
 * procedures gets the envelope it reads.
 */
export function refusal(c: Context, code: ErrorCode, facts?: ErrorData): Response {
  const { http } = errorRegistry[code];
  const headers = new Headers({ "content-type": "application/json; charset=utf-8" });
  const retryAfter = retryAfterOf(http, facts);
  if (retryAfter) headers.set("retry-after", retryAfter);
  const refused = { code, requestId: c.get("requestId") ?? null, ...(facts ? { facts } : {}) };
  const body = c.req.path.startsWith("/api/trpc/")
    ? { error: { message: code, code: invalidRequest, data: { ...refused, httpStatus: http } } }
    : refused;
  return new Response(JSON.stringify(body), { status: http, headers });
}
