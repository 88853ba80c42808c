import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import type { AccountId } from "@/lib/ids";
import { systemContext } from "@/server/composition/tenants";
import { openSessionFor } from "@/server/modules/access/public";
import { hmacHex } from "@/server/platform/crypto";
import { controlReader, sql } from "@/server/platform/db";
import { cookieFrom, openSessionCookie, sealSession, sessionCookieName } from "@/server/platform/session-cookie";
import { type TestTenant, tenantTest } from "@/server/testing/fixtures";
import { callerOf, cookieOf, jobs } from "@/server/testing/http";
import { createApp } from "./app";

const app = createApp({ jobs });
const as = (cookie: string, headers: Record<string, string> = {}) => callerOf(app.fetch, { cookie, ...headers });

const tokenOf = (tenant: TestTenant) =>
  openSessionFor(systemContext(), {
    accountId: tenant.members.owner.accountId,
    tenantId: tenant.info.id,
    userAgent: null,
  });

/** The owner of one business becomes a member of another one too. */
async function joinBoth(tenant: TestTenant, other: TestTenant): Promise<AccountId> {
  const { accountId } = tenant.members.owner;
  await sql.execute(controlReader())`
    update control.membership set account_id = ${accountId}
    where tenant_id = ${other.info.id} and member_id = ${other.members.seller.id}`;
  return accountId;
}

tenantTest("[T18] [T19] a cookie we did not seal is nobody's", async ({ tenant }) => {
  const token = await tokenOf(tenant);
  const name = sessionCookieName();
  const sealed = sealSession(token);
  const [version = "", , signature = ""] = sealed.split(".");
  const other = await tokenOf(tenant);
  const flip = (text: string) => (text.startsWith("a") ? "b" : "a") + text.slice(1);
  const forged = [
    "",
    token,
    `${version}.${token}`,
    `${version}.${token}.`,
    `${version}.${token}.${flip(signature)}`,
    `${version}.${flip(token)}.${signature}`,
    `${version}.${other}.${signature}`,
    `v2.${token}.${signature}`,
    `${sealed}.x`,
    `${version}.${token}.${hmacHex("another secret of at least thirty-two characters", `${version}.${token}`).slice(0, 43)}`,
    `${version}.${token}.${hmacHex("", `${version}.${token}`).slice(0, 43)}`,
    "eyJhbGciOiJub25lIn0.eyJzaWQiOiJ4In0.",
    "%E0%A4%A",
    "%",
    "x".repeat(5_000),
  ];
  for (const value of forged) {
    const answer = await as(`${name}=${value}`).query("access.me");
    expect([value.slice(0, 20), answer.status, answer.code]).toEqual([value.slice(0, 20), 401, "unauthenticated"]);
  }
  expect((await as(`theme=dark; ${name}=${sealed}; x=%`).query("access.me")).status).toBe(200);
  expect(openSessionCookie(cookieFrom(`${name}=${sealed}`, name))).toBe(token);
});

tenantTest("[T18] an expired session is nobody's", async ({ tenant }) => {
  const cookie = await cookieOf(tenant);
  await sql.execute(controlReader())`
    update control.session set expires_at = to_timestamp(${tenant.clock.now() / 1_000 - 1}::float8)
    where account_id = ${tenant.members.owner.accountId}`;
  expect((await as(cookie).query("access.me")).status).toBe(401);
});

tenantTest(
  "[T18] sign-out and revocation are felt at once here, and within two seconds elsewhere",
  async ({ tenant }) => {
    const [first, second, third] = [await cookieOf(tenant), await cookieOf(tenant), await cookieOf(tenant)];
    for (const cookie of [first, second, third]) expect((await as(cookie).query("access.me")).status).toBe(200);

    const signedOut = await as(first).mutate("access.signOut");
    expect(signedOut.status).toBe(200);
    expect(signedOut.headers.get("set-cookie")).toMatch(/Max-Age=0/);
    expect((await as(first).query("access.me")).status).toBe(401);

    const sessions = (await as(second).query("access.sessions")).data as { id: string; isCurrent: boolean }[];
    const elsewhere = sessions.find(({ isCurrent }) => !isCurrent);
    expect((await as(second).mutate("access.revokeSession", { sessionId: elsewhere?.id })).data).toEqual({
      revoked: true,
    });
    expect((await as(third).query("access.me")).status).toBe(401);

    // What another process revokes reaches this one when its trust runs out.
    expect((await as(second).query("access.me")).status).toBe(200);
    await sql.execute(controlReader())`
    update control.session set revoked_at = now() where account_id = ${tenant.members.owner.accountId}`;
    await wait(2_050);
    expect((await as(second).query("access.me")).status).toBe(401);
  },
);

