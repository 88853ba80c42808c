import { Ratelimit } from "@upstash/ratelimit";
import { Redis } from "@upstash/redis";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type RunningRedis, startRedis } from "./index";

/** The unmodified clients of the product against the server: what they get here is what they get from the cloud. */
let server: RunningRedis;
let redis: Redis;
let now = new Date("2026-03-01T10:00:00Z").getTime();
const later = (ms: number) => {
  now += ms;
};
const connect = (options: Record<string, unknown> = {}) =>
  new Redis({ url: server.url, token: server.token, enableTelemetry: false, ...options });
const fault = (settings: Record<string, unknown>) =>
  fetch(`${server.url}/__faults`, { method: "POST", body: JSON.stringify(settings) });

beforeAll(async () => {
  server = await startRedis({ port: 0, token: "secret", clock: { now: () => new Date(now) } });
  redis = connect();
});
afterAll(() => server.stop());
afterEach(() => redis.flushall());

describe("[F34] strings and expiry", () => {
  test("[F34] values come back as they were given, whatever letters they have", async () => {
    await redis.set("object", { name: "Piñata 🎉", lines: ["a", "b\n"], n: 1.5, none: null });
    await redis.set("text", "José, ¿qué tal?");
    expect(await redis.get("object")).toEqual({ name: "Piñata 🎉", lines: ["a", "b\n"], n: 1.5, none: null });
    expect(await redis.get("text")).toBe("José, ¿qué tal?");
    expect(await redis.get("absent")).toBeNull();
    expect(await redis.mget("text", "absent")).toEqual(["José, ¿qué tal?", null]);
    expect(await connect({ responseEncoding: false }).get("text")).toBe("José, ¿qué tal?");
  });

  test("[F34] a lock is taken once, and is free again when it expires or its owner gives it back", async () => {
    expect(await redis.set("lock", "a", { nx: true, px: 500 })).toBe("OK");
    expect(await redis.set("lock", "b", { nx: true, px: 500 })).toBeNull();
    later(499);
    expect(await redis.pttl("lock")).toBe(1);
    later(1);
    expect(await redis.set("lock", "b", { nx: true, px: 500 })).toBe("OK");
    const release = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";
    expect(await redis.eval(release, ["lock"], ["a"])).toBe(0);
    expect(await redis.eval(release, ["lock"], ["b"])).toBe(1);
  });

  test("[F34] options are read in any case, and an unknown one is refused rather than ignored", async () => {
    const raw = async (...command: unknown[]) => {
      const headers = { authorization: "Bearer secret" };
      const response = await fetch(server.url, { method: "POST", headers, body: JSON.stringify(command) });
      return { status: response.status, body: await response.json() };
    };
    expect(await raw("set", "k", "1", "nX", "eX", "5")).toEqual({ status: 200, body: { result: "OK" } });
    expect(await raw("SET", "k", "2", "NX")).toEqual({ status: 200, body: { result: null } });
    expect(await raw("SET", "k", "2", "SOMETIMES")).toEqual({ status: 400, body: { error: "ERR syntax error" } });
    expect(await raw("SET", "k", "2", "EX")).toEqual({ status: 400, body: { error: "ERR syntax error" } });
    expect((await raw("NONSENSE")).body).toEqual({ error: "ERR unknown command 'NONSENSE'" });
    expect((await raw("LPUSH", "k", "x")).body).toEqual({
      error: "WRONGTYPE Operation against a key holding the wrong kind of value",
    });
  });

  test("[F34] expiry: set, kept, removed, conditional", async () => {
    await redis.set("k", "1", { ex: 10 });
    await redis.set("k", "2", { keepTtl: true });
    expect(await redis.ttl("k")).toBe(10);
    await redis.incr("k");
    expect(await redis.ttl("k")).toBe(10);
    await redis.persist("k");
    expect(await redis.ttl("k")).toBe(-1);
    expect(await redis.expire("k", 5, "XX")).toBe(0);
    expect(await redis.expire("k", 5)).toBe(1);
    expect(await redis.expire("k", 2, "GT")).toBe(0);
    later(5_000);
    expect(await redis.exists("k")).toBe(0);
    expect(await redis.ttl("k")).toBe(-2);
  });

  test("[F34] counters", async () => {
    expect(await redis.incrby("n", 5)).toBe(5);
    expect(await redis.decr("n")).toBe(4);
    expect(await redis.incrbyfloat("n", 0.5)).toBe(4.5);
    await expect(redis.incr("n")).rejects.toThrow("not an integer");
  });
});

