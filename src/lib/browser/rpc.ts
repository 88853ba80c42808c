import type { ErrorCode, ErrorData } from "../errors";

/** What a mutation answered: a value, or a refusal with a code of the registry. Never an exception. */
export type Answer<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; data: ErrorData; reference?: string };

type TrpcReply = {
  result?: { data?: unknown };
  error?: { message?: string; data?: { code?: ErrorCode; requestId?: string; facts?: ErrorData } };
};

/**
 * One mutation, without the data client: forms that people meet before they have an account stay light with it.
 * Inputs that take an `idempotencyKey` make a second press, or a retry after a lost answer, harmless.
 */
export async function mutate<T>(procedure: string, input?: unknown): Promise<Answer<T>> {
  try {
    const response = await fetch(`/api/trpc/${procedure}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input ?? {}),
    });
    const reply = (await response.json()) as TrpcReply;
    if (response.ok && reply.result) return { ok: true, value: reply.result.data as T };
    const { code, requestId, facts } = reply.error?.data ?? {};
    return {
      ok: false,
      code: code ?? "internal",
      data: facts ?? {},
      reference: requestId?.slice(-6),
    };
  } catch {
    // No answer is not a refusal: the act may have happened, and the text says so.
    return { ok: false, code: navigator.onLine ? "outcome_unknown" : "dependency_unavailable", data: {} };
  }
}

/** For `mutate`: one per intent, kept while the same form is tried again. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID();
}

/** What signing in may say; the whole registry would be a weight on the page that people meet first. */
const signInRefusals = ["credentials_invalid", "rate_limited", "dependency_unavailable"] as const;

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
    return { ok: false, code: signInRefusals.find((known) => known === failure) ?? "credentials_invalid", data: {} };
  } catch {
    return { ok: false, code: "dependency_unavailable", data: {} };
  }
}

export async function signOut(): Promise<void> {
  await mutate("access.signOut");
}
