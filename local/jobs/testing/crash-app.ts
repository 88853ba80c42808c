import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { Inngest } from "inngest";
import { serve } from "inngest/node";

/** An app in a process of its own, to be killed. It writes what it does to a file, because its memory will not survive. */
const [, , baseUrl = "", port = "0", journal = ""] = process.argv;
const note = (what: string) => appendFileSync(journal, `${what}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const quiet = { info() {}, warn() {}, error() {}, debug() {} };

const client = new Inngest({ id: "crash", isDev: true, baseUrl, logger: quiet });
const fn = client.createFunction(
  { id: "three", retries: 0, triggers: [{ event: "crash/go" }] },
  async ({ event, step }) => {
    const { key } = event.data as unknown as { key: string };
    for (const n of [1, 2, 3]) {
      await step.run(`step-${n}`, async () => {
        note(`${key} in ${n}`);
        await pause(700);
        note(`${key} out ${n}`);
      });
    }
    note(`${key} done`);
  },
);
const poison = client.createFunction(
  { id: "poison", retries: 0, triggers: [{ event: "crash/poison" }] },
  async ({ event }) => {
    note(`${(event.data as unknown as { key: string }).key} poison`);
    process.exit(1);
  },
);

createServer(serve({ client, functions: [fn, poison] })).listen(Number(port), "127.0.0.1", () => note("app up"));
