import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";

/** What the SDK posts about itself. Unknown fields are ignored: a newer SDK must still be able to register. */
const trigger = z.object({
  event: z.string().optional(),
  expression: z.string().nullish(),
  cron: z.string().optional(),
  jitter: z.string().optional(),
});
const keyed = z.object({ key: z.string().nullish(), limit: z.number().int().positive(), period: z.string() });
const concurrency = z.object({
  limit: z.number().int().nonnegative(),
  key: z.string().nullish(),
  scope: z.enum(["fn", "env", "account"]).nullish(),
});

export const functionConfig = z.object({
  id: z.string().min(1),
  name: z.string().optional(),
  triggers: z.array(trigger).default([]),
  steps: z.record(
    z.string(),
    z.object({
      runtime: z.object({ url: z.string() }),
      retries: z.object({ attempts: z.number().int().min(0).max(20).optional() }).nullish(),
    }),
  ),
  idempotency: z.string().nullish(),
  batchEvents: z
    .object({
      maxSize: z.number().int().positive(),
      timeout: z.string(),
      key: z.string().nullish(),
      if: z.string().nullish(),
    })
    .nullish(),
  rateLimit: keyed.nullish(),
  throttle: keyed.extend({ burst: z.number().int().positive().nullish() }).nullish(),
  concurrency: z.union([z.number().int(), concurrency, z.array(concurrency).max(2)]).nullish(),
  debounce: z.object({ key: z.string().nullish(), period: z.string(), timeout: z.string().nullish() }).nullish(),
  priority: z.object({ run: z.string().nullish() }).nullish(),
  timeouts: z.object({ start: z.string().nullish(), finish: z.string().nullish() }).nullish(),
  singleton: z.object({ key: z.string().nullish(), mode: z.enum(["skip", "cancel"]) }).nullish(),
  cancel: z.array(z.object({ event: z.string(), if: z.string().nullish(), timeout: z.string().nullish() })).nullish(),
});
export type FunctionConfig = z.infer<typeof functionConfig>;

export const registration = z.object({
  appName: z.string().min(1),
  url: z.string(),
  sdk: z.string().default(""),
  functions: z.array(functionConfig),
});

const DEFAULT_RETRIES = 3; // the SDK's own default, which it leaves out of the configuration

export function maxAttempts(config: FunctionConfig): number {
  return (config.steps.step?.retries?.attempts ?? DEFAULT_RETRIES) + 1;
}

export function concurrencyOf(config: FunctionConfig): readonly z.infer<typeof concurrency>[] {
  const limits = config.concurrency;
  if (limits === null || limits === undefined) return [];
  const list = typeof limits === "number" ? [{ limit: limits }] : Array.isArray(limits) ? limits : [limits];
  return list.filter(({ limit }) => limit > 0); // zero means "no limit", as in the cloud
}

export type EventPayload = { id: string; name: string; data: Record<string, unknown>; ts: number; v?: string | null };
export type StepState = { type: "data"; data: unknown } | { type: "error"; error: unknown };
export type StackedStep = { id: string; state: StepState };

type Call = {
  runId: string;
  attempt: number;
  maxAttempts: number;
  events: readonly EventPayload[];
  steps: readonly StackedStep[];
  disableImmediateExecution: boolean;
};

/** Canonical JSON, because the SDK verifies the signature over its own canonical form and not over the bytes it received. */
export function callBody(call: Call): string {
  const body = canonicalize({
    version: -1,
    event: call.events[0],
    events: call.events,
    steps: Object.fromEntries(call.steps.map(({ id, state }) => [id, state])),
    ctx: {
      run_id: call.runId,
      attempt: call.attempt,
      max_attempts: call.maxAttempts,
      disable_immediate_execution: call.disableImmediateExecution,
      use_api: false,
      stack: { stack: call.steps.map(({ id }) => id), current: call.steps.length },
    },
  });
  if (body === undefined) throw new Error("a call has no canonical form");
  return body;
}

const withoutPrefix = (key: string) => key.replace(/^signkey-\w+-/, "");

export function signature(key: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  const digest = createHmac("sha256", withoutPrefix(key)).update(`${body}${seconds}`).digest("hex");
  return `t=${seconds}&s=${digest}`;
}

/** The app proves itself with a hash of the signing key, so that the key itself never travels. */
export function bearerOf(key: string): string {
  const prefix = /^signkey-\w+-/.exec(key)?.[0] ?? "";
  return `Bearer ${prefix}${createHash("sha256").update(withoutPrefix(key), "hex").digest("hex")}`;
}

export function bearerMatches(header: string | undefined, keys: readonly string[]): boolean {
  const given = Buffer.from(header ?? "");
  return keys.some((key) => {
    const wanted = Buffer.from(bearerOf(key));
    return wanted.length === given.length && timingSafeEqual(wanted, given);
  });
}

const opcode = z.object({
  id: z.string().min(1),
  op: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
  opts: z.record(z.string(), z.unknown()).nullish(),
});
export type Op = z.infer<typeof opcode>;

export type Answer =
  | { kind: "finished"; output: unknown }
  | { kind: "ops"; ops: readonly Op[]; noRetry: boolean; retryAfter: string | null }
  | { kind: "failed"; error: unknown; noRetry: boolean; retryAfter: string | null }
  /** Not the SDK speaking: a proxy, a server that is starting, a refused signature. Says nothing about the function. */
  | { kind: "foreign"; status: number };

type Raw = { status: number; header: (name: string) => string | undefined; body: string };

export function readAnswer({ status, header, body }: Raw): Answer {
  if (header("x-inngest-sdk") === undefined) return { kind: "foreign", status };
  const noRetry = header("x-inngest-no-retry") === "true";
  const retryAfter = header("retry-after") ?? null;
  const json = parseJson(body);
  if (json === undefined) return { kind: "foreign", status };
  if (status === 200) return { kind: "finished", output: json };
  if (status === 206) {
    const ops = z.array(opcode).safeParse(Array.isArray(json) ? json : [json]);
    if (ops.success) return { kind: "ops", ops: ops.data, noRetry, retryAfter };
    return { kind: "failed", error: namedError("ProtocolError", ops.error.message), noRetry: true, retryAfter: null };
  }
  return { kind: "failed", error: json, noRetry, retryAfter };
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The shape in which the SDK serialises errors, so that `StepError` and `onFailure` read ours like their own. */
export type RunError = { __serialized: true; name: string; message: string; error: string; stack: string };

export function namedError(name: string, message: string): RunError {
  return { __serialized: true, name, message, error: message, stack: "" };
}

/** An error may arrive as an object, as a string of JSON, or as anything a program can throw. */
export function asRunError(error: unknown): RunError {
  const value = typeof error === "string" ? (parseJson(error) ?? error) : error;
  if (value !== null && typeof value === "object") {
    const { name, message, error: text, stack } = value as Record<string, unknown>;
    const said = String(message ?? text ?? "Unknown error");
    return {
      ...value,
      __serialized: true,
      name: String(name ?? "Error"),
      message: said,
      error: said,
      stack: String(stack ?? ""),
    };
  }
  return namedError("Error", String(value ?? "Unknown error"));
}

/** The cloud's limits, enforced here so that code cannot outgrow it. */
export const LIMITS = {
  eventBytes: 256 * 1024,
  eventsPerRequest: 5_000,
  stepOutputBytes: 4 * 1024 * 1024,
  runStateBytes: 32 * 1024 * 1024,
  stepsPerRun: 1_000,
  sleepMs: 366 * 86_400_000,
} as const;
