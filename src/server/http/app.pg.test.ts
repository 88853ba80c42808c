import { Hono } from "hono";
import { describe, expect } from "vitest";
import { GET, POST } from "@/app/api/[[...route]]/route";
import { limits } from "@/lib/limits";
import { tenantTest } from "@/server/testing/fixtures";
import { callerOf, cookieOf, type Fetcher, jobs, origin } from "@/server/testing/http";
import { createApp } from "./app";
import { aroundRequest, commonHeaders, type HttpEnv } from "./security";

const app = createApp({ jobs });
const ours: Fetcher = (request) => app.fetch(request);
const next: Fetcher = (request) => (request.method === "GET" ? GET(request) : POST(request));

describe.each([
  ["the app of the server", ours],
  ["the catch-all route of Next", next],
])("%s", (_name, fetcher) => {
  const anonymous = callerOf(fetcher);

  tenantTest("[G33] [T39] every answer carries the headers, refusals and redirects too", async ({ tenant }) => {
    const owner = callerOf(fetcher, { cookie: await cookieOf(tenant) });
    const answers = [
      await owner.query("access.me"),
      await anonymous.query("access.me"),
      await anonymous.send("/api/healthz"),
      await anonymous.send("/api/nothing-here"),
      await anonymous.send("/api/metrics"),
      await anonymous.send(`/api/trpc/access.me?input=${"x".repeat(limits.urlBytes)}`),
      await anonymous.send("/api/webhooks/meta/meta-platform"),
      await anonymous.send("/api/webhooks/meta/nobody", { method: "POST" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 200, 404, 401, 414, 403, 404]);
    for (const { headers } of answers) {
      for (const [name, value] of Object.entries(commonHeaders)) expect(headers.get(name)).toBe(value);
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("cache-control")).toBe("private, no-store");
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-z]{26}$/);
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });

  tenantTest("[T38] a write that rides on a cookie comes from our own pages, as JSON", async ({ tenant }) => {
    const cookie = await cookieOf(tenant);
    const write = (headers: Record<string, string>) =>
      callerOf(fetcher).send("/api/trpc/tenancy.updateBranch", { method: "POST", body: "{}", headers });
    const json = { "content-type": "application/json" };
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: `${origin}.evil.example` },
      { origin: "https://localhost:3000" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "cross-site", origin },
      {},
    ];
    for (const from of foreign) {
      for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
        const answer = await write({ cookie, ...from, "content-type": type });
        expect([answer.status, answer.code]).toEqual([403, "origin_refused"]);
      }
    }
    const own: Record<string, string>[] = [{ origin }, { "sec-fetch-site": "same-origin" }];
    for (const from of own) {
      expect((await write({ cookie, ...from, ...json })).code).toBe("validation_failed");
      for (const type of ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""]) {
        expect((await write({ cookie, ...from, "content-type": type })).status).toBe(415);
      }
    }
    // Without a cookie there is nothing to ride on.
    expect((await write(json)).status).toBe(401);
  });

  tenantTest("[T38] an upload and a public page are held to the same rule", async ({ tenant }) => {
    const cookie = await cookieOf(tenant);
    const headers = { cookie, "sec-fetch-site": "cross-site" };
    const upload = await anonymous.send("/api/files/imports", { method: "POST", body: "a,b", headers });
    expect([upload.status, upload.code]).toEqual([403, "origin_refused"]);
    const name = { cookie, "sec-fetch-site": "same-origin", "x-file-name": "%E0%A4%A" };
    const odd = await anonymous.send("/api/files/imports", { method: "POST", body: "", headers: name });
    expect(odd.status).toBeLessThan(500);
  });

  tenantTest("[T70] every ceiling holds at n and refuses at n + 1", async ({ tenant }) => {
    const owner = callerOf(fetcher, { cookie: await cookieOf(tenant) });
    const batch = (count: number, comma = ",") =>
      owner.send(`/api/trpc/${Array(count).fill("access.me").join(comma)}?batch=1&input=%7B%7D`);
    expect((await batch(limits.trpcBatch)).status).toBe(200);
    expect((await batch(limits.trpcBatch + 1)).status).toBe(400);
    expect((await batch(limits.trpcBatch + 1, "%2C")).status).toBe(400);

    const body = (bytes: number) => JSON.stringify({ slug: "x".repeat(bytes - 11) });
    const within = await owner.mutate("access.switchTenant", undefined, { body: body(limits.jsonBodyBytes) });
    expect(within.code).toBe("validation_failed");
    const over = await owner.mutate("access.switchTenant", undefined, { body: body(limits.jsonBodyBytes + 1) });
    expect([over.status, over.code]).toEqual([413, "body_too_large"]);
    const declared = await owner.mutate("access.switchTenant", undefined, {
      body: "{}",
      headers: { "content-length": `${limits.jsonBodyBytes + 1}` },
    });
    expect(declared.status).toBe(413);
    const long = await owner.send(`/api/trpc/access.me?input=${"x".repeat(limits.urlBytes)}`);
    expect([long.status, long.code]).toEqual([414, "url_too_long"]);
  });

  tenantTest("[T38] [G33] what is not a call of ours is refused with a code and nothing else", async ({ tenant }) => {
    const owner = callerOf(fetcher, { cookie: await cookieOf(tenant), "sec-fetch-site": "same-origin" });
    const getMutation = await owner.query("access.signOut");
    expect([getMutation.status, getMutation.code]).toEqual([405, "method_not_allowed"]);
    expect((await owner.query("access.me")).status).toBe(200);

    const unknown = await owner.query("access.everything");
    expect([unknown.status, unknown.code]).toEqual([404, "not_found"]);
    for (const path of ["%E0%A4%A", "__proto__", "constructor", "access", ""]) {
      expect((await owner.send(`/api/trpc/${path}`)).status).toBe(404);
    }
    for (const input of ["{", "[[[", "%00", '{"__proto__":{"a":1}}']) {
      expect((await owner.send(`/api/trpc/access.me?input=${input}`)).status).toBeLessThan(500);
      const written = await owner.mutate("access.switchTenant", undefined, { body: input });
      expect([written.status, written.code]).toEqual([400, "validation_failed"]);
    }
    const secret = "select-password-from-account";
    const wrong = await owner.mutate("tenancy.updateBranch", { branchId: 7, name: secret, [secret]: secret });
    expect(wrong.status).toBe(400);
    expect(wrong.text).not.toContain(secret);
    expect(wrong.text).not.toMatch(/stack|node_modules|\.ts:\d|prisma|postgres/i);
    expect(Object.keys(JSON.parse(wrong.text).error.data).sort()).toEqual([
      "code",
      "httpStatus",
      "issues",
      "requestId",
    ]);
  });

  tenantTest("[T69] [F34] sign-ups from one address are counted and told when to come back", async ({ tenant }) => {
    const from = { "x-socket-address": `203.0.113.${fetcher === ours ? 1 : 2}`, "x-forwarded-for": tenant.info.id };
    const visitor = callerOf(fetcher, from);
    const ask = () =>
      visitor.mutate("tenancy.signUp", {
        name: "Ana Pérez",
        email: "not an address",
        password: "long enough",
        business: "Repuestos Ana",
        country: "VE",
        trade: "auto_parts",
      });
    const codes: (string | null)[] = [];
    for (let n = 0; n < 5; n += 1) codes.push((await ask()).code);
    expect(new Set(codes)).not.toContain("rate_limited");
    const refused = await ask();
    expect([refused.status, refused.code]).toEqual([429, "rate_limited"]);
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(3_000);
    expect(wait).toBeLessThanOrEqual(3_600);
  });

  tenantTest("[G33] metrics need their token, and callers cannot make up their names", async ({ tenant }) => {
    const owner = callerOf(fetcher, { cookie: await cookieOf(tenant) });
    await owner.query("access.invented_name_1");
    await owner.query("access.me");
    const wrong = [undefined, "Bearer ", "Bearer test-metrics-tokem", "Bearer x".repeat(50)];
    for (const authorization of wrong) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      expect((await anonymous.send("/api/metrics", { headers })).status).toBe(401);
    }
    const metrics = await anonymous.send("/api/metrics", { headers: { authorization: "Bearer test-metrics-token" } });
    expect(metrics.status).toBe(200);
    expect(metrics.text).toContain('route="trpc.access.me"');
    expect(metrics.text).toContain('route="trpc.unknown"');
    expect(metrics.text).not.toContain("invented");
  });
});

