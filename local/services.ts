import { mkdirSync } from "node:fs";
import { startJobExecutor } from "@local/jobs";
import { startRedis } from "@local/redis";
import type { LocalConfig, PortName } from "./config";
import { startConsole } from "./console";
import { createClock } from "./kit/clock";
import { PortInUseError } from "./kit/http";
import { startMeta } from "./providers/meta";
import { startSmtp } from "./providers/smtp";
import { startStripe } from "./providers/stripe";

export type LocalServices = { ports: Partial<Record<PortName, number>>; stop: () => Promise<void> };

/** Starts everything that stands in for the outside world; either all of it is up, or nothing is left behind. */
export async function startServices(config: LocalConfig, log: (message: string) => void): Promise<LocalServices> {
  mkdirSync(config.dataDir, { recursive: true });
  const { appUrl, dataDir, ports } = config;
  const clock = createClock(config.clockFile);
  const simulated = { now: () => new Date(clock.now()) };
  const started: (() => Promise<void>)[] = [];
  const stop = async () => {
    clock.stop();
    // Last started, first stopped: the console reads the others.
    for (const one of started.splice(0).reverse()) await one();
  };
  const up = async <T extends { stop: () => Promise<void> }>(port: number, starting: Promise<T>): Promise<T> => {
    const service = await starting.catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === "EADDRINUSE" ? new PortInUseError(port) : cause;
    });
    started.push(() => service.stop());
    return service;
  };

  try {
    const redis = await up(ports.redis, startRedis({ port: ports.redis, token: config.redisToken, clock: simulated }));
    const meta = await up(ports.meta, startMeta({ port: ports.meta, appUrl, dataDir, clock, ...config.meta }));
    const stripe = await up(
      ports.stripe,
      startStripe({ port: ports.stripe, appUrl, dataDir, clock, ...config.stripe }),
    );
    const smtp = await up(ports.smtp, startSmtp({ port: ports.smtp, httpPort: ports.smtpHttp, dataDir, clock }));
    const jobs = config.databaseUrl
      ? await up(
          ports.jobs,
          startJobExecutor({
            databaseUrl: config.databaseUrl,
            port: ports.jobs,
            appUrl,
            ...config.inngest,
            clock: simulated,
            log: (level, message, fields) =>
              level !== "info" && log(`jobs: ${message} ${JSON.stringify(fields ?? {})}`),
          }),
        )
      : undefined;
    const console = await up(
      ports.console,
      startConsole({ port: ports.console, appUrl, meta, stripe, smtp, clock, jobsUrl: jobs?.url, redisUrl: redis.url }),
    );
    return {
      ports: {
        console: console.port,
        ...(jobs ? { jobs: portOf(jobs.url) } : {}),
        redis: portOf(redis.url),
        meta: meta.port,
        stripe: stripe.port,
        smtp: smtp.port,
        smtpHttp: smtp.httpPort,
      },
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

const portOf = (url: string) => Number(new URL(url).port);
