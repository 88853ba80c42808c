import { test } from "vitest";
import { countries } from "@/lib/countries";
import type { AccountId, BranchId, MemberId, TenantId } from "@/lib/ids";
import { everything, type PermissionSet, type SystemRoleKey, systemRoles } from "@/lib/permissions";
import { instant, type TimeZone } from "@/lib/time";
import { replaceRuntime } from "@/server/composition/runtime";
import { contextOf } from "@/server/composition/tenants";
import { permissionSetOf, seedRoles } from "@/server/modules/access/public";
import { manualClock } from "@/server/platform/clock";
import type { Actor, ServiceContext, TenantInfo } from "@/server/platform/context";
import { sql, transactControl } from "@/server/platform/db";
import { loadEnvironment } from "@/server/platform/env";
import { randomIds } from "@/server/platform/ids";
import { takeTenantSchema, useDatabase } from "./database";

/** Friday 20 November 2026, 10:30 in Caracas. */
const start = instant(Date.parse("2026-11-20T14:30:00Z"));
const roleKeys = Object.keys(systemRoles) as SystemRoleKey[];

export const testSecrets = {
  metaAppSecret: "test-meta-app-secret",
  metaVerifyToken: "test-meta-verify-token",
  stripeWebhookSecret: "whsec_test_stripe_webhook_secret",
};

const database = useDatabase({
  prepare: async ({ urls }) => {
    loadEnvironment({
      MOSTRADOR_PROFILE: "test",
      PUBLIC_URL: "http://localhost:3000",
      NEXTAUTH_SECRET: "a secret of at least thirty-two characters",
      DATABASE_URL: urls.appUrl,
      DATABASE_URL_CONTROL: urls.controlUrl,
      DATABASE_URL_MIGRATOR: urls.migratorUrl,
      DATABASE_URL_DIRECT: urls.directUrl,
      META_APP_SECRET: testSecrets.metaAppSecret,
      META_VERIFY_TOKEN: testSecrets.metaVerifyToken,
      META_ACCESS_TOKEN: "test-meta-token",
      META_GRAPH_BASE_URL: "http://127.0.0.1:9",
      STRIPE_API_BASE_URL: "http://127.0.0.1:9",
      STRIPE_SECRET_KEY: "sk_test_x",
      STRIPE_WEBHOOK_SECRET: testSecrets.stripeWebhookSecret,
      METRICS_TOKEN: "test-metrics-token",
      LOG_LEVEL: "silent",
    });
  },
});

export interface TestTenant {
  readonly info: TenantInfo;
  readonly branches: readonly [{ id: BranchId; code: string }, { id: BranchId; code: string }];
  readonly clock: ReturnType<typeof manualClock>;
  readonly members: Readonly<Record<SystemRoleKey, { id: MemberId; accountId: AccountId }>>;
  /** A member of that role in every branch, or in the first branch only. */
  as(role: SystemRoleKey, reach?: "all branches" | "first branch"): ServiceContext;
  actor(actor: Actor, permissions?: PermissionSet): ServiceContext;
  job(): ServiceContext;
  audited(action: string): Promise<{ subject: string; changes: unknown }[]>;
  published(type: string): Promise<{ subject: string; payload: Record<string, unknown> }[]>;
}

export interface TestTenantOptions {
  name?: string;
  country?: keyof typeof countries;
  trade?: string;
}

const clock = manualClock(start);
const ids = randomIds(clock);

