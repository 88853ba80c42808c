import { createHmac } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "@tools/build/build.mjs";
import { root, stateDir } from "@tools/start/config";
import { businesses } from "../../prisma/seed/businesses";
import { type Meters, measure } from "../measure";
import type { Running, start } from "../processes";
import { bar, note, printHeader, printRow, section } from "../report";
import type { World } from "../world";
import { measureScripts } from "./scripts";

export const productScenarios: readonly string[] = ["idle", "pages", "scripts", "bot"];

export interface Whole {
  env: Record<string, string>;
  world: World;
  meters: Meters;
  launch: (...parameters: Parameters<typeof start>) => Promise<Running>;
  seconds: number;
  wanted: (name: string) => boolean;
}

const megabyte = 1_048_576;
const settleMs = 40_000;

/** The built product with its embedded services, as `npm start` runs it. */
export async function measureProduct(whole: Whole): Promise<void> {
  const { env, launch, wanted, world } = whole;
  if (process.argv.includes("--no-build")) note("as it was built last");
  else note((await build()) ? "built" : "the build is up to date");
  fs.mkdirSync(path.join(stateDir, "providers"), { recursive: true });
  await launch(path.join(root, "local/index.ts"), env, { execArgv: ["--import", "tsx"] });
  const startedAt = performance.now();
  const web = await launch(path.join(root, "dist/server.mjs"), env, { execArgv: ["--enable-source-maps"] });
  section("The whole product");
  note(`ready in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  const origin = `http://localhost:${web.port}`;
  if (wanted("idle")) await idle(web);
  if (wanted("pages")) await pages(whole, web, origin);
  if (wanted("scripts")) await measureScripts(origin, world);
  if (wanted("bot")) await bot(whole);
}

async function idle(web: Running): Promise<void> {
  // What starting needed is garbage for a while; idle is what stays.
  await wait(settleMs);
  const before = await web.usage();
  await wait(10_000);
  const after = await web.usage();
  const inHeap = [after.heapUsed, after.heapTotal, after.external].map((bytes) => (bytes / megabyte).toFixed(0));
  note(`heap ${inHeap[0]} of ${inHeap[1]} MB, outside it ${inHeap[2]} MB`);
  bar("idle web process, memory", after.rssBytes / megabyte, 200, "MB");
  bar("idle web process, CPU over 10 s", (after.cpuMicros - before.cpuMicros) / 100_000, 1, "%");
}

async function pages({ world, meters, seconds }: Whole, web: Running, origin: string): Promise<void> {
  printHeader();
  const visits = [
    ["/", {}],
    ["/precios", {}],
    [`/${world.slug}`, { cookie: world.cookies[1] ?? "" }],
    [`/${world.slug}/catalog`, { cookie: world.cookies[2] ?? "" }],
  ] as const;
  for (const [page, headers] of visits) {
    const job = { origin, paths: [page], headers: { ...headers }, connections: 2, seconds, warmUp: 40, most: 80 };
    printRow(await measure(`page ${page}`, web, meters, job));
  }
  bar("web process after pages, memory", (await web.usage()).rssBytes / megabyte, 400, "MB");
}

interface SimulatedMessage {
  direction: "in" | "out";
  at: number;
}

const questions = [
  "Buenas, ¿tienen pastillas de freno para Corolla 2005?",
  "¿cuánto cuesta el filtro de aceite de Hilux 2010?",
  "hay amortiguadores delanteros para Aveo 2008?",
];
const people = 10;
const answerLimitMs = 15_000;

/** A customer writes, the bot answers: from the message leaving the simulated phone until the answer is on it. */
async function bot({ env, world, meters: _ }: Whole): Promise<void> {
  const meta = env.META_GRAPH_BASE_URL ?? "";
  const post = async (to: string, body: object) => {
    const answer = await fetch(`${meta}${to}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${to}: ${answer.status} ${await answer.text()}`);
  };
  const [business] = businesses;
  const numbers = business?.numbers.map((number) => ({
    phone_number_id: number.phoneNumberId,
    display_phone_number: number.display,
    label: number.label,
    portfolio_id: `demo-${business.slug}`,
  }));
  await post("/__numbers", { numbers });
  const run = createHmac("sha256", world.cookie).update(`${performance.timeOrigin}`).digest("hex").slice(0, 6);
  const times: number[] = [];
  let unanswered = 0;
  for (let index = 0; index < people * questions.length; index += 1) {
    const who = index % people;
    const key = `bench-${run}-${who}`;
    if (index < people) {
      const digits = String(Number.parseInt(run, 16) % 100_000).padStart(5, "0");
      await post("/__personas", { key, name: `Cliente ${who}`, country: "VE", wa_id: `58424${digits}${who}` });
    }
    const url = `${meta}/__phones/${key}/messages?number=${world.phoneNumberId}`;
    const answers = async () => {
      const { messages } = (await (await fetch(url)).json()) as { messages: SimulatedMessage[] };
      return messages.filter(({ direction }) => direction === "out").length;
    };
    const before = await answers();
    const sentAt = performance.now();
    await post(`/__phones/${key}/messages`, {
      number: world.phoneNumberId,
      type: "text",
      text: questions[Math.floor(index / people)],
    });
    while ((await answers()) === before && performance.now() - sentAt < answerLimitMs) await wait(5);
    const took = performance.now() - sentAt;
    if (took >= answerLimitMs) unanswered += 1;
    times.push(took);
    await wait(150);
  }
  times.sort((left, right) => left - right);
  const at = (share: number) => (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) / 1_000;
  note(`bot answer over ${times.length} messages: p50 ${at(0.5).toFixed(2)} s, p95 ${at(0.95).toFixed(2)} s`);
  if (unanswered > 0) note(`${unanswered} were not answered in ${answerLimitMs / 1_000} s`);
  bar("bot answer, p95", at(0.95), 1, "s");
}
