import { ConfigError, readConfig } from "./config";
import { PortInUseError } from "./kit/http";
import { type LocalServices, startServices } from "./services";

/** All local services in one process: one JSON line on stdout when they are up, exit code 78 when they cannot be. */
const CANNOT_START = 78;
const STOP_LIMIT_MS = 5_000;
const PARENT_CHECK_MS = 1_000;

const log = (message: string) => process.stderr.write(`${message}\n`);

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const services = await startServices(config, log);
  process.stdout.write(`${JSON.stringify({ ready: true, ports: services.ports })}\n`);

  let isStopping = false;
  const stop = () => {
    if (isStopping) process.exit(1); // asked twice: at once
    isStopping = true;
    shutDown(services);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  if (config.exitsWithParent) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && !isStopping && stop(), PARENT_CHECK_MS).unref();
  }
}

function shutDown(services: LocalServices): void {
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  services.stop().then(
    () => process.exit(0),
    (cause: unknown) => {
      log(`local services did not stop cleanly: ${String(cause)}`);
      process.exit(1);
    },
  );
}

main().catch((cause: unknown) => {
  const isExpected = cause instanceof PortInUseError || cause instanceof ConfigError;
  log(
    isExpected
      ? `local services: ${cause.message}`
      : `local services failed to start: ${cause instanceof Error ? cause.stack : String(cause)}`,
  );
  process.exit(isExpected ? CANNOT_START : 1);
});
