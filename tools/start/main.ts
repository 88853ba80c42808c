import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { environment, readPorts, readSecrets, root, stateDir, takenPorts } from "./config";
import { type Supervised, supervise } from "./supervisor";

const dev = process.argv.includes("--dev");
const withSeed = !process.argv.includes("--no-seed");
const startedAt = performance.now();
const say = (text: string) => process.stdout.write(`${text}\n`);
const tsx = ["--import", "tsx"];

function step(text: string): void {
  say(`[${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s] ${text}`);
}

function fail(text: string, code = 1): never {
  process.stderr.write(`\n${text}\n`);
  process.exit(code);
}

const ports = readPorts();
const taken = await takenPorts(ports);
if (taken.length > 0) {
  fail(
    `Already in use: ${taken.join(", ")}.\nIs Mostrador running in another window? Otherwise choose others: PORT=4000 npm start (the embedded services follow at 4100).`,
    78,
  );
}

const generated = spawnSync(process.execPath, ["tools/build/generate.mjs"], {
  cwd: root,
  stdio: ["ignore", "ignore", "inherit"],
});
if (generated.status !== 0) fail("The database clients could not be generated.");

step("Database");
const secrets = readSecrets();
const { openDatabase } = await import("./database");
const database = await openDatabase(secrets);
const env = environment({ secrets, ports, database });
fs.mkdirSync(path.join(stateDir, "providers"), { recursive: true });

const processes: Supervised[] = [];
let stopping = false;
async function stop(code: number): Promise<never> {
  if (stopping) process.exit(1);
  stopping = true;
  await Promise.all(processes.map((one) => one.stop()));
  await database.stop();
  process.exit(code);
}
process.on("SIGINT", () => void stop(0));
process.on("SIGTERM", () => void stop(0));

async function start(name: string, args: readonly string[]): Promise<void> {
  const one = supervise(name, args, env);
  processes.push(one);
  await one.ready;
}

try {
  step("Embedded services");
  const services = start("services", [...tsx, "local/index.ts"]);
  if (withSeed) {
    step("Demo businesses");
    await services;
    const seeded = spawnSync(process.execPath, [...tsx, "prisma/seed/main.ts"], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...env },
    });
    if (seeded.status !== 0)
      throw new Error("The demo businesses could not be loaded; npm start again goes on where it stopped.");
  }
  if (!dev) {
    step("Build");
    const { build } = (await import("../build/build.mjs" as string)) as { build(): Promise<boolean> };
    await build();
  }
  await services;
  step("Web");
  await start(
    "web",
    dev ? [...tsx, "server.ts", "--dev"] : ["--enable-source-maps", "--max-semi-space-size=2", "dist/server.mjs"],
  );
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  await stop(1);
}

/** The simulated WhatsApp knows the demo numbers by the ids the product routes. */
async function registerNumbers(): Promise<void> {
  const { businesses } = (await import(
    "../../prisma/seed/businesses" as string
  )) as typeof import("../../prisma/seed/businesses");
  const numbers = businesses.flatMap((business) =>
    business.numbers.map((number) => ({
      phone_number_id: number.phoneNumberId,
      display_phone_number: number.display,
      label: number.label,
      verified_name: business.name,
      portfolio_id: `demo-${business.slug}`,
    })),
  );
  await fetch(`${env.META_GRAPH_BASE_URL}/__numbers`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ numbers }),
  });
}
if (withSeed && !process.env.META_GRAPH_BASE_URL) await registerNumbers();

step("Ready");
const { demoLogins } = (await import("../../prisma/seed/logins" as string)) as {
  demoLogins: { business: string; email: string; role: string }[];
};
const { demoPassword } = (await import("../../prisma/seed/logins" as string)) as { demoPassword: string };
say(`
  Mostrador    http://localhost:${ports.web}
  Consola      http://localhost:${ports.console}   (teléfonos, cobros, correos y tareas simulados)

  Contraseña de todas las cuentas: ${demoPassword}`);
for (const login of demoLogins) say(`  ${login.business.padEnd(22)} ${login.email.padEnd(34)} ${login.role}`);
say("\n  Ctrl+C para salir.");
