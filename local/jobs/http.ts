import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { PortInUseError } from "@local/kit/http";
import { z } from "zod";
import { type FaultSettings, faultSettings } from "./faults";
import { bearerMatches, registration } from "./protocol";
import type { RunFilter } from "./runs";

/** What the routes need; the executor provides it. */
export type Api = {
  signingKeys: readonly string[];
  accept(body: unknown, seed: string | undefined): Promise<{ status: number; body: unknown }>;
  register(app: z.infer<typeof registration>): Promise<boolean>;
  list(filter: RunFilter): Promise<unknown>;
  find(id: string): Promise<unknown>;
  replay(id: string): Promise<string | null>;
  cancel(id: string): Promise<boolean>;
  stats(): Promise<unknown>;
  functions(): unknown;
  faults: { get(): FaultSettings; set(settings: FaultSettings): void };
};

type Reply = { status: number; body: unknown };
type Route = (context: { url: URL; request: IncomingMessage; params: readonly string[]; api: Api }) => Promise<Reply>;

const BODY_BYTES_MAX = 32 * 1024 * 1024;

class BadRequest extends Error {}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new BadRequest("the request is too large");
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8") || "null");
  } catch (cause) {
    throw new BadRequest("the request is not JSON", { cause });
  }
}

const header = (request: IncomingMessage, name: string) => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  status: z.string().optional(),
  fn: z.string().optional(),
  tenant: z.string().optional(),
  before: z.string().optional(),
});

const ok = (body: unknown): Reply => ({ status: 200, body });
const notFound: Reply = { status: 404, body: { error: "not found" } };

const ROUTES: readonly [method: string, pattern: RegExp, route: Route][] = [
  [
    "POST",
    /^\/e\/[^/]+$/,
    async ({ request, api }) => api.accept(await readJson(request), header(request, "x-inngest-event-id-seed")),
  ],
  [
    "POST",
    /^\/fn\/register$/,
    async ({ request, api }) => {
      if (api.signingKeys.length > 0 && !bearerMatches(header(request, "authorization"), api.signingKeys)) {
        return { status: 401, body: { status: 401, error: "wrong signing key" } };
      }
      const app = registration.safeParse(await readJson(request));
      if (!app.success) return { status: 400, body: { status: 400, error: app.error.message } };
      return ok({ ok: true, status: 200, modified: await api.register(app.data) });
    },
  ],
  ["GET", /^\/dev$/, async ({ api }) => ok({ embedded: true, functions: api.functions() })],
  [
    "GET",
    /^\/runs$/,
    async ({ url, api }) => ok({ runs: await api.list(listQuery.parse(Object.fromEntries(url.searchParams))) }),
  ],
  [
    "GET",
    /^\/runs\/([^/]+)$/,
    async ({ params, api }) => {
      const run = await api.find(params[0] ?? "");
      return run === null ? notFound : ok(run);
    },
  ],
  [
    "POST",
    /^\/runs\/([^/]+)\/replay$/,
    async ({ params, api }) => {
      const runId = await api.replay(params[0] ?? "");
      return runId === null ? notFound : ok({ runId });
    },
  ],
  [
    "POST",
    /^\/runs\/([^/]+)\/cancel$/,
    async ({ params, api }) => ok({ cancelled: await api.cancel(params[0] ?? "") }),
  ],
  ["GET", /^\/stats$/, async ({ api }) => ok(await api.stats())],
  ["GET", /^\/__faults$/, async ({ api }) => ok(api.faults.get())],
  [
    "POST",
    /^\/__faults$/,
    async ({ request, api }) => {
      api.faults.set(faultSettings.parse((await readJson(request)) ?? {}));
      return ok(api.faults.get());
    },
  ],
];

async function answer(request: IncomingMessage, api: Api): Promise<Reply> {
  const url = new URL(request.url ?? "/", "http://executor");
  for (const [method, pattern, route] of ROUTES) {
    const match = method === request.method ? pattern.exec(url.pathname) : null;
    if (match) return route({ url, request, params: match.slice(1).map(decodeURIComponent), api });
  }
  return notFound;
}

function send(response: ServerResponse, { status, body }: Reply): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

export async function listen(
  api: Api,
  port: number,
  onError: (error: unknown) => void,
): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    answer(request, api).then(
      (reply) => send(response, reply),
      (error: unknown) => {
        const isTheirs = error instanceof BadRequest || error instanceof z.ZodError;
        if (!isTheirs) onError(error);
        const status = isTheirs ? 400 : 500;
        send(response, {
          status,
          body: { status, error: isTheirs ? error.message : "the executor could not do this" },
        });
      },
    );
  });
  server.keepAliveTimeout = 65_000; // longer than any client keeps a socket, so that no request meets a socket being closed
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(cause.code === "EADDRINUSE" ? new PortInUseError(port) : cause);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the executor has no port");
  return { server, url: `http://127.0.0.1:${address.port}` };
}
