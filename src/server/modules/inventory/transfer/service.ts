import { decodeCursor, encodeCursor } from "@/lib/cursor";
import { raise } from "@/lib/errors";
import type { BranchId, ItemId, TransferId } from "@/lib/ids";
import { branchScope } from "@/lib/permissions";
import { milliToText, textToMilli } from "@/lib/quantity";
import { unwrap } from "@/lib/result";
import { getItems } from "@/server/modules/catalog/public";
import { recordAudit } from "@/server/platform/audit";
import { actorRef, type ServiceContext } from "@/server/platform/context";
import type { TenantReader, TenantTx } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import { publish } from "@/server/platform/outbox";
import {
  transferApproved,
  transferCancelled,
  transferReceived,
  transferRejected,
  transferRequested,
  transferShipped,
} from "../events";
import { partOf } from "../ledger/domain";
import { ledgerRepository } from "../ledger/repository";
import { locationOf, postMovements } from "../ledger/service";
import { listBranches } from "../repository";
import { releaseReservations, reserveStock } from "../reservation/service";
import {
  approve,
  type Quantities,
  receiveLines,
  requestLines,
  ship,
  stop,
  type Transfer,
  type TransferStatus,
} from "./domain";
import { pageTransfers, type TransferRecord, transferRepository } from "./repository";
import {
  type ListTransfers,
  listTransfersInput,
  type MoveTransfer,
  moveTransferInput,
  type RequestTransfer,
  type StopTransfer,
  type TransferStep,
  type TransferWire,
} from "./schema";

const subjectOf = (id: string) => ({ kind: "transfer", id });
const eventOf = {
  requested: transferRequested,
  approved: transferApproved,
  rejected: transferRejected,
  cancelled: transferCancelled,
  in_transit: transferShipped,
  partially_received: transferReceived,
  received: transferReceived,
  closed: transferReceived,
} as const satisfies Record<TransferStatus, unknown>;

async function announce(tx: TenantTx, ctx: ServiceContext, transfer: Transfer): Promise<void> {
  const { id: transferId, number, fromBranchId, toBranchId, status } = transfer;
  await publish(tx, ctx, eventOf[status], { transferId, number, fromBranchId, toBranchId, status });
}

/** Within the caller's transaction and on the caller's permission: a proposal that was approved. */
export async function requestTransferIn(
  tx: TenantTx,
  ctx: ServiceContext,
  input: {
    fromBranchId: BranchId | string;
    toBranchId: BranchId | string;
    lines: readonly { itemId: ItemId; qtyMilli: bigint }[];
    reason?: string;
    proposalId?: string;
  },
): Promise<TransferId> {
  const lines = unwrap(requestLines(input.fromBranchId, input.toBranchId, input.lines));
  const branches = new Set((await listBranches(tx)).map((branch) => branch.id as string));
  if (!branches.has(input.fromBranchId) || !branches.has(input.toBranchId)) raise("branch_not_found");
  const known = await getItems(
    tx,
    lines.map((line) => line.itemId),
  );
  if (known.length < lines.length) raise("item_not_found");
  const transfers = transferRepository(tx);
  const transfer: Transfer = {
    id: ctx.ids.next<TransferId>(),
    number: await transfers.nextNumber(),
    fromBranchId: input.fromBranchId as BranchId,
    toBranchId: input.toBranchId as BranchId,
    status: "requested",
    reason: input.reason ?? null,
    proposalId: input.proposalId ?? null,
    version: 1,
    lines,
  };
  await transfers.insert(transfer, actorRef(ctx), ctx.clock.now());
  await recordAudit(tx, ctx, {
    action: "transfer.request",
    subject: transfer.id,
    branchId: transfer.fromBranchId,
    after: transfer,
  });
  await announce(tx, ctx, transfer);
  return transfer.id;
}

async function save(
  tx: TenantTx,
  ctx: ServiceContext,
  before: Transfer,
  after: Transfer,
  action: string,
): Promise<void> {
  if (!(await transferRepository(tx).save(before, after, actorRef(ctx), ctx.clock.now()))) {
    raise("transfer_state_conflict", { status: before.status });
  }
  await recordAudit(tx, ctx, { action, subject: after.id, branchId: after.fromBranchId, before, after });
  await announce(tx, ctx, after);
}

const lock = async (tx: TenantTx, id: string): Promise<TransferRecord> =>
  (await transferRepository(tx).lock(id)) ?? raise("transfer_not_found");

