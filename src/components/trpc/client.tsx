import type { CreateTRPCClient } from "@trpc/client";
import type { ErrorCode, ErrorData } from "@/lib/errors";
import type { AppRouter } from "@/server/http/trpc/root";

/** A refusal as the server said it; `code` has a text in `lib/i18n`. `offline` means no answer at all: nothing was done that we know of. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly code: ErrorCode | "offline",
    readonly facts: ErrorData = {},
    readonly requestId: string | null = null,
    readonly issues: { path: string; code: string }[] = [],
  ) {
    super(code);
  }
}

const tenantOfPage = (): string => location.pathname.split("/")[1] ?? "";

interface Answer {
  result?: { data: unknown };
  error?: {
    data: { code: ErrorCode; facts?: ErrorData; requestId?: string; issues?: { path: string; code: string }[] };
  };
}

async function call(path: string, type: "query" | "mutate", input: unknown): Promise<unknown> {
  const url = `/api/trpc/${path}`;
  const headers = { "x-mostrador-tenant": tenantOfPage() };
  let response: Response;
  try {
    response =
      type === "mutate"
        ? await fetch(url, {
            method: "POST",
            headers: { ...headers, "content-type": "application/json" },
            body: JSON.stringify(input ?? {}),
          })
        : await fetch(input === undefined ? url : `${url}?input=${encodeURIComponent(JSON.stringify(input))}`, {
            headers,
          });
  } catch {
    throw new ApiError("offline");
  }
  const answer = (await response.json().catch(() => ({}))) as Answer;
  if (answer.result) return answer.result.data;
  const data = answer.error?.data;
  throw new ApiError(data?.code ?? "internal", data?.facts, data?.requestId ?? null, data?.issues);
}

function pathProxy(path: string[]): unknown {
  return new Proxy(() => undefined, {
    get: (_, name) => (typeof name === "string" ? pathProxy([...path, name]) : undefined),
    apply: (_, __, args) => call(path.slice(0, -1).join("."), path.at(-1) as "query" | "mutate", args[0]),
  });
}

/**
 * The procedures, typed, without a client library: pages load their rows on the server, islands only ask and act.
 * `await trpc.catalog.list.query({ limit: 50 })`, `await trpc.catalog.archive.mutate({ id })`. Refusals are `ApiError`.
 */
export const trpc = pathProxy([]) as CreateTRPCClient<AppRouter>;

/** One key for one thing a person did, kept while it is tried again. */
export const newIdempotencyKey = (): string => crypto.randomUUID();
