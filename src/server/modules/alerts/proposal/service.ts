import { raise } from "@/lib/errors";
import { milliToText } from "@/lib/quantity";
import { approveTransferIn, requestTransferIn, stockOf } from "@/server/modules/inventory/public";
import { recordAudit } from "@/server/platform/audit";
import { actorRef, type ServiceContext } from "@/server/platform/context";
import { publish } from "@/server/platform/outbox";
import { proposalDecided } from "../events";
import { alertWriter, type ProposalRow, proposalWriter } from "../repository";
import type { DecideProposal, Decision } from "../schema";

const decisionOf = (proposal: ProposalRow, status: string, transferId: string | null): Decision => ({
  proposalId: proposal.id,
  status,
  transferId,
  sentence: proposal.sentence,
});

/**
 * A person says yes: the transfer is requested and approved in the same transaction, with the stock held at its source. The plan is the
 * one that was shown; if the source cannot give that much any more nothing is done and the person is told. Saying yes again changes nothing.
 */
export async function approveProposal(ctx: ServiceContext, input: DecideProposal): Promise<Decision> {
  ctx.require("proposal:approve");
  return ctx.transaction(async (tx) => {
    const proposals = proposalWriter(tx);
    const proposal = (await proposals.lock(input.proposalId)) ?? raise("proposal_not_found");
    const { plan } = proposal;
    ctx.require("proposal:approve", plan.fromBranchId, "proposal_not_found");
    ctx.require("transfer:approve", plan.fromBranchId, "proposal_not_found");
    if (proposal.status === "executed") return decisionOf(proposal, "executed", proposal.resultId);
    const at = ctx.clock.now();
    if (proposal.status !== "proposed" || proposal.expiresAt.getTime() <= at)
      raise("proposal_state_conflict", { status: proposal.status });
    const [source] = await stockOf(tx, [plan.itemId], [plan.fromBranchId], at);
    const free = source?.availableMilli ?? 0n;
    if (free < plan.qtyMilli)
      raise("proposal_changed", { wanted: milliToText(plan.qtyMilli), available: milliToText(free) });
    const transferId = await requestTransferIn(tx, ctx, {
      fromBranchId: plan.fromBranchId,
      toBranchId: plan.toBranchId,
      lines: [{ itemId: plan.itemId, qtyMilli: plan.qtyMilli }],
      reason: proposal.sentence,
      proposalId: proposal.id,
    });
    await approveTransferIn(tx, ctx, transferId);
    await proposals.decide(proposal.id, "executed", {
      by: actorRef(ctx),
      via: input.via ?? "screen",
      at,
      resultId: transferId,
      failure: null,
    });
    const alerts = alertWriter(tx);
    const alert = await alerts.find(proposal.alertId);
    if (
      alert?.status === "open" &&
      (await alerts.move(alert, "acknowledged", { at, reason: null, snoozedUntil: null }))
    ) {
      await alerts.log(alert.id, "acknowledged", actorRef(ctx), proposal.sentence, at);
    }
    await recordAudit(tx, ctx, {
      action: "proposal.approve",
      subject: proposal.id,
      branchId: plan.fromBranchId,
      before: { status: proposal.status },
      after: { status: "executed", transferId, via: input.via ?? "screen" },
    });
    await publish(tx, ctx, proposalDecided, {
      proposalId: proposal.id,
      alertId: proposal.alertId,
      status: "executed",
      branchId: plan.toBranchId,
      resultId: transferId,
    });
    return decisionOf(proposal, "executed", transferId);
  });
}

/** A person says no; the alert stays open for another way out. */
export async function rejectProposal(ctx: ServiceContext, input: DecideProposal): Promise<Decision> {
  ctx.require("proposal:approve");
  return ctx.transaction(async (tx) => {
    const proposals = proposalWriter(tx);
    const proposal = (await proposals.lock(input.proposalId)) ?? raise("proposal_not_found");
    const { plan } = proposal;
    ctx.require("proposal:approve", plan.fromBranchId, "proposal_not_found");
    if (proposal.status === "rejected") return decisionOf(proposal, "rejected", null);
    if (proposal.status !== "proposed") raise("proposal_state_conflict", { status: proposal.status });
    const at = ctx.clock.now();
    await proposals.decide(proposal.id, "rejected", {
      by: actorRef(ctx),
      via: input.via ?? "screen",
      at,
      resultId: null,
      failure: null,
    });
    await alertWriter(tx).log(proposal.alertId, "proposal_rejected", actorRef(ctx), proposal.sentence, at);
    await recordAudit(tx, ctx, {
      action: "proposal.reject",
      subject: proposal.id,
      branchId: plan.fromBranchId,
      before: { status: "proposed" },
      after: { status: "rejected" },
    });
    await publish(tx, ctx, proposalDecided, {
      proposalId: proposal.id,
      alertId: proposal.alertId,
      status: "rejected",
      branchId: plan.toBranchId,
      resultId: null,
    });
    return decisionOf(proposal, "rejected", null);
  });
}
