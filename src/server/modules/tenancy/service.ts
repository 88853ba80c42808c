import { createHash } from "node:crypto";
import { countries } from "@/lib/countries";
import { raise } from "@/lib/errors";
import type { AccountId, BranchId, MemberId, TenantId } from "@/lib/ids";
import type { TimeZone } from "@/lib/time";
import { addMember, openSessionFor, registerAccount, seedRoles } from "@/server/modules/access/public";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext, TenantInfo } from "@/server/platform/context";
import type { SystemContext } from "@/server/platform/context/system";
import { claimSpare, controlReader, provisionSchema, transactControl } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import { publish } from "@/server/platform/outbox";
import { checkSlug, slugCandidates } from "./domain";
import { branchCreated, tenantProvisioned } from "./events";
import { branchRepository, type ProvisioningRow, provisioningRepository, tenantRepository } from "./repository";
import type { BranchView, CreateBranch, SignUp, UpdateBranch } from "./schema";

/** The same account asking for the same business again within this span gets the tenant it already has. */
const sameRequestMs = 10 * 60_000;

/**
 * Account → claimed schema and tenant row → roles, owner and first branch inside the tenant → membership → open.
 * Each step may run twice; a kill at any point is finished by `resumeProvisioning`.
 */
export async function signUp(
  system: SystemContext,
  input: SignUp & { userAgent: string | null },
): Promise<{ tenant: TenantInfo; token: string; accountId: AccountId }> {
  const accountId = await registerAccount(system, {
    email: input.email,
    name: input.name,
    password: input.password,
    locale: countries[input.country].locale,
  });
  const provisioning = await beginProvisioning(system, input, accountId);
  const tenant = await finishProvisioning(system, provisioning);
  const token = await openSessionFor(system, { accountId, tenantId: tenant.id, userAgent: input.userAgent });
  return { tenant, token, accountId };
}

async function beginProvisioning(system: SystemContext, input: SignUp, accountId: AccountId): Promise<ProvisioningRow> {
  const window = input.idempotencyKey ?? Math.floor(system.clock.now() / sameRequestMs);
  const requestHash = createHash("sha256")
    .update(JSON.stringify([accountId, input.business.toLowerCase(), window]))
    .digest("hex");
  const known = await provisioningRepository(controlReader()).find(requestHash);
  if (known) return known;
  const schema = (await claimSpare(requestHash)) ?? (await coldSchema(system));
  const tenantId = schema.slice(2) as TenantId;
  const request = {
    ...input,
    accountId,
    memberId: system.ids.next<MemberId>(),
    branchId: system.ids.next<BranchId>(),
  };
  const row: ProvisioningRow = { requestHash, tenantId, step: "tenant", request };
  const isFirst = await transactControl(async (tx) => {
    if (!(await provisioningRepository(tx).insert(tx, row))) return false;
    const country = countries[input.country];
    const code6 = system.ids.next<string>().slice(-6);
    for (const slug of slugCandidates(input.business, code6)) {
      if (!checkSlug(slug).ok) continue;
      const inserted = await tenantRepository(tx).insert(tx, {
        id: tenantId,
        schema,
        code6,
        slug,
        name: input.business,
        trade: input.trade,
        country: input.country,
        currency: country.currency,
        locale: country.locale,
        plan: input.plan,
        status: "provisioning",
        calendar: { timeZone: country.timeZone as TimeZone, dayStartMinutes: 240 },
      });
      if (inserted) return true;
    }
    return raise("slug_taken");
  });
  return isFirst
    ? row
    : ((await provisioningRepository(controlReader()).find(requestHash)) ?? raise("request_in_progress"));
}

async function coldSchema(system: SystemContext): Promise<string> {
  const schema = `t_${system.ids.next<string>()}`;
  await provisionSchema(schema);
  return schema;
}

