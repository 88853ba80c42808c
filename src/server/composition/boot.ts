import { configureDb } from "@/server/platform/db";
import { env } from "@/server/platform/env";
import { reportDefect } from "@/server/platform/telemetry";

const key = Symbol.for("mostrador.started");
const shared = globalThis as { [key]?: boolean };

/** Names the databases from the environment, once per process. */
export function ensureStarted(): void {
  if (shared[key]) return;
  shared[key] = true;
  configureDb({ ...env.database, onError: (error, where) => reportDefect(`db.${where}`, error) });
}
