import { raise } from "@/lib/errors";
import { allows, type PermissionSet } from "@/lib/permissions";
import { businessDateOf, type TimeZone } from "@/lib/time";
import type { Clock } from "../clock";
import { tenantReader, transactTenant } from "../db";
import type { Ids } from "../ids";
import type { Actor, ServiceContext, TenantInfo, ToolRegistry } from "./types";

export type { Actor, ServiceContext, TenantInfo } from "./types";

export interface ContextParts {
  tenant: TenantInfo;
  actor: Actor;
  permissions: PermissionSet;
  clock: Clock;
  ids: Ids;
  requestId: string;
  publicUrl: string;
  tools: ToolRegistry;
}

/** Called by `composition` (and the test rig) only. */
export function createContext(parts: ContextParts): ServiceContext {
  const { tenant, permissions, clock } = parts;
  return {
    ...parts,
    read: tenantReader(tenant.schema),
    can: (permission, branchId) => allows(permissions, permission, branchId),
    require(permission, branchId, notFound) {
      if (!allows(permissions, permission, branchId)) raise(notFound ?? "forbidden", { permission });
    },
    transaction: (run) => transactTenant(tenant.schema, run),
    today: () => businessDateOf(clock.now(), tenant.calendar),
    as: (actor, permissions) => createContext({ ...parts, actor, permissions }),
  };
}

export const timeZoneOf = (ctx: ServiceContext): TimeZone => ctx.tenant.calendar.timeZone;
/** `member:01h…`, `bot:…`: how a row names who acted. */
export const actorRef = ({ actor }: ServiceContext): string => `${actor.kind}:${actor.id}`;
