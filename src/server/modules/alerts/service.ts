import { decodeCursor, encodeCursor } from "@/lib/cursor";
import { raise } from "@/lib/errors";
import { money, toWire } from "@/lib/money";
import { branchScope } from "@/lib/permissions";
import { milliToText } from "@/lib/quantity";
import { hours, plus } from "@/lib/time";
import { getItems } from "@/server/modules/catalog/public";
import { recordAudit } from "@/server/platform/audit";
import { actorRef, type ServiceContext } from "@/server/platform/context";
import { withIdempotency } from "@/server/platform/idempotency";
import { publish } from "@/server/platform/outbox";
import { type AlertStatus, alertMoves, isClosed, perDayMilli } from "./domain";
import { alertChanged, alertClosed } from "./events";
import {
  type AlertRow,
  alertRepository,
  alertWriter,
  type ProposalRow,
  proposalRepository,
  proposalWriter,
} from "./repository";
import { type AlertWire, type DecideAlert, type ListAlerts, listAlertsInput } from "./schema";

const defaultSnoozeHours = 24;

/** The sentence and figures of each alert, with its proposal and the names people know. */
async function describeAlerts(ctx: ServiceContext, alerts: readonly AlertRow[]): Promise<AlertWire[]> {
  const [items, proposals, branches] = await Promise.all([
    getItems(
      ctx.read,
      alerts.map(({ itemId }) => itemId),
    ),
    proposalRepository(ctx.read).listLive(alerts.map(({ id }) => id)),
    alertRepository(ctx.read).branches(),
  ]);
  const itemOf = new Map(items.map((item) => [item.itemId as string, item]));
  const branchName = new Map(branches.map(({ id, name }) => [id, name]));
  const proposalOf = new Map(proposals.map((proposal) => [proposal.alertId as string, proposal]));
  const wire = (minor: bigint) => toWire(money(minor, ctx.tenant.currency));
  return alerts.map((alert) => {
    const { evidence } = alert;
    const item = itemOf.get(alert.itemId);
    const proposal = proposalOf.get(alert.id);
    return {
      id: alert.id,
      kind: alert.kind,
      status: alert.status,
      severity: alert.severity,
      itemId: alert.itemId,
      name: item?.name ?? "",
      sku: item?.sku ?? "",
      branchId: alert.branchId,
      branchName: branchName.get(alert.branchId) ?? "",
      risk: wire(alert.riskMinor),
      available: milliToText(BigInt(evidence.availableMilli)),
      incoming: milliToText(BigInt(evidence.incomingMilli)),
      soldPerDay: milliToText(perDayMilli(BigInt(evidence.soldMilli))),
      sold: milliToText(BigInt(evidence.soldMilli)),
      runsOutOn: evidence.runsOutOn,
      suggestedPurchase: milliToText(BigInt(evidence.suggestedMilli)),
      sentence: evidence.sentence,
      openedAt: alert.openedAt.toISOString(),
      proposal: proposal
        ? {
            id: proposal.id,
            kind: "transfer",
            status: proposal.status,
            sentence: proposal.sentence,
            gain: wire(proposal.gainMinor),
            fromBranch: branchName.get(proposal.plan.fromBranchId) ?? null,
            toBranch: branchName.get(proposal.plan.toBranchId) ?? null,
            quantity: milliToText(proposal.plan.qtyMilli),
            resultId: proposal.resultId,
          }
        : null,
    };
  });
}

/** What needs a person, most money at risk first. */
export async function listAlerts(
  ctx: ServiceContext,
  raw: ListAlerts,
): Promise<{ items: AlertWire[]; nextCursor: string | null }> {
  ctx.require("alert:read", raw.branchId);
  const input = listAlertsInput.parse(raw);
  const [risk, id] = input.cursor ? decodeCursor(input.cursor, 2) : [];
  const rows = await alertRepository(ctx.read).page({
    isClosed: input.state === "closed",
    branches: input.branchId ? [input.branchId] : branchScope(ctx.permissions, "alert:read"),
    after: risk !== undefined && id !== undefined && /^-?\d{1,18}$/.test(risk) ? { risk, id } : null,
    now: ctx.clock.now(),
    limit: input.limit + 1,
  });
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: await describeAlerts(ctx, page),
    nextCursor: rows.length > input.limit && last ? encodeCursor(last.riskMinor.toString(), last.id) : null,
  };
}

export async function countAlerts(ctx: ServiceContext): Promise<{ open: number; critical: number }> {
  ctx.require("alert:read");
  return alertRepository(ctx.read).counts(branchScope(ctx.permissions, "alert:read"), ctx.clock.now());
}

/** Proposals waiting for a decision that this member may take. */
export async function listPendingProposals(ctx: ServiceContext): Promise<ProposalRow[]> {
  ctx.require("proposal:approve");
  return proposalRepository(ctx.read).listPending(branchScope(ctx.permissions, "proposal:approve"), ctx.clock.now());
}

const statusAfter: Record<DecideAlert["action"], AlertStatus> = {
  acknowledge: "acknowledged",
  resolve: "resolved",
  ignore: "ignored",
  snooze: "snoozed",
};

/** A person's decision. Ignoring needs a reason; final states are final; the same decision again changes nothing. */
export async function decideAlert(ctx: ServiceContext, input: DecideAlert): Promise<AlertWire> {
  ctx.require("alert:resolve");
  if (input.action === "ignore" && !input.reason) raise("validation_failed", { field: "reason" });
  const to = statusAfter[input.action];
  await ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "alerts.decide", key: input.idempotencyKey, input }, async () => {
      const alerts = alertWriter(tx);
      const before = (await alerts.find(input.alertId)) ?? raise("alert_not_found");
      ctx.require("alert:resolve", before.branchId, "alert_not_found");
      if (before.status === to && to !== "snoozed") return { moved: false };
      if (!alertMoves[before.status].includes(to)) raise("alert_state_conflict", { status: before.status });
      const at = ctx.clock.now();
      const snoozedUntil = to === "snoozed" ? plus(at, hours(input.snoozeHours ?? defaultSnoozeHours)) : null;
      if (!(await alerts.move(before, to, { at, reason: input.reason ?? null, snoozedUntil })))
        raise("alert_state_conflict");
      await alerts.log(before.id, to, actorRef(ctx), input.reason ?? null, at);
      if (isClosed(to)) await proposalWriter(tx).supersede(before.id, null);
      await recordAudit(tx, ctx, {
        action: `alert.${input.action}`,
        subject: before.id,
        branchId: before.branchId,
        before: { status: before.status },
        after: { status: to, snoozedUntil },
        reason: input.reason,
      });
      const fact = {
        alertId: before.id,
        kind: before.kind,
        itemId: before.itemId,
        branchId: before.branchId,
        status: to,
      };
      await publish(tx, ctx, isClosed(to) ? alertClosed : alertChanged, fact);
      return { moved: true };
    }),
  );
  const after = (await alertRepository(ctx.read).find(input.alertId)) ?? raise("alert_not_found");
  const [wire] = await describeAlerts(ctx, [after]);
  return wire ?? raise("alert_not_found");
}
