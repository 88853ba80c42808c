import { initTRPC, TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { type AppError, type ErrorCode, errorRegistry, isAppError } from "@/lib/errors";
import type { AccountId, SessionId } from "@/lib/ids";
import type { ServiceContext } from "@/server/platform/context";
import type { SystemContext } from "@/server/platform/context/system";
import { unavailability } from "../unavailability";

/** What a call knows before any tenant is chosen. */
export interface CallContext {
  requestId: string;
  address: string;
  locale: "es" | "en";
  session: {
    id: SessionId;
    accountId: AccountId;
    name: string;
    email: string;
    memberships: { slug: string; name: string }[];
  } | null;
  userAgent: string | null;
  system: SystemContext;
  /** The tenant's context, read from session and membership; raises `unauthenticated`, `tenant_mismatch` or `tenant_not_found`. */
  service(): Promise<ServiceContext>;
  /** Reads session and membership again; raises when the caller may not be here any more. */
  reopen(): Promise<ServiceContext>;
  /** Set by the HTTP layer so that public procedures (sign-up) can hand cookies back. */
  setCookie(header: string): void;
}

const trpcCodeOf: Record<number, TRPCError["code"]> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  402: "PAYMENT_REQUIRED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_SUPPORTED",
  409: "CONFLICT",
  412: "PRECONDITION_FAILED",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  503: "SERVICE_UNAVAILABLE",
};

/** Refusals of the transport itself, before any use case. */
const codeOf: Partial<Record<TRPCError["code"], ErrorCode>> = {
  BAD_REQUEST: "validation_failed",
  PARSE_ERROR: "validation_failed",
  NOT_FOUND: "not_found",
  METHOD_NOT_SUPPORTED: "method_not_allowed",
  UNSUPPORTED_MEDIA_TYPE: "content_type_unsupported",
  PAYLOAD_TOO_LARGE: "body_too_large",
};

const t = initTRPC.context<CallContext>().create({
  isDev: false,
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 20_000 } },
  errorFormatter({ shape, error, ctx }) {
    const cause = error.cause;
    const refusal: { code: ErrorCode; data?: AppError["data"] } = isAppError(cause)
      ? { code: cause.code, data: cause.data }
      : { code: codeOf[error.code] ?? "internal" };
    const issues =
      refusal.code === "validation_failed" && cause instanceof ZodError
        ? cause.issues.map((issue) => ({ path: issue.path.join("."), code: issue.code }))
        : undefined;
    return {
      ...shape,
      message: refusal.code,
      data: {
        code: refusal.code,
        httpStatus: errorRegistry[refusal.code].http,
        requestId: ctx?.requestId,
        ...(refusal.data ? { facts: refusal.data } : {}),
        ...(issues ? { issues } : {}),
      },
    };
  },
});

/** The one translation of refusals, and of failures that only need waiting, into the transport; null for defects. */
export function toTransport(error: unknown): TRPCError | null {
  const refusal = isAppError(error) ? error : unavailability(error);
  if (!refusal) return null;
  const code = trpcCodeOf[refusal.http] ?? "INTERNAL_SERVER_ERROR";
  return new TRPCError({ code, cause: refusal, message: refusal.code });
}

const translate = t.middleware(async ({ next }) => {
  const result = await next();
  const translated = result.ok ? null : toTransport(result.error.cause);
  if (translated) throw translated;
  return result;
});

export const router = t.router;
export const mergeRouters = t.mergeRouters;
export const createCallerFactory = t.createCallerFactory;
/** For the procedures listed in `public-procedures.ts` only. */
export const publicProcedure = t.procedure.use(translate);
/** Everything a member does: `ctx.service` is the tenant's context. */
export const tenantProcedure = t.procedure.use(translate).use(async ({ ctx, next }) => {
  const service = await ctx.service();
  return next({ ctx: { ...ctx, service } });
});