tenantTest("[G33] [T39] a redirect and a failure carry the headers, whoever made the answer", async () => {
  const small = new Hono<HttpEnv>()
    .use(aroundRequest)
    .get("/redirect", (c) => c.redirect("/elsewhere"))
    .get("/sealed", () => Response.redirect(origin, 303))
    .get("/broken", () => {
      throw new Error("a defect");
    });
  for (const [path, status] of Object.entries({ "/redirect": 302, "/sealed": 303, "/broken": 500 })) {
    const answer = await small.request(path);
    expect(answer.status).toBe(status);
    for (const [name, value] of Object.entries(commonHeaders)) expect(answer.headers.get(name)).toBe(value);
  }
});

tenantTest("[F4] readiness ends when draining begins and stays ended; liveness does not", async () => {
  const { beginDraining } = await import("./health");
  const caller = callerOf(ours);
  const before = await caller.send("/readyz");
  expect(before.status).toBe(200);
  expect(JSON.parse(before.text)).toEqual({
    status: "up",
    checks: { postgres: "up", redis: "degraded", draining: "up" },
  });
  beginDraining();
  expect((await caller.send("/readyz")).status).toBe(503);
  expect((await callerOf(next).send("/api/readyz")).status).toBe(503);
  expect((await caller.send("/healthz")).status).toBe(200);
});
