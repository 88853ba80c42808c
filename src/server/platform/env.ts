import { z } from "zod";

const url = z.url();
const optionalUrl = url.optional();
const flagText = z.string().min(1).optional();

const schema = z.object({
  MOSTRADOR_PROFILE: z.enum(["local", "test", "production"]).default("production"),
  PUBLIC_URL: url,
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  NEXTAUTH_SECRET: z.string().min(32),
  DATABASE_URL: url,
  DATABASE_URL_DIRECT: optionalUrl,
  DATABASE_URL_CONTROL: optionalUrl,
  DATABASE_URL_MIGRATOR: optionalUrl,
  UPSTASH_REDIS_REST_URL: optionalUrl,
  UPSTASH_REDIS_REST_TOKEN: flagText,
  INNGEST_DEV: flagText,
  INNGEST_BASE_URL: optionalUrl,
  INNGEST_EVENT_KEY: flagText,
  INNGEST_SIGNING_KEY: flagText,
  META_GRAPH_BASE_URL: url.default("https://graph.facebook.com"),
  META_APP_SECRET: flagText,
  META_VERIFY_TOKEN: flagText,
  META_ACCESS_TOKEN: flagText,
  STRIPE_API_BASE_URL: url.default("https://api.stripe.com"),
  STRIPE_SECRET_KEY: flagText,
  STRIPE_WEBHOOK_SECRET: flagText,
  SMTP_URLS: flagText,
  MAIL_FROM: z.string().default("Mostrador <hola@mostrador.example>"),
  METRICS_TOKEN: flagText,
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0),
  SHUTDOWN_GRACE_MS: z.coerce.number().int().min(0).default(30_000),
  MOSTRADOR_CLOCK: flagText,
  CONSOLE_URL: optionalUrl,
  LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
});

type Raw = z.infer<typeof schema>;

/** Names the variable, never its value. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

const refuse = (name: keyof Raw, reason: string): never => {
  throw new EnvironmentError(`${name}: ${reason}`);
};
/** Half a provider is a mistake: webhooks nobody can verify, or messages nobody hears the answer of. */
const togetherOrNotAtAll = [
  ["META_APP_SECRET", "META_VERIFY_TOKEN", "META_ACCESS_TOKEN"],
  ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"],
  ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"],
] as const satisfies (keyof Raw)[][];
const onThisMachine = /^https?:\/\/(127\.|localhost|\[::1\]|0\.0\.0\.0)/;

/** What a laptop may do and the world may not: open doors, moved clocks, simulators. */
function assertProduction(raw: Raw): void {
  if (raw.MOSTRADOR_CLOCK) refuse("MOSTRADOR_CLOCK", "a test seam, refused in production");
  if (raw.INNGEST_DEV) refuse("INNGEST_DEV", "takes jobs without a signature, refused in production");
  for (const name of ["INNGEST_EVENT_KEY", "INNGEST_SIGNING_KEY"] as const)
    if (!raw[name]) refuse(name, "required in production");
  for (const name of ["META_GRAPH_BASE_URL", "STRIPE_API_BASE_URL"] as const)
    if (onThisMachine.test(raw[name])) refuse(name, "a simulator, refused in production");
  for (const group of togetherOrNotAtAll) {
    const missing = group.filter((name) => !raw[name]);
    if (missing[0] && missing.length < group.length) refuse(missing[0], `required beside ${group.join(", ")}`);
  }
}

export function parseEnvironment(source: Record<string, string | undefined>): Raw {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new EnvironmentError(`${first?.path.join(".") ?? "environment"}: ${first?.message ?? "not understood"}`);
  }
  if (parsed.data.MOSTRADOR_PROFILE === "production") assertProduction(parsed.data);
  return parsed.data;
}

let parsed: Raw | undefined;
const raw = (): Raw => {
  parsed ??= parseEnvironment(process.env);
  return parsed;
};

/** Read lazily, so that a build or a test that needs no environment has none. */
export const env = {
  get profile() {
    return raw().MOSTRADOR_PROFILE;
  },
  get isProduction() {
    return raw().MOSTRADOR_PROFILE === "production";
  },
  get publicUrl() {
    return raw().PUBLIC_URL.replace(/\/$/, "");
  },
  get port() {
    return raw().PORT;
  },
  get authSecret() {
    return raw().NEXTAUTH_SECRET;
  },
  get database() {
    const { DATABASE_URL, DATABASE_URL_DIRECT, DATABASE_URL_CONTROL, DATABASE_URL_MIGRATOR } = raw();
    return {
      appUrl: DATABASE_URL,
      controlUrl: DATABASE_URL_CONTROL ?? DATABASE_URL,
      migratorUrl: DATABASE_URL_MIGRATOR ?? DATABASE_URL_DIRECT ?? DATABASE_URL,
      directUrl: DATABASE_URL_DIRECT ?? DATABASE_URL,
    };
  },
  get redis() {
    const { UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN } = raw();
    return UPSTASH_REDIS_REST_URL && UPSTASH_REDIS_REST_TOKEN
      ? { url: UPSTASH_REDIS_REST_URL, token: UPSTASH_REDIS_REST_TOKEN }
      : null;
  },
  get meta() {
    const { META_GRAPH_BASE_URL, META_APP_SECRET, META_VERIFY_TOKEN, META_ACCESS_TOKEN } = raw();
    return {
      baseUrl: META_GRAPH_BASE_URL.replace(/\/$/, ""),
      appSecret: META_APP_SECRET ?? null,
      verifyToken: META_VERIFY_TOKEN ?? null,
      accessToken: META_ACCESS_TOKEN ?? null,
    };
  },
  get stripe() {
    const { STRIPE_API_BASE_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = raw();
    return {
      apiBaseUrl: STRIPE_API_BASE_URL,
      secretKey: STRIPE_SECRET_KEY ?? null,
      webhookSecret: STRIPE_WEBHOOK_SECRET ?? null,
    };
  },
  get mail() {
    const { SMTP_URLS, MAIL_FROM } = raw();
    return { urls: SMTP_URLS?.split(",") ?? [], from: MAIL_FROM };
  },
  get metricsToken() {
    return raw().METRICS_TOKEN ?? null;
  },
  get trustedProxyHops() {
    return raw().TRUSTED_PROXY_HOPS;
  },
  get shutdownGraceMs() {
    return raw().SHUTDOWN_GRACE_MS;
  },
  get clock() {
    return raw().MOSTRADOR_CLOCK;
  },
  get consoleUrl() {
    return raw().CONSOLE_URL ?? null;
  },
  get logLevel() {
    return raw().LOG_LEVEL;
  },
};

/** For tests and for the process entry: parse now, and fail now. */
export function loadEnvironment(source: Record<string, string | undefined>): void {
  parsed = parseEnvironment(source);
}
