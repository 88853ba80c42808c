import { createHmac } from "node:crypto";
import { createClock } from "@local/kit/clock";
import { type Receiver, startReceiver, temporaryFolder } from "@local/kit/testing";
import { type Meta, startMeta } from "./index";

export const SECRET = "app-secret";
export const TOKEN = "local-token";
export const NUMBER = "100200300";
const BASE_TIME = { port: 0, appSecret: SECRET, verifyToken: "verify", accessToken: TOKEN };

type Answer = {
  status: number;
  body: Record<string, unknown> & { error?: { code: number; message: string; error_data?: { details: string } } };
};

export interface Bench {
  meta: Meta;
  receiver: Receiver;
  clock: ReturnType<typeof createClock>;
  dataDir: string;
  graph(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  send(message: Record<string, unknown>): Promise<Answer>;
  text(to: string, text: string, extra?: Record<string, unknown>): Promise<Answer>;
  control(path: string, body: unknown): Promise<Answer>;
  write(persona: string, action: Record<string, unknown>, number?: string): Promise<string>;
  values(field?: string): Record<string, unknown>[];
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** One simulator with two numbers of two businesses, and a receiver where the product would be. */
export async function startBench(limits?: {
  pairBurst: number;
  pairEveryMs: number;
  perSecond: number;
}): Promise<Bench> {
  const receiver = await startReceiver();
  const folder = temporaryFolder();
  const clock = createClock(`${folder.path}/clock`);
  const options = { ...BASE_TIME, appUrl: receiver.url, dataDir: folder.path, clock, limits };
  let meta = await startMeta(options);
  const call = async (method: string, url: string, body: unknown, headers: Record<string, string>): Promise<Answer> => {
    const answer = await fetch(url, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Answer["body"] };
  };
  const bench: Bench = {
    get meta() {
      return meta;
    },
    receiver,
    clock,
    dataDir: folder.path,
    graph: (method, path, body, token = TOKEN) =>
      call(method, `${meta.url}/v21.0/${path}`, body, { authorization: `Bearer ${token}` }),
    send: (message) => bench.graph("POST", `${NUMBER}/messages`, { messaging_product: "whatsapp", ...message }),
    text: (to, text, extra = {}) => bench.send({ to, type: "text", text: { body: text }, ...extra }),
    control: (path, body) => call("POST", `${meta.url}${path}`, body, {}),
    async write(persona, action, number = NUMBER) {
      const { body } = await bench.control(`/__phones/${persona}/messages`, { number, ...action });
      const message = body.message as { id: string } | undefined;
      if (!message) throw new Error(JSON.stringify(body));
      return message.id;
    },
    values: (field = "messages") =>
      receiver.received.flatMap(({ body }) => {
        const { entry } = JSON.parse(body) as {
          entry: { changes: { field: string; value: Record<string, unknown> }[] }[];
        };
        return entry.flatMap(({ changes }) =>
          changes.filter((change) => change.field === field).map(({ value }) => value),
        );
      }),
    async restart() {
      await meta.stop();
      meta = await startMeta(options);
    },
    async stop() {
      await meta.stop();
      await receiver.stop();
      clock.stop();
      folder.remove();
    },
  };
  await bench.control("/__numbers", {
    numbers: [
      {
        phone_number_id: NUMBER,
        display_phone_number: "+58 212 555 0001",
        label: "El Cardón",
        waba_id: "waba-1",
      },
      {
        phone_number_id: "400500600",
        display_phone_number: "+57 601 555 0002",
        label: "Mariposa",
        waba_id: "waba-2",
      },
    ],
  });
  return bench;
}

export const hmac = (body: string, secret = SECRET): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

type Status = {
  id: string;
  status: string;
  biz_opaque_callback_data?: string;
  pricing?: { category: string };
  errors?: { code: number }[];
};

export const statusesIn = (values: Record<string, unknown>[]): Status[] =>
  values.flatMap((value) => (value.statuses as Status[] | undefined) ?? []);

export const messagesIn = (values: Record<string, unknown>[]): Record<string, unknown>[] =>
  values.flatMap((value) => (value.messages as Record<string, unknown>[] | undefined) ?? []);
