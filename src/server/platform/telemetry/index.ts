import { type Logger, pino } from "pino";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { env } from "../env";

const key = Symbol.for("mostrador.telemetry");
interface Telemetry {
  logger: Logger;
  registry: Registry;
  requests: Counter<"route" | "status">;
  duration: Histogram<"route">;
  rejects: Counter<"provider" | "reason">;
  items: Counter<"provider" | "state">;
  relayed: Counter<string>;
  sse: Gauge<string>;
}

function create(): Telemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    logger: pino({ level: env.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }),
    registry,
    requests: new Counter({
      name: "http_requests_total",
      help: "Requests answered",
      labelNames: ["route", "status"],
      registers,
    }),
    duration: new Histogram({
      name: "http_request_seconds",
      help: "Time to answer",
      labelNames: ["route"],
      buckets: [0.002, 0.005, 0.015, 0.06, 0.25, 1, 5],
      registers,
    }),
    rejects: new Counter({
      name: "webhook_rejects_total",
      help: "Webhooks refused before anything was stored",
      labelNames: ["provider", "reason"],
      registers,
    }),
    items: new Counter({
      name: "inbox_items_total",
      help: "Inbox items by outcome",
      labelNames: ["provider", "state"],
      registers,
    }),
    relayed: new Counter({ name: "outbox_relayed_total", help: "Events given their number and sent", registers }),
    sse: new Gauge({ name: "sse_clients", help: "Open event streams", registers }),
  };
}

const store = globalThis as { [key]?: Telemetry };

/** One per process, whichever bundle asks. */
export function telemetry(): Telemetry {
  store[key] ??= create();
  return store[key];
}

type Field = string | number | boolean | null | undefined;
/** One wide event per request, job run and relay batch. Fields are ids, codes, counts and durations: never text people wrote. */
export const wideEvent = (name: string, fields: Record<string, Field>): void =>
  telemetry().logger.info({ event: name, ...fields });

/** A defect: the full cause goes here, and only here. */
export function reportDefect(where: string, error: unknown, fields: Record<string, Field> = {}): void {
  telemetry().logger.error({ event: "defect", where, err: error, ...fields });
}
