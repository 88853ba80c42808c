import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import next from "next";
import { inngestHandler } from "./inngest";
import { startBackground } from "./src/server/composition/background";
import { ensureStarted } from "./src/server/composition/boot";
import { answersPath, createApp } from "./src/server/http/app";
import { beginDraining } from "./src/server/http/health";
import { commonHeaders, contentSecurityPolicy } from "./src/server/http/security";
import { closeDb } from "./src/server/platform/db";
import { closeEgress } from "./src/server/platform/egress";
import { registerSelf } from "./src/server/platform/egress/self";
import { EnvironmentError, env, loadEnvironment } from "./src/server/platform/env";
import { reportDefect, wideEvent } from "./src/server/platform/telemetry";

const badEnvironment = 78;
const balancerMs = 1_000;
const dev = process.argv.includes("--dev");

try {
  loadEnvironment(process.env);
} catch (error) {
  if (!(error instanceof EnvironmentError)) throw error;
  process.stderr.write(`mostrador: ${error.message}\n`);
  process.exit(badEnvironment);
}
process.env.NEXTAUTH_URL ??= env.publicUrl;
ensureStarted();

const app = createApp({ jobs: inngestHandler });
registerSelf((request) => app.fetch(request));
const api = getRequestListener(app.fetch, { overrideGlobalObjects: false });
const pages = next({ dev, dir: process.cwd(), hostname: "127.0.0.1", port: env.port, customServer: true });
const renderPage = pages.getRequestHandler();
await pages.prepare();

/** Headers only we may set: what a client sends under these names is dropped. */
function clean(request: IncomingMessage, own: Record<string, string>): void {
  const names = new Set(Object.keys(own));
  const raw: string[] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? "";
    if (!names.has(name.toLowerCase())) raw.push(name, request.rawHeaders[index + 1] ?? "");
  }
  for (const [name, value] of Object.entries(own)) {
    request.headers[name] = value;
    raw.push(name, value);
  }
  request.rawHeaders.splice(0, request.rawHeaders.length, ...raw);
}

const slugOf = (path: string): string => /^\/([a-z0-9-]{3,40})(?:[/?]|$)/.exec(path)?.[1] ?? "";

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? "/";
  const path = url.split("?", 1)[0] ?? "/";
  if (answersPath(path)) {
    clean(request, { "x-socket-address": request.socket.remoteAddress ?? "unknown" });
    await api(request, response);
    return;
  }
  for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
  if (!path.startsWith("/_next/")) {
    const policy = contentSecurityPolicy(randomBytes(16).toString("base64url"), { dev });
    clean(request, {
      "content-security-policy": policy,
      "x-mostrador-tenant": slugOf(path),
      "x-socket-address": request.socket.remoteAddress ?? "unknown",
    });
    response.setHeader("content-security-policy", policy);
  }
  await renderPage(request, response);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    reportDefect("server", error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
});
server.requestTimeout = 60_000;
server.headersTimeout = 20_000;
server.keepAliveTimeout = 65_000;
server.on("upgrade", (request, socket, head) => {
  if (dev)
    pages
      .getUpgradeHandler()(request, socket, head)
      .catch(() => socket.destroy());
  else socket.destroy();
});

const stopBackground = await startBackground();
server.on("error", (error: NodeJS.ErrnoException) => {
  process.stderr.write(
    `mostrador: port ${env.port} ${error.code === "EADDRINUSE" ? "is in use" : `cannot be used (${error.code})`}\n`,
  );
  process.exit(badEnvironment);
});
server.listen(env.port, () => {
  wideEvent("server.ready", { port: env.port });
  process.stdout.write(`${JSON.stringify({ ready: true, port: env.port })}\n`);
});

let stopping = false;
/** Finish what was begun, take nothing new; a second signal, or the limit, ends at once. */
async function stop(code: number): Promise<void> {
  if (stopping) process.exit(1);
  stopping = true;
  const limit = setTimeout(() => process.exit(1), env.shutdownGraceMs);
  beginDraining();
  await new Promise((resolve) => setTimeout(resolve, env.isProduction ? balancerMs : 0));
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await stopBackground();
  setTimeout(() => server.closeAllConnections(), 3_000).unref();
  await closed;
  await pages.close();
  await closeEgress();
  await closeDb();
  clearTimeout(limit);
  process.exit(code);
}
process.on("SIGTERM", () => void stop(0));
process.on("SIGINT", () => void stop(0));
for (const kind of ["unhandledRejection", "uncaughtException"] as const) {
  process.on(kind, (error: unknown) => {
    reportDefect(kind, error);
    void stop(1);
  });
}
