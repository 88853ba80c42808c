import { startJobExecutor } from "./executor";

/** The executor as a process of its own, configured by environment variables. */
const env = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
};

const executor = await startJobExecutor({
  databaseUrl: env("DATABASE_URL"),
  port: Number(process.env.JOBS_PORT ?? 8288),
  appUrl: env("APP_URL"),
  signingKey: process.env.INNGEST_SIGNING_KEY || undefined,
  signingKeyFallback: process.env.INNGEST_SIGNING_KEY_FALLBACK || undefined,
  backoff: process.env.JOBS_BACKOFF_MS ? { baseMs: Number(process.env.JOBS_BACKOFF_MS) } : undefined,
  log: (level, message, fields) => console[level](JSON.stringify({ level, message, ...fields })),
});
console.info(JSON.stringify({ level: "info", message: "job executor ready", url: executor.url }));

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void executor.stop().then(() => process.exit(0)));
}
