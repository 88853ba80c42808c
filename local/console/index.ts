import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SimClock } from "@local/kit/clock";
import { listen } from "@local/kit/http";
import { fontRoutes, TOKENS_CSS } from "@local/kit/look";
import type { Meta } from "@local/providers/meta";
import type { SmtpSink } from "@local/providers/smtp";
import type { StripeSim } from "@local/providers/stripe";
import { buildSync } from "esbuild";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { apiRoutes, type Machine } from "./api";
import { createFaultBoard } from "./faults";
import { pageHtml } from "./page";

export type Console = { url: string; port: number; stop: () => Promise<void> };

const QUIET_MS = 60;
const PING_MS = 10_000;
const CSP = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: http://127.0.0.1:* http://localhost:*",
  "frame-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const fileAt = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Starts the console over the simulators of this process. `port: 0` takes a free one. */
export async function startConsole(options: {
  port: number;
  appUrl: string;
  meta: Meta;
  stripe: StripeSim;
  smtp: SmtpSink;
  clock: SimClock;
  jobsUrl?: string;
  redisUrl?: string;
}): Promise<Console> {
  const { meta, stripe, smtp, clock, jobsUrl, redisUrl, appUrl } = options;
  const own = { meta: meta.world.faults, stripe: stripe.ledger.faults, smtp: smtp.faults };
  const faults = createFaultBoard(own, { jobsUrl, redisUrl });
  const machine: Machine = { meta, stripe, smtp, clock, jobsUrl, appUrl, faults };
  const script = bundle();
  const styles = `${TOKENS_CSS}\n${readFileSync(fileAt("./console.css"), "utf8")}`;
  const app = new Hono();

  app.use(async (c, next) => {
    // Another site's page in the same browser must not write to the phones: the name must be this machine's, the origin ours.
    const host = (c.req.header("host") ?? "").replace(/:\d+$/, "");
    const origin = c.req.header("origin");
    const isOurs = ["127.0.0.1", "localhost", "[::1]"].includes(host);
    const isForeign = origin !== undefined && new URL(origin).host !== c.req.header("host");
    if (!isOurs || (isForeign && c.req.method !== "GET")) return c.json({ error: "only from this machine" }, 403);
    await next();
    if (!c.res.headers.has("content-security-policy")) c.res.headers.set("content-security-policy", CSP);
    c.res.headers.set("x-content-type-options", "nosniff");
  });
  app.get("/", (c) => c.html(pageHtml()));
  app.get("/console.js", (c) =>
    c.body(script, 200, { "content-type": "text/javascript; charset=utf-8", "cache-control": "no-cache" }),
  );
  app.get("/console.css", (c) =>
    c.body(styles, 200, { "content-type": "text/css; charset=utf-8", "cache-control": "no-cache" }),
  );
  app.route("/", fontRoutes());
  app.route("/", apiRoutes(machine));
  app.get("/api/changes", (c) =>
    streamSSE(c, async (stream) => {
      let isOpen = true;
      let timer: NodeJS.Timeout | undefined;
      const tell = () => {
        timer ??= setTimeout(() => {
          timer = undefined;
          void stream.writeSSE({ event: "changed", data: "1" });
        }, QUIET_MS);
      };
      const offs = [meta.world.onChange(tell), stripe.ledger.onChange(tell), smtp.onChange(tell), clock.onChange(tell)];
      stream.onAbort(() => {
        isOpen = false;
        clearTimeout(timer);
        for (const off of offs) off();
      });
      while (isOpen) {
        await stream.writeSSE({ event: "ping", data: "1" });
        await stream.sleep(PING_MS);
      }
    }),
  );
  return listen(app, options.port);
}

function bundle(): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileAt("./client/main.ts")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    logLevel: "warning",
  });
  return outputFiles[0]?.text ?? "";
}