/** Holds the goods at the source until they are shipped or the transfer stops. */
export async function approveTransferIn(tx: TenantTx, ctx: ServiceContext, id: TransferId | string): Promise<void> {
  const before = await lock(tx, id);
  const after = unwrap(approve(before));
  if (after === before) return;
  await reserveStock(tx, ctx, {
    subject: subjectOf(before.id),
    branchId: before.fromBranchId,
    expiresAt: null,
    lines: after.lines.map((line) => ({
      lineKey: `${line.lineNo}`,
      itemId: line.itemId,
      qtyMilli: line.approvedMilli,
    })),
  });
  await save(tx, ctx, before, after, "transfer.approve");
}

async function toWire(reader: TenantReader, transfers: readonly TransferRecord[]): Promise<TransferWire[]> {
  const branches = new Map((await listBranches(reader)).map((branch) => [branch.id as string, branch.name]));
  const ids = [...new Set(transfers.flatMap((transfer) => transfer.lines.map((line) => line.itemId)))];
  const items = new Map((await getItems(reader, ids)).map((item) => [item.itemId, item]));
  const place = (branchId: string) => ({ branchId, name: branches.get(branchId) ?? "" });
  return transfers.map((transfer) => ({
    transferId: transfer.id,
    number: transfer.number,
    status: transfer.status,
    from: place(transfer.fromBranchId),
    to: place(transfer.toBranchId),
    reason: transfer.reason,
    proposalId: transfer.proposalId,
    requestedAt: transfer.requestedAt.toISOString(),
    shippedAt: transfer.shippedAt?.toISOString() ?? null,
    receivedAt: transfer.receivedAt?.toISOString() ?? null,
    version: transfer.version,
    lines: transfer.lines.map((line) => ({
      lineNo: line.lineNo,
      itemId: line.itemId,
      name: items.get(line.itemId)?.name ?? "",
      sku: items.get(line.itemId)?.sku ?? "",
      requested: milliToText(line.requestedMilli),
      approved: milliToText(line.approvedMilli),
      shipped: milliToText(line.shippedMilli),
      received: milliToText(line.receivedMilli),
    })),
  }));
}

async function wireOf(tx: TenantTx, id: string): Promise<TransferWire> {
  const [wire] = await toWire(tx, [(await transferRepository(tx).find(id)) ?? raise("transfer_not_found")]);
  return wire ?? raise("transfer_not_found");
}

const milliOf = (text: string): bigint => textToMilli(text) ?? raise("quantity_invalid");
const quantitiesOf = (lines: readonly { lineNo: number; quantity: string }[]): Quantities =>
  new Map(lines.map((line) => [line.lineNo, milliOf(line.quantity)]));

export async function requestTransfer(ctx: ServiceContext, input: RequestTransfer): Promise<TransferWire> {
  ctx.require("transfer:request", input.toBranchId);
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "inventory.requestTransfer", key: input.idempotencyKey, input }, async () => {
      const lines = input.lines.map(({ itemId, quantity }) => ({
        itemId: itemId as ItemId,
        qtyMilli: milliOf(quantity),
      }));
      return wireOf(tx, await requestTransferIn(tx, ctx, { ...input, lines }));
    }),
  );
}

export async function approveTransfer(ctx: ServiceContext, input: TransferStep): Promise<TransferWire> {
  ctx.require("transfer:approve");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "inventory.approveTransfer", key: input.idempotencyKey, input }, async () => {
      const { fromBranchId } = await lock(tx, input.transferId);
      ctx.require("transfer:approve", fromBranchId, "transfer_not_found");
      await approveTransferIn(tx, ctx, input.transferId);
      return wireOf(tx, input.transferId);
    }),
  );
}

async function stopTransfer(
  ctx: ServiceContext,
  input: StopTransfer,
  to: "rejected" | "cancelled",
): Promise<TransferWire> {
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: `inventory.transfer.${to}`, key: input.idempotencyKey, input }, async () => {
      const before = await lock(tx, input.transferId);
      const [permission, branchId] =
        to === "rejected"
          ? (["transfer:approve", before.fromBranchId] as const)
          : (["transfer:request", before.toBranchId] as const);
      ctx.require(permission, branchId, "transfer_not_found");
      const stopped = unwrap(stop(before, to));
      if (stopped === before) return wireOf(tx, before.id);
      await releaseReservations(tx, ctx, subjectOf(before.id), to);
      await save(
        tx,
        ctx,
        before,
        { ...stopped, reason: input.reason },
        `transfer.${to === "rejected" ? "reject" : "cancel"}`,
      );
      return wireOf(tx, before.id);
    }),
  );
}

