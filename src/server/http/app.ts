import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { isAppError } from "@/lib/errors";
import { limits } from "@/lib/limits";
import { callContext } from "@/server/composition/request-context";
import { env } from "@/server/platform/env";
import { limit, limitRules } from "@/server/platform/limits";
import { reportDefect } from "@/server/platform/telemetry";
import { clientAddress } from "./address";
import { documentsApp } from "./documents";
import { filesApp } from "./files";
import { healthApp } from "./health";
import { refusal, retryAfterOf } from "./refusal";
import { aroundRequest, type HttpEnv, sameOriginWrites } from "./security";
import { toTransport } from "./trpc/init";
import { appRouter } from "./trpc/root";
import { unavailability } from "./unavailability";
import { webhooksApp } from "./webhooks";
import { readBody } from "./webhooks/body";

export interface AppParts {
  /** The job runner's door, from `inngest/`, which only the entries import. */
  jobs: (request: Request) => Response | Promise<Response>;
}

const trpcPrefix = "/api/trpc/";
const procedures: Record<string, unknown> = appRouter._def.procedures;

/** A name per procedure and no more: callers must not be able to make up metrics. */
function routeOf(names: readonly string[]): string {
  if (names.length > 1) return "trpc.batch";
  const [name = ""] = names;
  return Object.hasOwn(procedures, name) ? `trpc.${name}` : "trpc.unknown";
}

/** The names as the router will read them: a comma may come percent-encoded. */
function namesIn(path: string): string[] | null {
  try {
    return decodeURIComponent(path.slice(trpcPrefix.length)).split(",");
  } catch {
    return null;
  }
}

/** The same request, its body within the cap whether or not it declared a length; null when it is over. */
async function boundedBody(request: Request): Promise<Request | null> {
  const declared = request.headers.get("content-length");
  if (declared !== null) return Number(declared) <= limits.jsonBodyBytes ? request : null;
  const body = await readBody(request, limits.jsonBodyBytes);
  return (
    body && new Request(request.url, { method: request.method, headers: request.headers, body: Buffer.from(body) })
  );
}

const publicPages = createMiddleware<HttpEnv>(async (c, next) => {
  await limit(limitRules.publicPageByAddress, clientAddress(c.req.raw.headers, env.trustedProxyHops));
  return next();
});

async function answerCall(c: Context<HttpEnv>): Promise<Response> {
  const names = namesIn(c.req.path);
  c.set("route", routeOf(names ?? []));
  if (!names) return refusal(c, "not_found");
  if (names.length > limits.trpcBatch) return refusal(c, "validation_failed", { limit: limits.trpcBatch });
  const isWrite = c.req.method === "POST";
  if (isWrite && !(c.req.header("content-type") ?? "").startsWith("application/json")) {
    return refusal(c, "content_type_unsupported");
  }
  const request = isWrite ? await boundedBody(c.req.raw) : c.req.raw;
  if (!request) return refusal(c, "body_too_large");
  const requestId = c.get("requestId");
  const address = clientAddress(request.headers, env.trustedProxyHops);
  const cookies: string[] = [];
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    allowBatching: true,
    async createContext() {
      try {
        const setCookie = (header: string) => cookies.push(header);
        const context = await callContext(request.headers, { requestId, address, setCookie });
        await limit(limitRules.callsBySession, context.session?.id ?? address);
        return context;
      } catch (error) {
        throw toTransport(error) ?? error;
      }
    },
    responseMeta({ errors }) {
      const refused = errors.map(({ cause }) => cause).find(isAppError);
      const retryAfter = refused && retryAfterOf(refused.http, refused.data);
      return retryAfter ? { headers: new Headers({ "retry-after": retryAfter }) } : {};
    },
    onError({ error, path: procedure }) {
      const isOurs = !isAppError(error.cause) || !error.cause.expected || error.cause.http === 503;
      if (getHTTPStatusCodeFromError(error) >= 500 && isOurs)
        reportDefect("trpc", error.cause?.cause ?? error.cause ?? error, { requestId, procedure });
    },
  });
  if (cookies.length === 0) return response;
  const headers = new Headers(response.headers);
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(response.body, { status: response.status, headers });
}

/** Everything that is not a page: the same object in front of Next on a server and inside its catch-all route on Vercel. */
export function createApp({ jobs }: AppParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(aroundRequest);
  app.onError((error, c) => {
    if (isAppError(error)) return refusal(c, error.code, error.data);
    reportDefect("http", error, { requestId: c.get("requestId"), route: c.get("route") });
    const away = unavailability(error);
    return away ? refusal(c, away.code, away.data) : refusal(c, "internal");
  });

  app.route("/", healthApp);
  app.route("/api", healthApp);
  app.route("/api/webhooks", webhooksApp);

  app.on(["GET", "POST", "PUT"], "/api/inngest", (c) => {
    c.set("route", "inngest");
    return jobs(c.req.raw);
  });

  app.use("/api/trpc/*", sameOriginWrites);
  app.on(["GET", "POST"], "/api/trpc/*", answerCall);

  app.use("/api/files/*", sameOriginWrites);
  app.route("/api/files", filesApp);

  app.use("/quote/*", sameOriginWrites, publicPages);
  app.use("/pay/*", sameOriginWrites, publicPages);
  app.route("/", documentsApp());

  app.all("/api/*", (c) => refusal(c, "not_found"));
  return app;
}

/** Paths this app answers itself; a server in front of Next asks before handing over. */
export const answersPath = (path: string): boolean =>
  (path.startsWith("/api/") && !path.startsWith("/api/auth/")) ||
  path.startsWith("/quote/") ||
  path.startsWith("/pay/") ||
  path === "/healthz" ||
  path === "/readyz" ||
  path === "/metrics";
