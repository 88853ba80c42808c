import { toDate } from "@/lib/time";
import type { ServiceContext } from "../context";
import type { TenantTx } from "../db";
import { changesBetween } from "./diff";

export { changesBetween, toJson } from "./diff";

/**
 * One row a mutation, in its transaction: no entry, no commit. `before` and `after` are domain values; only what differs is stored.
 * A change that changed nothing writes nothing.
 */
export async function recordAudit(
  tx: TenantTx,
  ctx: ServiceContext,
  entry: {
    action: string;
    subject: string;
    branchId?: string | null;
    before?: unknown;
    after?: unknown;
    reason?: string;
  },
): Promise<void> {
  const changes = changesBetween(entry.before, entry.after);
  if (entry.before !== undefined && entry.after !== undefined && Object.keys(changes).length === 0) return;
  await tx.auditEntry.create({
    data: {
      id: ctx.ids.next(),
      actorKind: ctx.actor.kind,
      actorId: ctx.actor.id,
      actorName: ctx.actor.name,
      action: entry.action,
      subject: entry.subject,
      branchId: entry.branchId ?? null,
      changes,
      reason: entry.reason ?? null,
      requestId: ctx.requestId,
      at: toDate(ctx.clock.now()),
    },
  });
}