export async function rejectTransfer(ctx: ServiceContext, input: StopTransfer): Promise<TransferWire> {
  ctx.require("transfer:approve");
  return stopTransfer(ctx, input, "rejected");
}

export async function cancelTransfer(ctx: ServiceContext, input: StopTransfer): Promise<TransferWire> {
  ctx.require("transfer:request");
  return stopTransfer(ctx, input, "cancelled");
}

const shipKey = (id: string, lineNo: number): string => `transfer:${id}:${lineNo}:ship`;

/** The goods leave the shelf for the road with the value they had; what was held and not shipped is free again. */
export async function shipTransfer(ctx: ServiceContext, raw: MoveTransfer): Promise<TransferWire> {
  ctx.require("transfer:ship");
  const input = moveTransferInput.parse(raw);
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "inventory.shipTransfer", key: input.idempotencyKey, input }, async () => {
      const before = await lock(tx, input.transferId);
      ctx.require("transfer:ship", before.fromBranchId, "transfer_not_found");
      const after = unwrap(ship(before, quantitiesOf(input.lines)));
      if (after === before) return wireOf(tx, before.id);
      const from = await locationOf(tx, ctx, "shelf", before.fromBranchId);
      const to = await locationOf(tx, ctx, "transit", before.fromBranchId, before.toBranchId);
      const postings = after.lines
        .filter((line) => line.shippedMilli > 0n)
        .map((line) => ({
          itemId: line.itemId,
          from,
          to,
          qtyMilli: line.shippedMilli,
          reason: "transfer_out",
          source: subjectOf(before.id),
          effectKey: shipKey(before.id, line.lineNo),
        }));
      await postMovements(tx, ctx, postings, { consumes: subjectOf(before.id) });
      await releaseReservations(tx, ctx, subjectOf(before.id), "not_shipped");
      await save(tx, ctx, before, after, "transfer.ship");
      return wireOf(tx, before.id);
    }),
  );
}

/** The goods come off the road at the value they left with, to the last millionth over partial receipts. */
export async function receiveTransfer(ctx: ServiceContext, raw: MoveTransfer): Promise<TransferWire> {
  ctx.require("transfer:receive");
  const input = moveTransferInput.parse(raw);
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "inventory.receiveTransfer", key: input.idempotencyKey, input }, async () => {
      const before = await lock(tx, input.transferId);
      ctx.require("transfer:receive", before.toBranchId, "transfer_not_found");
      const { transfer: after, arrived } = unwrap(receiveLines(before, quantitiesOf(input.lines)));
      if (arrived.size === 0) return wireOf(tx, before.id);
      const from = await locationOf(tx, ctx, "transit", before.fromBranchId, before.toBranchId);
      const to = await locationOf(tx, ctx, "shelf", before.toBranchId);
      const left = await ledgerRepository(tx).findEffects(before.lines.map((line) => shipKey(before.id, line.lineNo)));
      const postings = before.lines.flatMap((line) => {
        const qtyMilli = arrived.get(line.lineNo) ?? 0n;
        if (qtyMilli === 0n) return [];
        const whole = { qtyMilli: line.shippedMilli, valueMicro: left.get(shipKey(before.id, line.lineNo)) ?? 0n };
        return {
          itemId: line.itemId,
          from,
          to,
          qtyMilli,
          valueMicro: partOf(whole, line.receivedMilli, qtyMilli),
          reason: "transfer_in",
          source: subjectOf(before.id),
          effectKey: `transfer:${before.id}:${line.lineNo}:receive:${line.receivedMilli}`,
        };
      });
      await postMovements(tx, ctx, postings);
      await save(tx, ctx, before, after, "transfer.receive");
      return wireOf(tx, before.id);
    }),
  );
}

const open = ["requested", "approved", "in_transit", "partially_received"] as const;
const done = ["received", "rejected", "cancelled", "closed"] as const;

export async function listTransfers(
  ctx: ServiceContext,
  raw: ListTransfers,
): Promise<{ items: TransferWire[]; nextCursor: string | null }> {
  ctx.require("stock:read");
  const { state, limit, cursor } = listTransfersInput.parse(raw);
  const rows = await pageTransfers(ctx.read, {
    statuses: state === "all" ? undefined : state === "open" ? open : done,
    branches: branchScope(ctx.permissions, "stock:read"),
    before: cursor ? (decodeCursor(cursor, 1)[0] ?? null) : null,
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await toWire(ctx.read, page),
    nextCursor: rows.length > limit && last ? encodeCursor(last.id) : null,
  };
}