describe("[F34] collections", () => {
  test("[F34] hashes", async () => {
    expect(await redis.hset("h", { a: 1, b: { c: "é" } })).toBe(2);
    expect(await redis.hgetall("h")).toEqual({ a: 1, b: { c: "é" } });
    expect(await redis.hmget("h", "a", "z")).toEqual({ a: 1, z: null });
    expect(await redis.hincrby("h", "a", 2)).toBe(3);
    expect(await redis.hdel("h", "a", "b")).toBe(2);
    expect(await redis.exists("h")).toBe(0);
    expect(await redis.hgetall("h")).toBeNull();
  });

  test("[F34] lists keep order and lose nothing when moved", async () => {
    await redis.rpush("l", "a", "b", "c", "a");
    await redis.lpush("l", "z");
    expect(await redis.lrange("l", 0, -1)).toEqual(["z", "a", "b", "c", "a"]);
    expect(await redis.lrem("l", -1, "a")).toBe(1);
    expect(await redis.lmove("l", "m", "left", "right")).toBe("z");
    expect(await redis.lpop<string[]>("l", 2)).toEqual(["a", "b"]);
    await redis.ltrim("l", 1, 0);
    expect(await redis.exists("l")).toBe(0);
  });

  test("[F34] sets", async () => {
    await redis.sadd("s", "a", "b");
    await redis.sadd("t", "b", "c");
    expect((await redis.sunion("s", "t")).toSorted()).toEqual(["a", "b", "c"]);
    expect(await redis.sinter("s", "t")).toEqual(["b"]);
    expect(await redis.sdiff("s", "t")).toEqual(["a"]);
    expect(await redis.smismember("s", ["a", "c"])).toEqual([1, 0]);
  });

  test("[F34] sorted sets: order, ranges, scores", async () => {
    await redis.zadd("z", { score: 2, member: "b" }, { score: 1, member: "a" }, { score: 2, member: "aa" });
    expect(await redis.zrange("z", 0, -1)).toEqual(["a", "aa", "b"]);
    expect(await redis.zrange("z", 2, "+inf", { byScore: true, withScores: true })).toEqual(["aa", 2, "b", 2]);
    expect(await redis.zrange("z", 0, 0, { rev: true })).toEqual(["b"]);
    expect(await redis.zrange("z", "(1", 2, { byScore: true, offset: 1, count: 1 })).toEqual(["b"]);
    expect(await redis.zincrby("z", 5, "a")).toBe(6);
    expect(await redis.zrank("z", "a")).toBe(2);
    expect(await redis.zadd("z", { nx: true }, { score: 9, member: "a" })).toBe(0);
    expect(await redis.zremrangebyscore("z", 0, 2)).toBe(2);
    expect(await redis.zpopmin("z", 1)).toEqual(["a", 6]);
  });

  test("[F34] keys are found by pattern and type", async () => {
    await redis.mset({ "t:1:a": 1, "t:1:b": 2, "t:2:a": 3 });
    await redis.sadd("t:1:set", "x");
    expect((await redis.keys("t:1:?")).toSorted()).toEqual(["t:1:a", "t:1:b"]);
    const [cursor, found] = await redis.scan(0, { match: "t:1:*", type: "set" });
    expect([cursor, found]).toEqual(["0", ["t:1:set"]]);
  });
});

