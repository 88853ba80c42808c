import { type ErrorCode, raise } from "@/lib/errors";
import type { AccountId, BranchId, ContactPointId, MemberId, TenantId } from "@/lib/ids";
import type { Currency } from "@/lib/money";
import { allows, type Permission, type PermissionSet } from "@/lib/permissions";
import { type BusinessCalendar, businessDateOf, type LocalDate, type TimeZone } from "@/lib/time";
import type { Clock } from "../clock";
import { type TenantReader, type TenantTx, tenantReader, transactTenant } from "../db";
import type { Ids } from "../ids";
import type { ToolRegistry } from "./tools";

/** Users, jobs, bots, webhooks and customers by link are actors of equal standing calling the same use cases. */
export type Actor =
  | { kind: "member"; id: MemberId; accountId: AccountId; name: string }
  | { kind: "bot"; id: string; name: string }
  | { kind: "job"; id: string; name: string }
  | { kind: "webhook"; id: string; name: string }
  | { kind: "customer"; id: ContactPointId; name: string }
  | { kind: "customer_link"; id: string; name: string }
  | { kind: "cli"; id: string; name: string };

export interface TenantInfo {
  readonly id: TenantId;
  readonly schema: string;
  readonly code6: string;
  readonly slug: string;
  readonly name: string;
  readonly trade: string;
  readonly country: string;
  readonly currency: Currency;
  readonly locale: string;
  readonly plan: string;
  readonly calendar: BusinessCalendar;
}

/** What every use case receives. Built by `composition` only, so a tenant cannot come from anywhere else. */
export interface ServiceContext {
  readonly tenant: TenantInfo;
  readonly actor: Actor;
  readonly permissions: PermissionSet;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly requestId: string;
  /** Absolute origin of links we send, from configuration. */
  readonly publicUrl: string;
  /** The actions other modules offer to bots, the palette and approvals. */
  readonly tools: ToolRegistry;
  /** The first line of every use case: raises `forbidden`, or `notFound` where the caller may not know the thing exists. */
  require(permission: Permission, branchId?: BranchId | string, notFound?: ErrorCode): void;
  can(permission: Permission, branchId?: BranchId | string): boolean;
  /** Reads outside a transaction, one implicit transaction per statement, under the tenant's role. */
  readonly read: TenantReader;
  /** The unit of work: commits whole or not at all. Retried on serialisation failures, so it must have no outside effect. */
  transaction<T>(run: (tx: TenantTx) => Promise<T>): Promise<T>;
  today(): LocalDate;
  /** The same tenant and request with another actor: a bot acting for a member, a job acting as itself. */
  as(actor: Actor, permissions: PermissionSet): ServiceContext;
}

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
