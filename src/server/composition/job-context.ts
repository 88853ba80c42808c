import { raise } from "@/lib/errors";
import type { TenantId } from "@/lib/ids";
import { everything, type PermissionSet } from "@/lib/permissions";
import { tenantsOf } from "@/server/modules/tenancy/public";
import type { ServiceContext } from "@/server/platform/context";
import { controlReader } from "@/server/platform/db";
import { contextOf, tenantByCode, tenantById } from "./tenants";

/** A job acts as itself, for the tenant its event was published by. */
export async function jobContext(name: string, tenantId: TenantId, requestId?: string): Promise<ServiceContext> {
  const tenant = (await tenantById(tenantId)) ?? raise("tenant_not_found");
  return contextOf(tenant, { kind: "job", id: name, name }, everything, requestId);
}

/** A provider's webhook, for the tenant its channel or object is routed to. */
export async function webhookContext(
  provider: string,
  tenantId: TenantId,
  requestId?: string,
): Promise<ServiceContext> {
  const tenant = (await tenantById(tenantId)) ?? raise("tenant_not_found");
  return contextOf(tenant, { kind: "webhook", id: provider, name: provider }, everything, requestId);
}

/** What whoever holds a public link may do: see and answer that one thing. The use case checks the link itself. */
const linkPermissions: PermissionSet = {
  branches: "all",
  grants: new Map([
    ["quote:read", "all"],
    ["payment:read", "all"],
    ["payment:collect", "all"],
    ["order:create", "all"],
    ["product:read", "all"],
  ]),
};

/** `<code6>.<secret>` of a public page; null when no such business. */
export async function linkContext(token: string, requestId?: string): Promise<ServiceContext | null> {
  const tenant = await tenantByCode(token.slice(0, token.indexOf(".")));
  if (!tenant) return null;
  return contextOf(tenant, { kind: "customer_link", id: tenant.code6, name: "Cliente" }, linkPermissions, requestId);
}

/** Every live tenant, a page at a time: sweeps and relays. */
export async function* eachTenant(name: string): AsyncGenerator<ServiceContext> {
  let after = "";
  for (;;) {
    const page = await tenantsOf(controlReader()).listActive(after, 200);
    for (const tenant of page) yield contextOf(tenant, { kind: "job", id: name, name }, everything);
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}
