import { join } from "node:path";
import { clockFile } from "./kit/clock";

export type PortName = "console" | "jobs" | "redis" | "meta" | "stripe" | "smtp" | "smtpHttp";

export type LocalConfig = {
  ports: Record<PortName, number>;
  appUrl: string;
  dataDir: string;
  clockFile: string;
  /** Absent: no job executor is started, as when the product uses the real Inngest. */
  databaseUrl?: string;
  inngest: { signingKey?: string; signingKeyFallback?: string };
  meta: { appSecret: string; verifyToken: string; accessToken: string; appKey: string };
  stripe: { webhookSecret: string; appKey: string };
  redisToken: string;
  /** Stop when the process that started this one is gone, so that nothing keeps the ports after a crash. */
  exitsWithParent: boolean;
};

export class ConfigError extends Error {}

const DEFAULT_BASE = 4700;
const PORTS: [PortName, string][] = [
  ["console", "LOCAL_CONSOLE_PORT"],
  ["jobs", "LOCAL_JOBS_PORT"],
  ["redis", "LOCAL_REDIS_PORT"],
  ["meta", "LOCAL_META_PORT"],
  ["stripe", "LOCAL_STRIPE_PORT"],
  ["smtp", "LOCAL_SMTP_PORT"],
  ["smtpHttp", "LOCAL_SMTP_HTTP_PORT"],
];

export function readConfig(env: Record<string, string | undefined>): LocalConfig {
  const text = (name: string, fallback?: string): string => {
    const value = env[name] || fallback;
    if (value === undefined) throw new ConfigError(`${name} is not set`);
    return value;
  };
  const port = (name: string, fallback: number): number => {
    const value = env[name] ? Number(env[name]) : fallback;
    if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new ConfigError(`${name} is not a port`);
    return value;
  };
  const base = port("LOCAL_PORT_BASE", DEFAULT_BASE);
  const dataDir = text("LOCAL_DATA_DIR", ".local/outside");
  return {
    ports: Object.fromEntries(
      PORTS.map(([name, variable], index) => [name, port(variable, base === 0 ? 0 : base + index)]),
    ) as Record<PortName, number>,
    appUrl: text("APP_URL").replace(/\/$/, ""),
    dataDir,
    clockFile: clockFile(env.MOSTRADOR_CLOCK) ?? join(dataDir, "clock"),
    databaseUrl: env.DATABASE_URL_JOBS || undefined,
    inngest: {
      signingKey: env.INNGEST_SIGNING_KEY || undefined,
      signingKeyFallback: env.INNGEST_SIGNING_KEY_FALLBACK || undefined,
    },
    // Fixed secrets are fine here: these services listen on the loopback interface and hold nothing real.
    meta: {
      appSecret: text("META_APP_SECRET", "local-meta-app-secret"),
      verifyToken: text("META_VERIFY_TOKEN", "local-meta-verify-token"),
      accessToken: text("META_ACCESS_TOKEN", "local-meta-access-token"),
      appKey: text("META_APP_KEY", "meta-platform"),
    },
    stripe: {
      webhookSecret: text("STRIPE_WEBHOOK_SECRET", "whsec_local"),
      appKey: text("STRIPE_APP_KEY", "stripe-platform"),
    },
    redisToken: text("UPSTASH_REDIS_REST_TOKEN", "local-redis-token"),
    exitsWithParent: env.LOCAL_EXIT_WITH_PARENT !== "0",
  };
}
