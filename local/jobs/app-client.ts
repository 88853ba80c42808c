import { Agent, request } from "undici";
import { type Answer, readAnswer, signature } from "./protocol";

/**
 * What a call came to. `unreachable`: it certainly never arrived. `lost`: it may have arrived and even finished. Neither says anything
 * about the function, so neither uses an attempt.
 */
export type CallResult =
  | { kind: "answer"; answer: Answer }
  | { kind: "unreachable" | "lost" | "timeout"; reason: string };

export type AppClient = {
  call(
    path: string,
    stepId: string,
    body: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<CallResult>;
  /** Asks the app to register; says why it did not. */
  sync(): Promise<"registered" | { refusal: string }>;
  close(): Promise<void>;
};

type Options = { appUrl: string; signingKeys: readonly string[]; now: () => Date; callTimeoutMs: number };

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);
const CONNECTIONS = 256;
const SYNC_TIMEOUT_MS = 30_000; // a development server compiles the route when it is first asked

const codeOf = (error: unknown): string => {
  const { code, cause } = (error ?? {}) as { code?: string; cause?: { code?: string } };
  return code ?? cause?.code ?? "";
};

export function createAppClient({ appUrl, signingKeys, now, callTimeoutMs }: Options): AppClient {
  // A step may be silent for minutes; only the deadline of the call ends it.
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connections: CONNECTIONS, pipelining: 1 });
  let keyIndex = 0;

  async function post(url: URL, body: string, headers: Record<string, string>, signal: AbortSignal) {
    const send = (key: string | undefined) =>
      request(url, {
        method: "POST",
        dispatcher: agent,
        signal,
        body,
        headers: {
          "content-type": "application/json",
          "x-inngest-server-kind": key === undefined ? "dev" : "cloud",
          ...headers,
          ...(key === undefined ? {} : { "x-inngest-signature": signature(key, body, now()) }),
        },
      });
    let response = await send(signingKeys[keyIndex]);
    if (response.statusCode === 401 && signingKeys.length > 1) {
      await response.body.dump();
      keyIndex = (keyIndex + 1) % signingKeys.length; // the keys are being rotated: the app is ahead of us or behind
      response = await send(signingKeys[keyIndex]);
    }
    return response;
  }

  return {
    async call(path, stepId, body, headers, signal) {
      const url = new URL(path, appUrl);
      url.searchParams.set("stepId", stepId);
      const deadline = AbortSignal.timeout(callTimeoutMs);
      try {
        const response = await post(url, body, headers, AbortSignal.any([signal, deadline]));
        const text = await response.body.text();
        const header = (name: string) => {
          const value = response.headers[name];
          return Array.isArray(value) ? value[0] : value;
        };
        return { kind: "answer", answer: readAnswer({ status: response.statusCode, header, body: text }) };
      } catch (error) {
        if (deadline.aborted) return { kind: "timeout", reason: `no answer within ${callTimeoutMs} ms` };
        return { kind: UNREACHABLE.has(codeOf(error)) ? "unreachable" : "lost", reason: String(error) };
      }
    },
    async sync() {
      try {
        const url = new URL("/api/inngest", appUrl);
        const key = signingKeys[keyIndex];
        const headers: Record<string, string> =
          key === undefined ? {} : { "x-inngest-signature": signature(key, "", now()) };
        const response = await request(url, {
          method: "PUT",
          dispatcher: agent,
          headers,
          signal: AbortSignal.timeout(SYNC_TIMEOUT_MS),
        });
        const text = await response.body.text();
        return response.statusCode === 200 ? "registered" : { refusal: `${response.statusCode} ${text.slice(0, 200)}` };
      } catch (error) {
        return { refusal: String(error) }; // not there yet, or gone: the caller asks again
      }
    },
    close: () => agent.destroy(),
  };
}