/** A business in a schema of its own, with two branches and one member for each shipped role. */
export async function makeTenant({
  name = "Repuestos de prueba",
  country = "VE",
  trade = "auto_parts",
}: TestTenantOptions = {}): Promise<TestTenant> {
  replaceRuntime({ clock, ids });
  const schema = await takeTenantSchema();
  const id = schema.slice(2) as TenantId;
  const place = countries[country];
  const code6 = id.slice(-6);
  const info: TenantInfo = {
    id,
    schema,
    code6,
    slug: `prueba-${code6}`,
    name,
    trade,
    country,
    currency: place.currency,
    locale: place.locale,
    plan: "advanced",
    calendar: { timeZone: place.timeZone as TimeZone, dayStartMinutes: 240 },
  };
  const members = Object.fromEntries(
    roleKeys.map((role) => [role, { id: ids.next<MemberId>(), accountId: ids.next<AccountId>() }]),
  ) as Record<SystemRoleKey, { id: MemberId; accountId: AccountId }>;
  const branches = [
    { id: ids.next<BranchId>(), code: "chacao" },
    { id: ids.next<BranchId>(), code: "valencia" },
  ] as const;
  await transactControl(async (tx) => {
    await sql.execute(tx)`
      insert into control.tenant (id, schema_name, code6, slug, name, trade, country, currency, time_zone, day_start_minutes, locale, plan, status)
      values (${info.id}, ${schema}, ${code6}, ${info.slug}, ${name}, ${trade}, ${country}, ${info.currency}, ${info.calendar.timeZone}, 240,
        ${info.locale}, 'advanced', 'active')`;
    for (const [role, { id: memberId, accountId }] of Object.entries(members)) {
      await sql.execute(tx)`
        insert into control.account (id, email_norm, name) values (${accountId}, ${`${role}-${code6}@prueba.example`}, ${`${role} ${code6}`})`;
      await sql.execute(tx)`
        insert into control.membership (tenant_id, account_id, member_id, is_owner) values (${id}, ${accountId}, ${memberId}, ${role === "owner"})`;
    }
  });
  const job = () => contextOf(info, { kind: "job", id: "test", name: "test" }, everything);
  await job().transaction(async (tx) => {
    await seedRoles(tx, job());
    for (const [position, branch] of branches.entries()) {
      await sql.execute(tx)`
        insert into branch (id, code, name, position) values (${branch.id}, ${branch.code}, ${branch.code === "chacao" ? "Chacao" : "Valencia"}, ${position})`;
    }
    for (const [role, member] of Object.entries(members)) {
      await sql.execute(tx)`
        insert into member (id, account_id, display_name, email) values (${member.id}, ${member.accountId}, ${`${role} ${code6}`}, ${`${role}-${code6}@prueba.example`})`;
      await sql.execute(
        tx,
      )`insert into member_role (member_id, role_id) select ${member.id}, id from role where key = ${role}`;
    }
  });
  const nodes = roleKeys.map((key) => ({
    key,
    parents: systemRoles[key].parents,
    grants: Object.entries(systemRoles[key].grants).map(([permission, scope]) => ({
      permission,
      scope: scope ?? "branch",
    })),
  }));
  return {
    info,
    branches,
    clock,
    members,
    job,
    as(role, reach = "all branches") {
      const allBranches = reach === "all branches";
      const permissions = permissionSetOf(nodes, {
        roleKeys: [role],
        allBranches,
        branchIds: allBranches ? [] : [branches[0].id],
      });
      const { id: memberId, accountId } = members[role];
      return contextOf(info, { kind: "member", id: memberId, accountId, name: `${role} ${code6}` }, permissions);
    },
    actor: (actor, permissions = everything) => contextOf(info, actor, permissions),
    audited: (action) =>
      sql<{ subject: string; changes: unknown }>(
        job().read,
      )`select subject, changes from audit_entry where action = ${action} order by at, id`,
    published: (type) =>
      sql<{ subject: string; payload: Record<string, unknown> }>(job().read)`
        select subject, payload from outbox where type = ${type} order by occurred_at, id`,
  };
}

/** Two businesses in every test, so that a leak has somewhere to show. */
export const tenantTest = test.extend<{ tenant: TestTenant; otherTenant: TestTenant }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the fixtures a fixture needs from this pattern
  tenant: async ({}, use) => {
    clock.set(start);
    await use(await makeTenant());
  },
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the fixtures a fixture needs from this pattern
  otherTenant: async ({}, use) => {
    await use(await makeTenant({ name: "Café de la competencia", country: "CO", trade: "restaurant" }));
  },
});

export { database as testDatabase };