describe("[F34] pipelines, scripts, messages", () => {
  test("[F34] a pipeline answers each command, a transaction runs together", async () => {
    expect(
      await redis.pipeline().set("a", 1).incr("a").get("absent").hset("h", { x: "ñ" }).hgetall("h").exec(),
    ).toEqual(["OK", 2, null, 1, { x: "ñ" }]);
    expect(await redis.multi().incr("a").incr("a").exec()).toEqual([3, 4]);
  });

  test("[F34] a script is known by its digest after it ran, not before", async () => {
    const source = "return {tonumber(ARGV[1]) / 2, KEYS[1], false, {ok = 'FINE'}, redis.call('get', 'absent')}";
    const sha = await redis.scriptLoad(source);
    expect(await redis.evalsha(sha, ["k"], ["9"])).toEqual([4, "k", null, "FINE", null]);
    await redis.scriptFlush();
    await expect(redis.evalsha(sha, ["k"], ["9"])).rejects.toThrow("NOSCRIPT");
  });

  test("[F34] a failing script changes nothing after its failure and says why", async () => {
    await redis.set("text", "x");
    await expect(redis.eval("redis.call('incr', KEYS[1]) redis.call('del', KEYS[1])", ["text"], [])).rejects.toThrow(
      "not an integer",
    );
    expect(await redis.get("text")).toBe("x");
    expect(
      await redis.eval("local r = redis.pcall('incr', KEYS[1]) return r.err ~= nil and 1 or 0", ["text"], []),
    ).toBe(1);
    await expect(redis.eval("return os.execute('true')", [], [])).rejects.toThrow("ERR");
  });

  test("[F34] messages reach subscribers of the channel and of the pattern", async () => {
    const heard: unknown[] = [];
    const channel = redis.subscribe<{ n: number }>("tenant:1");
    const pattern = redis.psubscribe<{ n: number }>("tenant:*");
    channel.on("message", ({ message }) => heard.push(["channel", message]));
    pattern.on("pmessage", ({ channel: from, message }) => heard.push([from, message]));
    await expect.poll(() => redis.publish("tenant:1", { n: 0 })).toBe(2);
    await redis.publish("tenant:1", { n: 1 });
    await redis.publish("tenant:2", { n: 2 });
    await expect
      .poll(() => heard)
      .toEqual(
        expect.arrayContaining([
          ["channel", { n: 1 }],
          ["tenant:1", { n: 1 }],
          ["tenant:2", { n: 2 }],
        ]),
      );
    expect(heard).not.toContainEqual(["channel", { n: 2 }]);
    await channel.unsubscribe();
    await pattern.unsubscribe();
  });
});

describe("[F34] rate limits of @upstash/ratelimit", () => {
  const tries = async (limiter: Ratelimit, times: number) => {
    const answers = [];
    for (let n = 0; n < times; n++) answers.push((await limiter.limit("caller")).success);
    return answers.filter(Boolean).length;
  };

  test.each([
    ["fixed window", () => Ratelimit.fixedWindow(3, "60 s")],
    ["sliding window", () => Ratelimit.slidingWindow(3, "60 s")],
    ["token bucket", () => Ratelimit.tokenBucket(3, "60 s", 3)],
  ])("[F34] %s lets through what it should, and no more", async (name, algorithm) => {
    const limiter = new Ratelimit({
      redis,
      limiter: algorithm(),
      prefix: name.replace(" ", "-"),
      ephemeralCache: false,
    });
    expect(await tries(limiter, 5)).toBe(3);
    expect((await limiter.getRemaining("caller")).remaining).toBe(0);
    await limiter.resetUsedTokens("caller");
    expect(await tries(limiter, 1)).toBe(1);
  });
});

describe("[F34] faults and refusals", () => {
  test("[F34] without the token nothing is answered", async () => {
    await expect(new Redis({ url: server.url, token: "wrong", retry: false }).get("k")).rejects.toThrow("Unauthorized");
  });

  test("[F34] down breaks connections, slow delays, flush forgets", async () => {
    const impatient = connect({ retry: false });
    await redis.set("k", "1");
    await fault({ down: true });
    await expect(impatient.get("k")).rejects.toThrow();
    await fault({ slowMs: 120 });
    const startedAt = performance.now();
    expect(await impatient.get("k")).toBe(1);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(115);
    await fault({ flush: true });
    expect(await impatient.get("k")).toBeNull();
  });
});
