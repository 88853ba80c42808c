import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { Hono } from "hono";
import { isAppError } from "@/lib/errors";
import { limits } from "@/lib/limits";
import { callContext } from "@/server/composition/request-context";
import { env } from "@/server/platform/env";
import { reportDefect } from "@/server/platform/telemetry";
import { clientAddress } from "./address";
import { documentsApp } from "./documents";
import { filesApp } from "./files";
import { healthApp } from "./health";
import { refusal } from "./refusal";
import { aroundRequest, type HttpEnv, sameOriginWrites } from "./security";
import { appRouter } from "./trpc/root";
import { webhooksApp } from "./webhooks";

export interface AppParts {
  /** The job runner's door, from `inngest/`, which only the entries import. */
  jobs: (request: Request) => Response | Promise<Response>;
}

const batchSize = (path: string): number => path.split(",").length;

/** Everything that is not a page: the same object in front of Next on a server and inside its catch-all route on Vercel. */
export function createApp({ jobs }: AppParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use(aroundRequest);
  app.onError((error, c) => {
    if (isAppError(error)) return refusal(c, error.code, error.data);
    reportDefect("http", error, { requestId: c.get("requestId"), route: c.get("route") });
    return refusal(c, "internal");
  });

  app.route("/", healthApp);
  app.route("/api", healthApp);
  app.route("/api/webhooks", webhooksApp);

  app.on(["GET", "POST", "PUT"], "/api/inngest", (c) => {
    c.set("route", "inngest");
    return jobs(c.req.raw);
  });

  app.use("/api/trpc/*", sameOriginWrites);
  app.on(["GET", "POST"], "/api/trpc/*", async (c) => {
    const path = c.req.path.slice("/api/trpc/".length);
    c.set("route", `trpc.${path.length > 80 ? "batch" : path}`);
    if (batchSize(path) > limits.trpcBatch) return refusal(c, "validation_failed", { limit: limits.trpcBatch });
    if (Number(c.req.header("content-length") ?? 0) > limits.jsonBodyBytes) return refusal(c, "body_too_large");
    if (c.req.method === "POST" && !(c.req.header("content-type") ?? "").startsWith("application/json")) {
      return refusal(c, "content_type_unsupported");
    }
    const cookies: string[] = [];
    const context = await callContext(c.req.raw.headers, {
      requestId: c.get("requestId"),
      address: clientAddress(c.req.raw.headers, env.trustedProxyHops),
      setCookie: (header) => cookies.push(header),
    });
    const response = await fetchRequestHandler({
      endpoint: "/api/trpc",
      req: c.req.raw,
      router: appRouter,
      createContext: () => context,
      allowBatching: true,
      onError({ error, path: procedure }) {
        if (error.code === "INTERNAL_SERVER_ERROR" && !isAppError(error.cause)) {
          reportDefect("trpc", error.cause ?? error, { requestId: context.requestId, procedure });
        }
      },
    });
    if (cookies.length === 0) return response;
    const headers = new Headers(response.headers);
    for (const cookie of cookies) headers.append("set-cookie", cookie);
    return new Response(response.body, { status: response.status, headers });
  });

  app.use("/api/files/*", sameOriginWrites);
  app.route("/api/files", filesApp);

  app.use("/quote/*", sameOriginWrites);
  app.use("/pay/*", sameOriginWrites);
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
