import { expect } from "vitest";
import { sql } from "@/server/platform/db";
import { tenantTest } from "@/server/testing/fixtures";
import { aliasesOf } from "./domain";
import { verifyInvariants } from "./public";
import { getCustomer, listCustomers, resolveContact, saveVehicle, updateCustomer } from "./service";

const rosa = {
  scope: "portfolio-1",
  aliases: aliasesOf({ waId: "584141234567", bsuid: "VE.1918" }),
  name: "Rosa Peña",
};

tenantTest("[C23 C27] fifty concurrent first messages of one person make one customer", async ({ tenant }) => {
  const ctx = tenant.job();
  const resolved = await Promise.all(
    Array.from({ length: 50 }, () => ctx.transaction((tx) => resolveContact(tx, ctx, rosa))),
  );
  expect(new Set(resolved.map(({ contactPointId }) => contactPointId)).size).toBe(1);
  expect(resolved.filter(({ created }) => created)).toHaveLength(1);
  const [count] = await sql<{ people: number; points: number; aliases: number }>(ctx.read)`
    select (select count(*)::int from customer) as people, (select count(*)::int from contact_point) as points,
      (select count(*)::int from contact_alias) as aliases`;
  expect(count).toEqual({ people: 1, points: 1, aliases: 3 });
  expect(await tenant.published("customers/customer.created")).toHaveLength(1);
  expect(await verifyInvariants(ctx)).toEqual([]);
});

tenantTest("[C28] the old Mexican spelling is the same person", async ({ tenant }) => {
  const ctx = tenant.job();
  const of = (waId: string) =>
    ctx.transaction((tx) => resolveContact(tx, ctx, { scope: "p", aliases: aliasesOf({ waId }), name: "Iván" }));
  expect((await of("5215512345678")).contactPointId).toBe((await of("525512345678")).contactPointId);
});

tenantTest("[C27] one event that names two known contacts makes them one customer", async ({ tenant }) => {
  const ctx = tenant.job();
  const of = (known: Parameters<typeof aliasesOf>[0]) =>
    ctx.transaction((tx) => resolveContact(tx, ctx, { scope: "p", aliases: aliasesOf(known), name: "" }));
  const byPhone = await of({ waId: "584141234567" });
  const byId = await of({ bsuid: "VE.77" });
  expect(byId.customerId).not.toBe(byPhone.customerId);
  const both = await of({ waId: "584141234567", bsuid: "VE.77" });
  expect(both).toMatchObject({ contactPointId: byPhone.contactPointId, created: false });
  expect((await of({ bsuid: "VE.77" })).contactPointId).toBe(byPhone.contactPointId);
  const loser = await getCustomer(tenant.as("owner"), { customerId: byId.customerId });
  expect(loser.mergedInto).toBe(byPhone.customerId);
});

tenantTest("[C27] the same number in another portfolio is the same customer", async ({ tenant }) => {
  const ctx = tenant.job();
  const of = (scope: string) => ctx.transaction((tx) => resolveContact(tx, ctx, { ...rosa, scope }));
  const [first, second] = [await of("p1"), await of("p2")];
  expect(second.customerId).toBe(first.customerId);
  expect(second.contactPointId).not.toBe(first.contactPointId);
});

tenantTest("[S9] a customer is listed, changed once per version, and audited", async ({ tenant }) => {
  const ctx = tenant.as("owner");
  const { customerId } = await ctx.transaction((tx) => resolveContact(tx, tenant.job(), rosa));
  expect((await listCustomers(ctx, { search: "peña", limit: 10 })).items).toMatchObject([{ customerId }]);
  expect((await listCustomers(ctx, { search: "1234567", limit: 10 })).items).toHaveLength(1);
  await updateCustomer(ctx, { customerId, version: 1, notes: "Paga en efectivo" });
  await expect(updateCustomer(ctx, { customerId, version: 1, notes: "x" })).rejects.toMatchObject({
    code: "version_conflict",
  });
  await saveVehicle(ctx, {
    customerId,
    make: "Toyota",
    model: "Corolla",
    year: 2015,
    engine: null,
    vin: null,
    plate: null,
  });
  expect(await getCustomer(ctx, { customerId })).toMatchObject({
    notes: "Paga en efectivo",
    vehicles: [{ make: "Toyota", year: 2015 }],
  });
  expect(await tenant.audited("customer.update")).toHaveLength(1);
});

tenantTest("[C153] another tenant's customer does not exist", async ({ tenant, otherTenant }) => {
  const { customerId } = await otherTenant.job().transaction((tx) => resolveContact(tx, otherTenant.job(), rosa));
  await expect(getCustomer(tenant.as("owner"), { customerId })).rejects.toMatchObject({ code: "customer_not_found" });
});
