import type { TenantId } from "@/lib/ids";
import { everything, type PermissionSet } from "@/lib/permissions";
import { tenantsOf } from "@/server/modules/tenancy/public";
import { type Actor, createContext, type ServiceContext, type TenantInfo } from "@/server/platform/context";
import type { SystemContext } from "@/server/platform/context/system";
import { controlReader } from "@/server/platform/db";
import { env } from "@/server/platform/env";
import "./members";
import { runtime } from "./runtime";
import { toolRegistry } from "./tools";
import { trustedCache } from "./trusted";

const cacheMs = 3_000;
const isOpen = (tenant: { status: string } | null) =>
  tenant !== null && (tenant.status === "active" || tenant.status === "read_only");

const known = trustedCache<(TenantInfo & { status: string }) | null>({
  lifetimeMs: cacheMs,
  // One that is still being made is asked for again: its owner opens the first page within these seconds.
  keeps: (tenant) => tenant === null || isOpen(tenant),
});

export async function tenantById(id: TenantId) {
  const tenant = await known.read(`id:${id}`, () => tenantsOf(controlReader()).find(id));
  return isOpen(tenant) ? tenant : null;
}
/** The six characters in front of a public link's secret. */
export async function tenantByCode(code6: string) {
  if (!/^[0-9a-hjkmnp-tv-z]{6}$/.test(code6)) return null;
  const tenant = await known.read(`code:${code6}`, () => tenantsOf(controlReader()).findByCode(code6));
  return isOpen(tenant) ? tenant : null;
}
export async function tenantBySlug(slug: string) {
  const tenant = await known.read(`slug:${slug}`, () => tenantsOf(controlReader()).findBySlug(slug));
  return isOpen(tenant) ? tenant : null;
}

/** A job's context for a schema named by a notification of our own database. */
export async function tenantBySchema(schema: string): Promise<ServiceContext | null> {
  const tenant = await tenantById(schema.slice(2) as TenantId);
  return tenant && contextOf(tenant, { kind: "job", id: "background", name: "background" }, everything);
}

export function contextOf(
  tenant: TenantInfo,
  actor: Actor,
  permissions: PermissionSet,
  requestId?: string,
): ServiceContext {
  const { clock, ids } = runtime();
  return createContext({
    tenant,
    actor,
    permissions,
    clock,
    ids,
    requestId: requestId ?? ids.next<string>(),
    publicUrl: env.publicUrl,
    tools: toolRegistry,
  });
}

export function systemContext(requestId?: string): SystemContext {
  const { clock, ids } = runtime();
  const id = requestId ?? ids.next<string>();
  return {
    clock,
    ids,
    requestId: id,
    publicUrl: env.publicUrl,
    enter: (tenant) => contextOf(tenant, { kind: "job", id: "provisioning", name: "Mostrador" }, everything, id),
  };
}
