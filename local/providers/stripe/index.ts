import type { SimClock } from "@local/kit/clock";
import { listen } from "@local/kit/http";
import { Hono } from "hono";
import { apiRoutes } from "./api";
import { expireDue } from "./checkout";
import { controlRoutes } from "./control";
import { createLedger, type Ledger, type StripeConfig } from "./ledger";
import { pageRoutes } from "./pages";

export type StripeSim = { url: string; port: number; ledger: Ledger; stop: () => Promise<void> };

/** The API version of the SDK this simulator was checked against. */
const API_VERSION = "2026-10-28.endive";
const EXPIRY_TICK_MS = 500;

/** Starts the Stripe simulator. `port: 0` takes a free one. */
export async function startStripe(
  options: Omit<StripeConfig, "appKey" | "apiVersion"> & { appKey?: string; port: number; clock: SimClock },
): Promise<StripeSim> {
  const { port, clock, appKey = "stripe-platform", ...config } = options;
  const ledger = createLedger({ ...config, appKey, apiVersion: API_VERSION }, clock);
  const timer = setInterval(() => expireDue(ledger), EXPIRY_TICK_MS);
  const app = new Hono();
  app.route("/", controlRoutes(ledger));
  app.route("/", pageRoutes(ledger));
  app.route("/", apiRoutes(ledger));
  const server = await listen(app, port);
  return {
    url: server.url,
    port: server.port,
    ledger,
    async stop() {
      clearInterval(timer);
      await server.stop();
      await ledger.deliveries.stop();
      ledger.store.close();
    },
  };
}
