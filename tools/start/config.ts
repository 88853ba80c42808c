import { randomBytes } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");
export const stateDir = path.resolve(process.env.MOSTRADOR_HOME ?? path.join(root, ".local"));

export interface Secrets {
  database: string;
  session: string;
  metaApp: string;
  metaVerify: string;
  metaToken: string;
  stripeWebhook: string;
  redis: string;
}

/** Made on the first start and kept: a second start finds its own data again. Written beside, then renamed, so never half a file. */
export function readSecrets(): Secrets {
  const file = path.join(stateDir, "secrets.json");
  const make = () => randomBytes(24).toString("base64url");
  const known: Partial<Secrets> = fs.existsSync(file)
    ? (JSON.parse(fs.readFileSync(file, "utf8")) as Partial<Secrets>)
    : {};
  const names = ["database", "session", "metaApp", "metaVerify", "metaToken", "stripeWebhook", "redis"] as const;
  const secrets = Object.fromEntries(names.map((name) => [name, known[name] ?? make()])) as unknown as Secrets;
  fs.mkdirSync(stateDir, { recursive: true });
  fs.writeFileSync(`${file}.new`, JSON.stringify(secrets), { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
  return secrets;
}

export interface Ports {
  web: number;
  console: number;
  jobs: number;
  redis: number;
  meta: number;
  stripe: number;
  smtp: number;
  smtpHttp: number;
}

export function readPorts(): Ports {
  const web = Number(process.env.PORT ?? 3000);
  const base = Number(process.env.LOCAL_PORT_BASE ?? web + 100);
  return {
    web,
    console: base,
    jobs: base + 1,
    redis: base + 2,
    meta: base + 3,
    stripe: base + 4,
    smtp: base + 5,
    smtpHttp: base + 6,
  };
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });

/** The ports somebody else holds, with what we wanted them for. */
export async function takenPorts(ports: Ports): Promise<string[]> {
  const taken: string[] = [];
  for (const [name, port] of Object.entries(ports)) if (!(await isFree(port))) taken.push(`${port} (${name})`);
  return taken;
}

/** What the processes are told. A variable the person has set replaces the embedded part of that name. */
export function environment(parts: {
  secrets: Secrets;
  ports: Ports;
  database: { appUrl: string; controlUrl: string; migratorUrl: string; adminUrl: string };
}): Record<string, string> {
  const { secrets, ports, database } = parts;
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const clockFile = path.join(stateDir, "clock");
  const embedded: Record<string, string> = {
    MOSTRADOR_PROFILE: "local",
    MOSTRADOR_CLOCK: `file:${clockFile}`,
    PUBLIC_URL: `http://localhost:${ports.web}`,
    NEXTAUTH_URL: `http://localhost:${ports.web}`,
    PORT: String(ports.web),
    NEXTAUTH_SECRET: `${secrets.session}${secrets.session}`,
    DATABASE_URL: database.appUrl,
    DATABASE_URL_CONTROL: database.controlUrl,
    DATABASE_URL_MIGRATOR: database.migratorUrl,
    DATABASE_URL_DIRECT: database.controlUrl,
    DATABASE_URL_JOBS: database.adminUrl,
    UPSTASH_REDIS_REST_URL: at(ports.redis),
    UPSTASH_REDIS_REST_TOKEN: secrets.redis,
    INNGEST_DEV: at(ports.jobs),
    META_GRAPH_BASE_URL: at(ports.meta),
    META_APP_SECRET: secrets.metaApp,
    META_VERIFY_TOKEN: secrets.metaVerify,
    META_ACCESS_TOKEN: secrets.metaToken,
    STRIPE_API_BASE_URL: at(ports.stripe),
    STRIPE_SECRET_KEY: `sk_test_${secrets.stripeWebhook}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${secrets.stripeWebhook}`,
    SMTP_URLS: `smtp://127.0.0.1:${ports.smtp}`,
    CONSOLE_URL: at(ports.console),
    LOG_LEVEL: "warn",
    APP_URL: at(ports.web),
    LOCAL_DATA_DIR: path.join(stateDir, "providers"),
    LOCAL_CONSOLE_PORT: String(ports.console),
    LOCAL_JOBS_PORT: String(ports.jobs),
    LOCAL_REDIS_PORT: String(ports.redis),
    LOCAL_META_PORT: String(ports.meta),
    LOCAL_STRIPE_PORT: String(ports.stripe),
    LOCAL_SMTP_PORT: String(ports.smtp),
    LOCAL_SMTP_HTTP_PORT: String(ports.smtpHttp),
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const given = Object.fromEntries(
    Object.keys(embedded).flatMap((name) => (process.env[name] ? [[name, process.env[name] as string]] : [])),
  );
  return { ...embedded, ...given };
}
