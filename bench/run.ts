import { cpus } from "node:os";
import path from "node:path";
import { environment, readPorts, readSecrets, root, takenPorts } from "@tools/start/config";
import { openDatabase } from "@tools/start/database";
import { build } from "esbuild";
import { type Meters, PostgresMeter } from "./measure";
import { type Running, start } from "./processes";
import { note, printBars, printHeader, section } from "./report";
import * as api from "./scenarios/api";
import { measureProduct, productScenarios } from "./scenarios/product";
import { prepareWorld } from "./world";

const apiScenarios = { health: api.health, read: api.read, list: api.list, order: api.order, webhook: api.webhook };

function option(name: string): string | undefined {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given?.slice(name.length + 3);
}
const only = option("only")?.split(",");
const seconds = Number(option("seconds") ?? 6);
const wanted = (name: string) => !only || only.includes(name);
const known = [...Object.keys(apiScenarios), ...productScenarios];
const unknown = only?.find((name) => !known.includes(name));
if (unknown) {
  process.stderr.write(`There is no "${unknown}"; there are ${known.join(", ")}.\n`);
  process.exit(2);
}

/** Bundled as the product is, so that what is measured is what runs. */
async function bundle(): Promise<(name: string) => string> {
  await build({
    absWorkingDir: root,
    entryPoints: ["floor", "product", "generator"].map((name) => `bench/servers/${name}.ts`),
    outdir: "dist/bench",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: "linked",
    logLevel: "warning",
    alias: { "server-only": path.join(root, "src/server/testing/server-only.ts") },
  });
  return (name) => path.join(root, "dist/bench", `${name}.mjs`);
}

const ports = readPorts();
const taken = await takenPorts(ports);
if (taken.length > 0) {
  process.stderr.write(`Already in use: ${taken.join(", ")}. Choose others: PORT=4400 npm run bench\n`);
  process.exit(78);
}
const secrets = readSecrets();
const database = await openDatabase(secrets);
const env: Record<string, string> = { ...environment({ secrets, ports, database }), MOSTRADOR_CLOCK: "" };
Object.assign(process.env, env);
const running: Running[] = [];
const launch = async (...parameters: Parameters<typeof start>): Promise<Running> => {
  const one = await start(...parameters);
  running.push(one);
  return one;
};
let isStopping = false;
async function stop(code: number): Promise<never> {
  if (!isStopping) {
    isStopping = true;
    await Promise.all(running.map((one) => one.stop()));
    await database.stop();
  }
  process.exit(code);
}
process.on("SIGINT", () => void stop(130));
process.on("SIGTERM", () => void stop(143));

try {
  section(`${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}`);
  const world = await prepareWorld(env, database.adminUrl);
  note(`one business, ${world.products} products`);
  const file = await bundle();
  const meters: Meters = {
    generator: await launch(file("generator"), {}),
    postgres: await PostgresMeter.open(database.adminUrl),
  };
  const names = Object.keys(apiScenarios).filter(wanted) as (keyof typeof apiScenarios)[];
  if (names.length > 0) {
    const options = process.env.BENCH_PROFILE ? { execArgv: ["--cpu-prof", "--cpu-prof-dir=.local/profiles"] } : {};
    const product = await launch(
      file("product"),
      { ...env, BENCH_TENANT: world.tenantId, BENCH_BRANCH: world.branchId },
      options,
    );
    const floor = await launch(file("floor"), {
      FLOOR_DATABASE_URL: database.adminUrl,
      FLOOR_SCHEMA: world.schema,
      META_APP_SECRET: env.META_APP_SECRET ?? "",
    });
    section("One server process, 32 connections");
    printHeader();
    for (const name of names) await apiScenarios[name]({ product, floor, meters, world, seconds });
    await Promise.all([product.stop(), floor.stop()]);
  }
  if (productScenarios.some(wanted)) await measureProduct({ env, world, meters, launch, seconds, wanted });
  printBars();
  await meters.postgres.close();
  await stop(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  await stop(1);
}
