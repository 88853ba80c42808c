import type { Context } from "hono";
import { type ErrorCode, type ErrorData, errorRegistry } from "@/lib/errors";

const retryable = new Set<number>([429, 503]);

/** One shape for every refusal outside tRPC: the code, the facts it needs, the request to quote. Never a cause or submitted text. */
export function refusal(c: Context, code: ErrorCode, facts?: ErrorData): Response {
  const { http } = errorRegistry[code];
  const headers = new Headers({ "content-type": "application/json; charset=utf-8" });
  if (retryable.has(http)) headers.set("retry-after", String(facts?.retryAfterSeconds ?? 5));
  const body = { code, requestId: c.get("requestId") ?? null, ...(facts ? { facts } : {}) };
  return new Response(JSON.stringify(body), { status: http, headers });
}
