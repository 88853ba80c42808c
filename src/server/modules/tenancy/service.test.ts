import { describe, expect, test } from "vitest";
import { systemContext, tenantById } from "@/server/composition/tenants";
import { readSession, signIn } from "@/server/modules/access/public";
import { controlReader, sql } from "@/server/platform/db";
import { makeTenant, tenantTest } from "@/server/testing/fixtures";
import { createBranch, listBranches, resumeProvisioning, signUp } from "./service";

const request = {
  name: "Marisol Rivas",
  email: "marisol@elcardon.example",
  password: "una clave larga",
  business: "Repuestos El Cardón",
  country: "VE",
  trade: "auto_parts",
  plan: "advanced",
  userAgent: null,
} as const;

describe("[P1] sign-up", () => {
  tenantTest(
    "[PL13] [PL14] makes an account, a schema at head, roles, an owner and a branch, and signs in",
    async ({ tenant: _ }) => {
      const system = systemContext();
      const { tenant, token } = await signUp(system, request);
      expect(tenant.slug).toBe("repuestos-el-cardon");
      expect(await tenantById(tenant.id)).toMatchObject({ status: "active", currency: "USD" });
      const session = await readSession(system, token);
      expect(session?.memberships).toEqual([expect.objectContaining({ slug: "repuestos-el-cardon" })]);
      const ctx = system.enter(tenant);
      expect(await listBranches(ctx)).toHaveLength(1);
      expect(await sql(ctx.read)`select 1 from audit_entry where action = 'member.add'`).toHaveLength(1);
      expect(await sql(ctx.read)`select 1 from outbox where type = 'tenancy/tenant.provisioned'`).toHaveLength(1);
    },
  );

  tenantTest("[PL14] [D5] the same request twice, even at once, is one business", async ({ tenant: _ }) => {
    const input = {
      ...request,
      email: "doble@elcardon.example",
      business: "Doble clic",
      idempotencyKey: "key-12345678",
    };
    await signUp(systemContext(), input);
    const [a, b] = await Promise.all([signUp(systemContext(), input), signUp(systemContext(), input)]);
    expect(a.tenant.id).toBe(b.tenant.id);
    expect(await sql(controlReader())`select 1 from control.tenant where name = 'Doble clic'`).toHaveLength(1);
  });

  tenantTest("[PL14] [F2] a crash after the tenant row is finished by the sweep, once", async ({ tenant: _ }) => {
    const input = { ...request, email: "caida@elcardon.example", business: "Se cayó" };
    const { tenant } = await signUp(systemContext(), input);
    await sql.execute(controlReader())`update control.tenant set status = 'provisioning' where id = ${tenant.id}`;
    await sql.execute(controlReader())`
      update control.provisioning set step = 'tenant', updated_at = now() - interval '2 minutes' where tenant_id = ${tenant.id}`;
    expect(await resumeProvisioning(systemContext())).toBe(1);
    expect(await resumeProvisioning(systemContext())).toBe(0);
    expect(await sql(systemContext().enter(tenant).read)`select 1 from member`).toHaveLength(1);
  });

  tenantTest("[T14] a known e-mail with another password learns nothing new", async ({ tenant: _ }) => {
    await signUp(systemContext(), { ...request, email: "conocida@elcardon.example", business: "Uno" });
    await expect(
      signUp(systemContext(), {
        ...request,
        email: "conocida@elcardon.example",
        business: "Dos",
        password: "otra clave larga",
      }),
    ).rejects.toMatchObject({ code: "email_taken" });
    await expect(
      signIn(systemContext(), { email: "nadie@elcardon.example", password: "x", userAgent: null }),
    ).rejects.toMatchObject({
      code: "credentials_invalid",
    });
    await expect(
      signIn(systemContext(), { email: "conocida@elcardon.example", password: "x", userAgent: null }),
    ).rejects.toMatchObject({ code: "credentials_invalid" });
  });
});

describe("[P6] branches", () => {
  tenantTest("[PL25] a code is unique, a retry with its key is one branch, a seller may not", async ({ tenant }) => {
    const owner = tenant.as("owner");
    const input = { code: "maracay", name: "Maracay", idempotencyKey: "key-12345678" };
    const first = await createBranch(owner, input);
    expect(await createBranch(owner, input)).toEqual(first);
    await expect(createBranch(owner, { code: "maracay", name: "Otra" })).rejects.toMatchObject({
      code: "state_conflict",
    });
    await expect(createBranch(owner, { ...input, name: "Otro cuerpo" })).rejects.toMatchObject({
      code: "idempotency_key_reused",
    });
    await expect(createBranch(tenant.as("seller"), { code: "x1", name: "X1" })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await tenant.audited("branch.create")).toHaveLength(1);
    expect(await tenant.published("tenancy/branch.created")).toHaveLength(1);
  });

  tenantTest("[P2] [T1] another business's branches do not exist here", async ({ tenant, otherTenant }) => {
    await createBranch(otherTenant.as("owner"), { code: "secreta", name: "Sucursal secreta" });
    const names = (await listBranches(tenant.as("owner"))).map(({ code }) => code);
    expect(names).toEqual(["chacao", "valencia"]);
  });
});

test("[P2] the rig makes businesses with different schemas", async () => {
  const [a, b] = [await makeTenant(), await makeTenant()];
  expect(a.info.schema).not.toBe(b.info.schema);
});
