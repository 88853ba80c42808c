import { expect } from "vitest";
import { errorRegistry } from "@/lib/errors";
import { tenantTest } from "@/server/testing/fixtures";
import { callerOf, cookieOf, jobs, roles } from "@/server/testing/http";
import { createApp } from "./app";
import { appRouter } from "./trpc/root";

const app = createApp({ jobs });
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>)
  .map(([name, { _def }]) => ({ name, type: _def.type }))
  // Signing out comes last: it ends the session the others are asked with.
  .sort((a, b) => Number(a.name === "access.signOut") - Number(b.name === "access.signOut"));
const calls = procedures.filter(({ type }) => type !== "subscription");

/** All that answers somebody without a session. */
const open = new Set(["access.memberships", "tenancy.signUp"]);
/** All that needs a session and no business. */
const ofAccount = new Set(["access.memberships", "access.sessions", "access.signOut", "tenancy.signUp"]);

const inputs = [undefined, {}, null, [], "x", { id: "no-such-thing", limit: -1, cursor: "!" }];
const expected = new Set([200, 400, 401, 402, 403, 404, 405, 409, 412, 422, 429]);

type Caller = ReturnType<typeof callerOf>;
const ask = (caller: Caller, { name, type }: { name: string; type: string }, input: unknown) =>
  type === "mutation" ? caller.mutate(name, input) : caller.query(name, input);

tenantTest("[G13] the matrix covers what is mounted", () => {
  expect(calls.length).toBeGreaterThan(60);
  expect(procedures.filter(({ type }) => type === "subscription").map(({ name }) => name)).toEqual(["realtime.feed"]);
});

tenantTest("[G13] without a session everything but the open procedures is refused", async () => {
  const caller = callerOf(app.fetch, { "x-socket-address": "198.51.100.1" });
  const answers = await Promise.all(
    calls.map(async (procedure) => ({ name: procedure.name, status: (await ask(caller, procedure, {})).status })),
  );
  const admitted = answers.filter(({ name, status }) => status !== 401 && !open.has(name));
  // An unreadable input may be named before anybody is asked who they are, and says nothing else.
  expect(admitted.filter(({ status }) => status !== 400)).toEqual([]);
  expect(admitted.map(({ name }) => name)).toEqual(["access.revokeSession", "access.switchTenant"]);
});

tenantTest("[G13] [T4] another business's owner who names this one finds nothing", async ({ tenant, otherTenant }) => {
  const cookie = await cookieOf(otherTenant);
  const caller = callerOf(app.fetch, { cookie, "x-mostrador-tenant": tenant.info.slug });
  for (const procedure of calls) {
    if (procedure.name.startsWith("access.") || open.has(procedure.name)) continue;
    const answer = await ask(caller, procedure, {});
    expect([procedure.name, answer.status, answer.code]).toEqual([procedure.name, 404, "tenant_not_found"]);
  }
});

tenantTest(
  "[G13] [G15] every procedure answers every role with a documented refusal or an answer",
  { timeout: 120_000 },
  async ({ tenant }) => {
    const failures: string[] = [];
    for (const role of roles) {
      const caller = callerOf(app.fetch, { cookie: await cookieOf(tenant, role) });
      for (const procedure of calls) {
        const isLast = procedure.name === "access.signOut";
        const answers = await Promise.all(
          (isLast ? [undefined] : inputs).map(async (input) => ({ input, ...(await ask(caller, procedure, input)) })),
        );
        for (const { status, code, text, input } of answers) {
          const isKnown = status === 200 || (code !== null && code in errorRegistry && code !== "internal");
          if (!expected.has(status) || !isKnown || /node_modules|prisma|select |\bat .*\.ts/i.test(text))
            failures.push(`${role} ${procedure.name} ${JSON.stringify(input)}: ${status} ${text.slice(0, 200)}`);
        }
      }
    }
    expect(failures).toEqual([]);
  },
);

tenantTest("[G13] a role that reads only changes nothing", { timeout: 60_000 }, async ({ tenant }) => {
  const caller = callerOf(app.fetch, { cookie: await cookieOf(tenant, "auditor") });
  for (const procedure of calls) {
    if (procedure.type !== "mutation" || ofAccount.has(procedure.name)) continue;
    const answer = await ask(caller, procedure, {});
    expect([procedure.name, answer.status]).not.toEqual([procedure.name, 200]);
  }
});
