import type { TenantId } from "@/lib/ids";
import { controlReader, sql } from "../db";

/** A provider's object id → the tenant and row it belongs to. Written before the provider can tell us about it. */
export async function routeProviderObject(
  provider: string,
  externalId: string,
  tenantId: TenantId,
  subjectId: string,
  appKey: string,
): Promise<void> {
  await sql.execute(controlReader())`
    insert into control.provider_route (provider, external_id, tenant_id, subject_id, app_key)
    values (${provider}, ${externalId}, ${tenantId}, ${subjectId}, ${appKey})
    on conflict (provider, external_id) do nothing`;
}

export interface ProviderRoute {
  tenantId: TenantId;
  subjectId: string;
  appKey: string;
}

/** Null when nobody owns the id (yet). */
export async function findRoute(provider: string, externalId: string): Promise<ProviderRoute | null> {
  const rows = await sql<ProviderRoute>(controlReader())`
    select tenant_id as "tenantId", subject_id as "subjectId", app_key as "appKey"
    from control.provider_route where provider = ${provider} and external_id = ${externalId} and active`;
  return rows[0] ?? null;
}