tenantTest("[T18] nobody revokes the session of another account", async ({ tenant, otherTenant }) => {
  const victim = await cookieOf(otherTenant);
  const [{ id } = { id: "" }] = (await as(victim).query("access.sessions")).data as { id: string }[];
  const answer = await as(await cookieOf(tenant)).mutate("access.revokeSession", { sessionId: id });
  expect(answer.data).toEqual({ revoked: false });
  expect((await as(victim).query("access.me")).status).toBe(200);
});

tenantTest(
  "[T4] [T8] the tenant is the session's: a header only says where the page believes it is",
  async ({ tenant, otherTenant }) => {
    const cookie = await cookieOf(tenant);
    const believing = (slug: string) => as(cookie, { "x-mostrador-tenant": slug }).query("access.me");
    expect((await believing(tenant.info.slug)).status).toBe(200);

    const foreign = await believing(otherTenant.info.slug);
    const absent = await believing("no-such-business");
    expect([foreign.status, foreign.code]).toEqual([404, "tenant_not_found"]);
    const withoutId = (text: string) => text.replace(/"requestId":"[^"]+"/, "");
    expect(withoutId(foreign.text)).toBe(withoutId(absent.text));

    await joinBoth(tenant, otherTenant);
    const member = await cookieOf(tenant);
    const own = await as(member, { "x-mostrador-tenant": otherTenant.info.slug }).query("access.me");
    expect([own.status, own.code]).toEqual([403, "tenant_mismatch"]);

    const switched = await as(member).mutate("access.switchTenant", { slug: otherTenant.info.slug });
    expect(switched.status).toBe(200);
    const there = await as(member, { "x-mostrador-tenant": otherTenant.info.slug }).query("access.me");
    expect(there.data).toMatchObject({ tenant: { slug: otherTenant.info.slug }, member: { roles: ["seller"] } });
    const back = await as(member, { "x-mostrador-tenant": tenant.info.slug }).query("access.me");
    expect([back.status, back.code]).toEqual([403, "tenant_mismatch"]);
    expect((await as(cookie).mutate("access.switchTenant", { slug: "no-such-business" })).code).toBe(
      "tenant_not_found",
    );
  },
);

tenantTest("[T4] a member who was removed is out within two seconds", async ({ tenant }) => {
  const cookie = await cookieOf(tenant, "seller");
  expect((await as(cookie).query("access.me")).status).toBe(200);
  await sql.execute(controlReader())`
    update control.membership set status = 'removed'
    where tenant_id = ${tenant.info.id} and member_id = ${tenant.members.seller.id}`;
  await wait(2_050);
  expect((await as(cookie).query("access.me")).status).toBe(404);
});

tenantTest("[T18] signing up opens a session, and the next call is the new owner's", async () => {
  const visitor = callerOf(app.fetch, { "x-socket-address": "203.0.113.77" });
  const answer = await visitor.mutate("tenancy.signUp", {
    name: "Ana Pérez",
    email: "ana@nueva.example",
    password: "una clave bien larga",
    business: "Repuestos Ana",
    country: "VE",
    trade: "auto_parts",
  });
  expect(answer.status).toBe(200);
  const header = answer.headers.get("set-cookie") ?? "";
  expect(header).toMatch(/HttpOnly/);
  expect(header).toMatch(/SameSite=Lax/);
  const cookie = header.split(";", 1)[0] ?? "";
  const { slug } = answer.data as { slug: string };
  const me = await as(cookie, { "x-mostrador-tenant": slug }).query("access.me");
  expect(me.data).toMatchObject({ tenant: { slug }, member: { roles: ["owner"] }, account: { name: "Ana Pérez" } });
  expect(answer.text).not.toContain("clave");
});
