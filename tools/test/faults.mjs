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

/** Offers that a customer has accepted and is about to pay, so that payments meet the deaths too. */
async function acceptedOffers(count) {
  const cookies = new Map();
  const call = async (address, init = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { origin: base, "x-mostrador-tenant": "repuestos-el-cardon", cookie, ...init.headers };
    const answer = await fetch(`${base}${address}`, { redirect: "manual", ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    return answer;
  };
  const api = async (name, input, isQuery) => {
    const query = isQuery ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(input) };
    const { result, ...rest } = await (await call(`/api/trpc/${name}${query}`, isQuery ? {} : init)).json();
    if (!result) throw new Error(`${name}: ${JSON.stringify(rest)}`);
    return result.data;
  };
  const { csrfToken } = await (await call("/api/auth/csrf")).json();
  const form = { csrfToken, email: "marisol@elcardon.example", password: "mostrador-demo", json: "true" };
  await call("/api/auth/callback/credentials", { method: "POST", body: new URLSearchParams(form) });
  const { branches } = await api("inventory.stockOf", { itemIds: [] }, true);
  const branchId = branches.find(({ code }) => code === "chacao").branchId;
  const { items: customers } = await api("customers.list", { limit: 1 }, true);
  const { itemId } = await api("catalog.create", {
    name: `Tormenta ${mark}`,
    sku: `T-${mark}`,
    price: "10.00",
    cost: "5.00",
  });
  await api("inventory.receive", { branchId, lines: [{ itemId, quantity: "100", unitCost: "5.00" }] });
  for (let at = 0; at < count; at += 1) {
    const lines = [{ itemId, quantity: "1" }];
    const made = await api("invoicing.create", { customerId: customers[0].customerId, branchId, lines });
    const sent = await api("invoicing.send", { quoteId: made.id, version: made.version });
    const { pathname } = new URL(sent.url);
    const body = new URLSearchParams({ version: String(sent.version) });
    const answer = await call(`${pathname}/accept`, { method: "POST", body });
    if (answer.status !== 303) throw new Error(`accept: ${answer.status}`);
  }
}

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
      const next = checkouts.find(({ status }) => status === "open");
      if (next) {
        await ask("POST", `${console}/api/checkouts/${next.id}/pay`);
        paid += 1;
      }
    } catch {
      refused += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  }
}

let failure;
const deaths = { web: 0, services: 0, postgres: 0 };
try {
  await acceptedOffers(rounds);
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
