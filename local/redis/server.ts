import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { PortInUseError, sleep } from "@local/kit/http";
import { z } from "zod";
import { type Reply, Status } from "./arguments";
import { createEngine, type Engine } from "./engine";
import { RedisError } from "./keyspace";

export type RedisOptions = { port: number; token: string; clock?: { now(): Date } };
export type RunningRedis = { url: string; token: string; stop(): Promise<void> };

const faultSettings = z.object({
  /** Connections break, as when the server is gone. */
  down: z.boolean().default(false),
  slowMs: z.number().int().min(0).max(60_000).default(0),
  /** Done once, when it is set. */
  flush: z.boolean().default(false),
});

type Result = { result: unknown } | { error: string };

/** Base64 for every string in the answer but "OK": that is how the protocol carries bytes inside JSON. */
function encoded(reply: Reply, isBase64: boolean): unknown {
  if (Array.isArray(reply)) return reply.map((item) => encoded(item, isBase64));
  if (reply instanceof Status) return reply.text === "OK" ? "OK" : encoded(reply.text, isBase64);
  return typeof reply === "string" && isBase64 ? Buffer.from(reply).toString("base64") : reply;
}

function execute(engine: Engine, command: unknown, isBase64: boolean): Result {
  try {
    if (!Array.isArray(command)) throw new RedisError("ERR failed to parse command");
    return { result: encoded(engine.execute(command), isBase64) };
  } catch (error) {
    if (error instanceof RedisError) return { error: error.message };
    throw error;
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? null : JSON.parse(text);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function stream(engine: Engine, target: string, isPattern: boolean, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const kind = isPattern ? "psubscribe" : "subscribe";
  response.write(`data: ${kind},${target},1\n\n`);
  const stop = engine.subscribe(target, isPattern, ({ channel, payload, pattern }) => {
    response.write(
      pattern === null
        ? `data: message,${channel},${payload}\n\n`
        : `data: pmessage,${pattern},${channel},${payload}\n\n`,
    );
  });
  response.once("close", stop);
}

/** Everything in memory: a cache and a limiter may be lost, and the product must not notice more than that. */
export async function startRedis({ port, token, clock }: RedisOptions): Promise<RunningRedis> {
  const engine = createEngine(() => clock?.now().getTime() ?? Date.now());
  let faults = faultSettings.parse({});

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://redis");
    if (pathname === "/__faults") {
      if (request.method === "POST") {
        faults = faultSettings.parse((await readBody(request)) ?? {});
        if (faults.flush) engine.flush();
        faults = { ...faults, flush: false };
      }
      send(response, 200, faults);
      return;
    }
    if (faults.down) {
      request.socket.destroy();
      return;
    }
    if (faults.slowMs > 0) await sleep(faults.slowMs);
    if (!isAllowed(request, token)) {
      send(response, 401, { error: "Unauthorized" });
      return;
    }
    const [first = "", ...rest] = pathname.slice(1).split("/").map(decodeURIComponent);
    if (first === "subscribe" || first === "psubscribe") {
      stream(engine, rest.join("/"), first === "psubscribe", response);
      return;
    }
    const isBase64 = request.headers["upstash-encoding"] === "base64";
    const body = request.method === "POST" ? await readBody(request) : null;
    if (first === "pipeline" || first === "multi-exec") {
      if (!Array.isArray(body)) send(response, 400, { error: "ERR failed to parse pipeline request" });
      else {
        send(
          response,
          200,
          body.map((command) => execute(engine, command, isBase64)),
        );
      }
      return;
    }
    const result = execute(engine, first === "" ? body : [first, ...rest, ...(body === null ? [] : [body])], isBase64);
    send(response, "error" in result ? 400 : 200, result);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else
        send(response, error instanceof SyntaxError || error instanceof z.ZodError ? 400 : 500, {
          error: String(error),
        });
    });
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(cause.code === "EADDRINUSE" ? new PortInUseError(port) : cause),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the Redis simulator has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    token,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
