import { startRedis } from "@local/redis";
import { afterEach, expect, test } from "vitest";
import type { TenantId } from "@/lib/ids";
import { loadEnvironment } from "../env";
import { Cache, cacheKey } from "./index";

const a = "01h0000000000000000000000a" as TenantId;
const b = "01h0000000000000000000000b" as TenantId;
const base = {
  MOSTRADOR_PROFILE: "test",
  PUBLIC_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: "a secret of at least thirty-two characters",
  DATABASE_URL: "postgresql://x:x@127.0.0.1:1/x",
  LOG_LEVEL: "silent",
};
let stop: (() => Promise<void>) | undefined;
const forgetClient = () => Reflect.deleteProperty(globalThis, Symbol.for("mostrador.redis"));

async function withStore(): Promise<{ url: string }> {
  const running = await startRedis({ port: 0, token: "t" });
  stop = () => running.stop();
  forgetClient();
  loadEnvironment({ ...base, UPSTASH_REDIS_REST_URL: running.url, UPSTASH_REDIS_REST_TOKEN: "t" });
  return running;
}
afterEach(async () => {
  await stop?.();
  stop = undefined;
  forgetClient();
});

const request = (tenant: TenantId, load: () => Promise<object>) => ({
  tenant,
  name: "summary",
  key: [30, undefined],
  freshSeconds: 60,
  load,
});

test("[P21] [PL138] a hundred readers of a missing key load it once, and another process finds it in the store", async () => {
  await withStore();
  let loads = 0;
  const load = async () => {
    loads += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return { sales: "10.00" };
  };
  const here = new Cache();
  const answers = await Promise.all(Array.from({ length: 100 }, () => here.get(request(a, load))));
  expect(loads).toBe(1);
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"sales":"10.00"}']));
  const elsewhere = new Cache();
  expect(await elsewhere.get(request(a, load))).toEqual({ sales: "10.00" });
  expect([loads, elsewhere.hits.store]).toEqual([1, 1]);
});

test("[T5] [D13] equal keys of two businesses are different entries, and a part cannot imitate two", async () => {
  await withStore();
  const here = new Cache();
  expect(await here.get(request(a, async () => ({ of: "a" })))).toEqual({ of: "a" });
  expect(await here.get(request(b, async () => ({ of: "b" })))).toEqual({ of: "b" });
  expect(cacheKey({ tenant: a, name: "n", key: ["x:y"] })).not.toBe(
    cacheKey({ tenant: a, name: "n", key: ["x", "y"] }),
  );
});

test("[F34] [PL141] with the store gone the source answers, and nobody sees an error", async () => {
  const { url } = await withStore();
  await stop?.();
  stop = undefined;
  forgetClient();
  loadEnvironment({ ...base, UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: "t" });
  const here = new Cache();
  expect(await here.get(request(a, async () => ({ ok: true })))).toEqual({ ok: true });
  expect(here.hits).toEqual({ memory: 0, store: 0, load: 1 });
});
