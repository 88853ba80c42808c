import type { ZodType } from "zod";
import type { ErrorCode } from "@/lib/errors";
import type { AccountId, BranchId, ContactPointId, MemberId, TenantId } from "@/lib/ids";
import type { Currency } from "@/lib/money";
import type { Permission, PermissionSet } from "@/lib/permissions";
import type { BusinessCalendar, LocalDate } from "@/lib/time";
import type { Clock } from "../clock";
import type { TenantReader, TenantTx } from "../db";
import type { Ids } from "../ids";

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

/**
 * An action a module offers to bots, models, the palette and WhatsApp approvals: a use case with a name.
 * `read` runs at once; `reversible` runs and is told; `confirm` needs the customer's button; `approval` needs a member with the permission.
 */
export interface ToolDefinition<Input = unknown, Output = unknown> {
  name: string;
  title: { es: string; en: string };
  kind: "read" | "reversible" | "confirm" | "approval";
  permission: Permission;
  input: ZodType<Input>;
  output: ZodType<Output>;
  run(ctx: ServiceContext, input: Input): Promise<Output>;
}

export interface ToolRegistry {
  /** Parses the input, runs the use case as the context's actor, parses the output. Unknown tool: `not_found`. */
  run(ctx: ServiceContext, name: string, input: unknown): Promise<unknown>;
  list(): readonly ToolDefinition[];
}
