import type { OutboundId } from "@/lib/ids";
import { idPattern } from "@/lib/ids";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { publish } from "@/server/platform/outbox";
import { type Channel, isMessageStatus, strongerStatus } from "../domain";
import { messageStatusChanged } from "../events";
import type { StatusReport } from "../ingest/domain";
import { statusRepository, type TrackedMessage } from "./repository";

/** Twilio says undelivered where Meta says failed. */
const spelling: Record<string, string> = { undelivered: "failed", accepted: "sent" };

/**
 * Keeps the report and lets it raise the message's status. A report that comes before its message is kept and applied when the message
 * learns its provider id.
 */
export async function applyStatus(
  tx: TenantTx,
  ctx: ServiceContext,
  channel: Channel,
  told: StatusReport,
): Promise<"applied" | "kept" | "duplicate"> {
  const statuses = statusRepository(tx);
  const at = ctx.clock.now();
  const report = { ...told, status: spelling[told.status] ?? told.status };
  if (!(await statuses.insert({ id: ctx.ids.next(), channelId: channel.id, report, at }))) return "duplicate";

  const outboundId = report.outboundId && idPattern.test(report.outboundId) ? (report.outboundId as OutboundId) : null;
  if (outboundId) {
    await statuses.settleOutbound(outboundId, report.providerMessageId, report.status === "failed", at);
  }
  const message =
    (await statuses.lockByProviderId(channel.id, report.providerMessageId)) ??
    (outboundId ? await statuses.lockByOutbound(channel.id, outboundId) : null);
  if (!message) return "kept";
  await raiseStatus(tx, ctx, { ...message, providerMessageId: report.providerMessageId }, [
    { status: report.status, code: report.errors[0]?.code ?? null },
  ]);
  return "applied";
}

/** Called when a message learns its provider id: whatever was told before is applied now. */
export async function applyKeptStatuses(
  tx: TenantTx,
  ctx: ServiceContext,
  channel: Channel,
  providerMessageId: string,
): Promise<void> {
  const statuses = statusRepository(tx);
  const reports = await statuses.listReports(channel.id, providerMessageId);
  if (reports.length === 0) return;
  const message = await statuses.lockByProviderId(channel.id, providerMessageId);
  if (message) await raiseStatus(tx, ctx, message, reports);
}

async function raiseStatus(
  tx: TenantTx,
  ctx: ServiceContext,
  message: TrackedMessage,
  reports: readonly { status: string; code: string | null }[],
): Promise<void> {
  let after = message;
  for (const { status, code } of reports) {
    if (!isMessageStatus(status)) continue;
    const stronger = strongerStatus(after.status, status);
    if (stronger === after.status) continue;
    after = { ...after, status: stronger, failureCode: stronger === "failed" ? code : null };
  }
  await statusRepository(tx).saveMessage(after);
  if (after.status === message.status) return;
  await publish(tx, ctx, messageStatusChanged, {
    conversationId: after.conversationId,
    branchId: after.branchId,
    messageId: after.id,
    status: after.status,
    failureCode: after.failureCode,
  });
}
