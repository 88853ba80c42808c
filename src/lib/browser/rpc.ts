import { type ErrorCode, type ErrorData, errorRegistry } from "../errors";

/** What a mutation answered: a value, or a refusal with a code of the registry. Never an exception. */
export type Answer<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; data: ErrorData; reference?: string };

type TrpcReply = {
  result?: { data?: unknown };
  error?: { message?: string; data?: { appCode?: string; reference?: string; data?: ErrorData } & ErrorData };
};

const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === "string" && Object.hasOwn(errorRegistry, code);

function codeOf(reply: TrpcReply): ErrorCode {
  const candidates = [reply.error?.data?.appCode, reply.error?.data?.code, reply.error?.message];
  return candidates.find(isErrorCode) ?? "internal";
}

/**
 * One mutation, without the data client: forms that people meet before they have an account stay light with it.
 * The key makes a second press, or a retry after a lost answer, harmless.
 */
export async function mutate<T>(procedure: string, input: unknown, idempotencyKey?: string): Promise<Answer<T>> {
  try {
    const response = await fetch(`/api/trpc/${procedure}`, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "content-type": "application/json",
        ...(idempotencyKey ? { "idempotency-key": idempotencyKey } : {}),
      },
      body: JSON.stringify(input),
    });
    const reply = (await response.json()) as TrpcReply;
    if (response.ok && reply.result) return { ok: true, value: reply.result.data as T };
    const { reference, data } = reply.error?.data ?? {};
    return { ok: false, code: codeOf(reply), data: data ?? {}, reference };
  } catch {
    // No answer is not a refusal: the act may have happened, and the text says so.
    return { ok: false, code: navigator.onLine ? "outcome_unknown" : "dependency_unavailable", data: {} };
  }
}

/** For `mutate`: one per intent, kept while the same form is tried again. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID();
}

/** Opens a session with e-mail and password; the cookie arrives with the answer. */
export async function signIn(email: string, password: string): Promise<Answer<{ url: string }>> {
  try {
    const csrf = (await (await fetch("/api/auth/csrf", { credentials: "same-origin" })).json()) as {
      csrfToken?: string;
    };
    const response = await fetch("/api/auth/callback/credentials", {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrfToken: csrf.csrfToken ?? "", email, password, json: "true" }),
    });
    const reply = (await response.json()) as { url?: string };
    const failure = reply.url ? new URL(reply.url, location.origin).searchParams.get("error") : null;
    if (response.ok && !failure) return { ok: true, value: { url: reply.url ?? "/" } };
    if (response.status === 429) return { ok: false, code: "rate_limited", data: {} };
    return { ok: false, code: isErrorCode(failure) ? failure : "credentials_invalid", data: {} };
  } catch {
    return { ok: false, code: "dependency_unavailable", data: {} };
  }
}

export async function signOut(): Promise<void> {
  const csrf = (await (await fetch("/api/auth/csrf", { credentials: "same-origin" })).json()) as { csrfToken?: string };
  await fetch("/api/auth/signout", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken: csrf.csrfToken ?? "", json: "true" }),
  });
}
