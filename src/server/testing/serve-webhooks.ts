/** Serves the app with its background work in a process of its own, for tests that kill it. Its environment is the caller's. */
import { serve } from "@hono/node-server";
import { startBackground } from "@/server/composition/background";
import { ensureStarted } from "@/server/composition/boot";
import { createApp } from "@/server/http/app";
import { env } from "@/server/platform/env";

ensureStarted();
const app = createApp({ jobs: () => new Response(null, { status: 202 }) });
await startBackground();
serve({ fetch: app.fetch, port: env.port, overrideGlobalObjects: false }, ({ port }) =>
  process.stdout.write(`${port}\n`),
);
