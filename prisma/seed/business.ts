import type { BranchId, MemberId } from "@/lib/ids";
import { everything } from "@/lib/permissions";
import { contextOf, systemContext, tenantBySlug } from "@/server/composition/tenants";
import { addMember, registerAccount } from "@/server/modules/access/public";
import { bindStaffPhone } from "@/server/modules/assistant/public";
import { connectChannel } from "@/server/modules/conversations/public";
import { createBranch, listBranches, signUp, tenantsOf, updateBranch } from "@/server/modules/tenancy/public";
import type { ServiceContext } from "@/server/platform/context";
import { controlReader, sql, transactControl } from "@/server/platform/db";
import type { SeedBusiness } from "./businesses";
import { demoPassword } from "./logins";

export interface Seeded {
  ctx: ServiceContext;
  branches: Map<string, BranchId>;
}

const asSeed = (tenant: ServiceContext["tenant"]): ServiceContext =>
  contextOf(tenant, { kind: "cli", id: "seed", name: "Datos de ejemplo" }, everything);

/** A business through the same sign-up a person uses; running it again finds what it made. */
export async function seedBusiness(business: SeedBusiness): Promise<Seeded> {
  const [owner, ...others] = business.members;
  if (!owner) throw new Error(`${business.name} has no owner`);
  const known = await tenantBySlug(business.slug);
  const tenant =
    known ??
    (
      await signUp(systemContext(), {
        name: owner.name,
        email: owner.email,
        password: demoPassword,
        business: business.name,
        country: business.country,
        trade: business.trade,
        plan: business.plan,
        idempotencyKey: `seed-${business.slug}`,
        userAgent: null,
      })
    ).tenant;
  const ctx = asSeed(tenant);
  const branches = await seedBranches(ctx, business);
  await bindPhone(ctx, owner);
  for (const member of others) await seedMember(ctx, member, branches);
  await seedNumbers(ctx, business, branches);
  return { ctx, branches };
}

async function seedBranches(ctx: ServiceContext, business: SeedBusiness): Promise<Map<string, BranchId>> {
  for (const [index, branch] of business.branches.entries()) {
    const now = await listBranches(ctx);
    if (now.some(({ code }) => code === branch.code)) continue;
    const first = index === 0 ? now.find(({ code }) => code === "principal") : undefined;
    if (first) await updateBranch(ctx, { branchId: first.id, ...branch });
    else await createBranch(ctx, branch);
  }
  return new Map((await listBranches(ctx)).map(({ code, id }) => [code, id as BranchId]));
}

/** In the demo the phones are ours: these members have proved theirs and may decide by WhatsApp. */
async function bindPhone(ctx: ServiceContext, { email, phone }: SeedBusiness["members"][number]): Promise<void> {
  if (!phone) return;
  const [unbound] = await sql<{ id: string }>(ctx.read)`select m.id from member m where m.email = ${email}
    and not exists (select 1 from staff_contact s where s.member_id = m.id and s.revoked_at is null)`;
  if (unbound) await bindStaffPhone(ctx, { memberId: unbound.id as MemberId, phone });
}

async function seedMember(
  ctx: ServiceContext,
  member: SeedBusiness["members"][number],
  branches: Map<string, BranchId>,
): Promise<void> {
  const accountId = await registerAccount(systemContext(), {
    email: member.email,
    name: member.name,
    password: demoPassword,
    locale: ctx.tenant.locale,
  });
  const [known] = await sql<{ id: string }>(ctx.read)`select id from member where account_id = ${accountId}`;
  const id = (known?.id as MemberId | undefined) ?? ctx.ids.next<MemberId>();
  if (!known) {
    await ctx.transaction((tx) =>
      addMember(tx, ctx, {
        id,
        accountId,
        displayName: member.name,
        email: member.email,
        phone: member.phone ?? null,
        roleKeys: [member.role],
        branchIds: member.branches ? member.branches.flatMap((code) => branches.get(code) ?? []) : "all",
      }),
    );
  }
  await bindPhone(ctx, member);
  await transactControl((tx) =>
    tenantsOf(controlReader()).insertMembership(tx, {
      tenantId: ctx.tenant.id,
      accountId,
      memberId: id,
      isOwner: false,
    }),
  );
}

async function seedNumbers(
  ctx: ServiceContext,
  business: SeedBusiness,
  branches: Map<string, BranchId>,
): Promise<void> {
  for (const number of business.numbers) {
    const branchId = branches.get(number.branch);
    if (!branchId) throw new Error(`${business.name}: no branch ${number.branch}`);
    await connectChannel(ctx, {
      branchId,
      externalId: number.phoneNumberId,
      portfolio: `demo-${business.slug}`,
      displayNumber: number.display,
      name: number.label,
      appKey: "meta-platform",
    });
  }
}