/** Brings a begun sign-up to its end, from wherever it stopped. */
async function finishProvisioning(system: SystemContext, row: ProvisioningRow): Promise<TenantInfo> {
  const tenant = (await tenantRepository(controlReader()).find(row.tenantId)) ?? raise("tenant_not_found");
  if (row.step === "done") return tenant;
  const ctx = system.enter(tenant);
  const { request } = row;
  await ctx.transaction(async (tx) => {
    if ((await tx.member.count({ where: { id: request.memberId } })) > 0) return; // this step had committed before
    await seedRoles(tx, ctx);
    await insertBranch(tx, ctx, { id: request.branchId, code: "principal", name: "Principal" });
    await addMember(tx, ctx, {
      id: request.memberId,
      accountId: request.accountId,
      displayName: request.name,
      email: request.email,
      phone: null,
      roleKeys: ["owner"],
      branchIds: "all",
    });
    await publish(tx, ctx, tenantProvisioned, { tenantId: tenant.id, trade: tenant.trade, country: tenant.country });
  });
  await transactControl(async (tx) => {
    const tenants = tenantRepository(tx);
    await tenants.insertMembership(tx, {
      tenantId: tenant.id,
      accountId: request.accountId,
      memberId: request.memberId,
      isOwner: true,
    });
    await tenants.setStatus(tx, tenant.id, "provisioning", "active");
    await provisioningRepository(tx).advance(tx, row.requestHash, "done");
  });
  return { ...tenant };
}

/** The sweep behind the promise of sign-up: what a crash left half-way is finished or, after five tries, left for a person. */
export async function resumeProvisioning(system: SystemContext): Promise<number> {
  const rows = await provisioningRepository(controlReader()).listUnfinished(20);
  let finished = 0;
  for (const row of rows) {
    try {
      await finishProvisioning(system, row);
      finished += 1;
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, 200) : "unknown";
      await transactControl((tx) => provisioningRepository(tx).countAttempt(tx, row.requestHash, reason));
    }
  }
  return finished;
}

async function insertBranch(
  tx: Parameters<typeof recordAudit>[0],
  ctx: ServiceContext,
  branch: { id: BranchId; code: string; name: string; address?: string; hours?: string },
): Promise<void> {
  const inserted = await branchRepository(tx).insert(tx, {
    ...branch,
    address: branch.address ?? null,
    hours: branch.hours ?? null,
  });
  if (!inserted) raise("state_conflict", { field: "code" });
  await recordAudit(tx, ctx, { action: "branch.create", subject: branch.id, branchId: branch.id, after: branch });
  await publish(tx, ctx, branchCreated, { branchId: branch.id, code: branch.code });
}

export async function createBranch(ctx: ServiceContext, input: CreateBranch): Promise<BranchView> {
  ctx.require("branch:manage");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "tenancy.createBranch", key: input.idempotencyKey, input }, async () => {
      const { idempotencyKey: _, ...branch } = input;
      const id = ctx.ids.next<BranchId>();
      await insertBranch(tx, ctx, { id, ...branch });
      return {
        id,
        code: branch.code,
        name: branch.name,
        address: branch.address ?? null,
        hours: branch.hours ?? null,
        status: "active",
      };
    }),
  );
}

/** Every member sees the branches they may work in; the list itself is no secret inside the business. */
export async function listBranches(ctx: ServiceContext): Promise<BranchView[]> {
  ctx.require("product:read");
  return branchRepository(ctx.read).list();
}

export async function updateBranch(ctx: ServiceContext, { branchId, ...changes }: UpdateBranch): Promise<BranchView> {
  ctx.require("branch:manage");
  return ctx.transaction(async (tx) => {
    const branches = branchRepository(tx);
    const before = (await branches.find(branchId as BranchId)) ?? raise("branch_not_found");
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const after = { ...before, ...given };
    await branches.save(tx, after);
    await recordAudit(tx, ctx, { action: "branch.update", subject: before.id, branchId: before.id, before, after });
    return after;
  });
}
