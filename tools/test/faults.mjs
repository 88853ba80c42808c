// A storm: processes die at random while customers write and pay. `SEED=7 ROUNDS=12 npm run test:faults` repeats one.
// What the product accepted is stored once, and every business's books agree with their history at the end.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startProduct } from "./product.mjs";

const root = path.resolve(fileURLToPath(new URL("../..", import.meta.url)));
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e6));
const rounds = Number(process.env.ROUNDS ?? 12);
const limitMs = 480_000;
const number = "100000000000101";
const say = (text) => process.stdout.write(`${text}\n`);

let state = seed >>> 0;
/** Small and repeatable: the same seed, the same order of deaths. */
function below(count) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * count);
}

say(`seed ${seed}, ${rounds} deaths`);
const product = await startProduct({ home: process.env.MOSTRADOR_HOME ?? ".local/faults", from: 3700 });
const { E2E_BASE_URL: base, E2E_CONSOLE_URL: console, E2E_META_URL: meta } = product.env;
const deadline = performance.now() + limitMs;

async function ask(method, url, body) {
  const answer = await fetch(url, {
    method,
    headers: { "content-type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status}`);
  return answer.json();
}

/** Asks again until it holds; waiting is for the product, never a guess of how long it takes. */
async function until(what, holds) {
  let last;
  while (performance.now() < deadline) {
    try {
      if (await holds()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what}: not in time. ${last ?? ""}`);
}
const isReady = async () =>
  (await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(3_000) })).ok &&
  (await fetch(`${console}/api/clock`, { signal: AbortSignal.timeout(3_000) })).ok;

const mark = Date.now().toString(36);
const writers = Array.from({ length: 4 }, (_, index) => `storm-${mark}-${index}`);
for (const [index, key] of writers.entries()) {
  const tail = String(Date.now() + index).slice(-7);
  await ask("POST", `${meta}/__personas`, { key, name: `Tormenta ${index}`, country: "VE", wa_id: `58414${tail}` });
}
for (const id of ["duplicate", "reorder"]) await ask("POST", `${console}/api/faults`, { provider: "meta", id });
for (const id of ["duplicate", "reorder"]) await ask("POST", `${console}/api/faults`, { provider: "stripe", id });

const accepted = new Map(writers.map((key) => [key, []]));
let refused = 0;
let paid = 0;
let isOver = false;
async function write(key) {
  for (let count = 0; !isOver; count += 1) {
    try {
      const text = `${key} pregunta ${count}: ¿tienen filtro de aceite para aveo 2012?`;
      const { message } = await ask("POST", `${console}/api/phones/${key}/messages`, { number, type: "text", text });
      accepted.get(key).push(message.id);
    } catch {
      refused += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 300 + below(400)));
  }
}
async function pay() {
  while (!isOver) {
    try {
      const { checkouts } = await ask("GET", `${console}/api/checkouts`);
      for (const { id, status } of checkouts.filter((one) => one.status === "open")) {
        await ask("POST", `${console}/api/checkouts/${id}/pay`);
        if (status === "open") paid += 1;
      }
    } catch {
      refused += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

let failure;
const deaths = { web: 0, services: 0, postgres: 0 };
try {
  const working = [...writers.map(write), pay()];
  for (let round = 0; round < rounds; round += 1) {
    const name = ["web", "web", "services", "postgres"][below(4)];
    await new Promise((resolve) => setTimeout(resolve, 500 + below(2_500)));
    const pid = product.pid(name);
    process.kill(pid, "SIGKILL");
    deaths[name] += 1;
    await until(`${name} comes back`, () => product.pid(name) !== pid);
    await until("everything answers again", isReady);
    say(`  ${round + 1}. ${name} died and is back`);
  }
  isOver = true;
  await Promise.all(working);
  await ask("DELETE", `${console}/api/faults`);
  await until("every notice is delivered", async () => {
    const { pendingWebhooks } = await ask("GET", `${console}/api/state`);
    return pendingWebhooks === 0;
  });
  const expected = [...accepted.values()].flat();
  const looked = () =>
    spawnSync(process.execPath, ["--import", "tsx", "tools/invariants.ts", ...expected], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, ...product.env },
    });
  let report;
  await until("every message is stored once and the books agree", () => {
    report = looked();
    return report.status === 0;
  }).catch((error) => {
    throw new Error(`${error.message}\n${report?.stdout}\n${report?.stderr}`);
  });
  say(report.stdout.trim());
  say(
    `seed ${seed}: ${expected.length} messages accepted and stored once, ${paid} payments, ${refused} calls refused while down, deaths ${JSON.stringify(deaths)}`,
  );
} catch (error) {
  failure = error;
  isOver = true;
}
await product.stop();
if (failure) process.stderr.write(`seed ${seed}: ${failure.stack ?? failure}\n`);
process.exit(failure ? 1 : 0);
