import { createHmac } from "node:crypto";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { Pool } from "undici";

/** What to send, for how long: as fast as the connections allow, or so many a second whatever the server does. */
export interface Job {
  origin: string;
  paths: readonly string[];
  headers: Record<string, string>;
  connections: number;
  seconds: number;
  /** Stops earlier after this many. */
  most?: number;
  /** How many requests come before anything is measured. */
  warmUp?: number;
  ratePerSecond?: number;
  /** Signed WhatsApp messages, every one new. */
  meta?: { secret: string; phoneNumberId: string };
  post?: boolean;
}

export interface Load {
  count: number;
  failed: number;
  seconds: number;
  p50: number;
  p95: number;
  p99: number;
}

const run = Math.trunc(performance.timeOrigin).toString(36);
let sent = 0;

function metaBody({ secret, phoneNumberId }: NonNullable<Job["meta"]>): { body: string; signature: string } {
  sent += 1;
  const from = `5841${String(40_000_000 + (sent % 500)).padStart(8, "0")}`;
  const body = JSON.stringify({
    object: "whatsapp_business_account",
    entry: [
      {
        id: "bench",
        changes: [
          {
            field: "messages",
            value: {
              messaging_product: "whatsapp",
              metadata: { display_phone_number: "584125550001", phone_number_id: phoneNumberId },
              contacts: [{ profile: { name: "Cliente de prueba" }, wa_id: from, user_id: `VE.${from}` }],
              messages: [
                {
                  from,
                  id: `wamid.bench.${run}.${sent}`,
                  timestamp: String(Math.trunc(Date.now() / 1_000)),
                  type: "text",
                  text: { body: "Buenas, \u00bftienen pastillas de freno para Corolla 2005?" },
                },
              ],
            },
          },
        ],
      },
    ],
  });
  return { body, signature: `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` };
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

async function perform(job: Job): Promise<Load> {
  const pool = new Pool(job.origin, { connections: job.connections, pipelining: 1 });
  const times: number[] = [];
  let failed = 0;
  let turn = 0;
  const one = async (from: number): Promise<void> => {
    const path = job.paths[turn++ % job.paths.length] ?? "/";
    const meta = job.meta && metaBody(job.meta);
    try {
      const { statusCode, body } = await pool.request({
        path,
        method: meta || job.post ? "POST" : "GET",
        headers: meta
          ? { ...job.headers, "content-type": "application/json", "x-hub-signature-256": meta.signature }
          : job.headers,
        body: meta?.body ?? null,
      });
      await body.dump({ limit: 16_000_000 });
      if (statusCode >= 300) failed += 1;
    } catch {
      failed += 1;
    }
    times.push(performance.now() - from);
  };
  const started = performance.now();
  const end = started + job.seconds * 1_000;
  if (job.ratePerSecond === undefined) {
    const loop = async () => {
      while (performance.now() < end && turn < (job.most ?? Number.POSITIVE_INFINITY)) await one(performance.now());
    };
    await Promise.all(Array.from({ length: job.connections }, loop));
  } else {
    // Timed from when it was due, so that a slow answer is not hidden by the ones that waited for it.
    const open: Promise<void>[] = [];
    const gap = 1_000 / job.ratePerSecond;
    for (let due = started; due < end; due += gap) {
      const early = due - performance.now();
      if (early > 1) await wait(early);
      open.push(one(due));
    }
    await Promise.all(open);
  }
  const seconds = (performance.now() - started) / 1_000;
  await pool.close();
  times.sort((left, right) => left - right);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(times, share)) as [number, number, number];
  return { count: times.length, failed, seconds, p50, p95, p99 };
}

process.on("message", (message) => {
  if (typeof message !== "object" || message === null || !("origin" in message)) return;
  void perform(message as Job).then((answer) => process.send?.({ answer }));
});
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => process.exit(0));
process.channel?.ref();
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
