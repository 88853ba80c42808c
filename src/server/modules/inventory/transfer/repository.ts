import type { BranchId, ItemId, TransferId } from "@/lib/ids";
import { type Instant, toDate } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { Transfer, TransferLine, TransferStatus } from "./domain";

interface TransferRow {
  id: string;
  number: number;
  fromBranchId: string;
  toBranchId: string;
  status: string;
  reason: string | null;
  proposalId: string | null;
  version: number;
  requestedAt: Date;
  approvedAt: Date | null;
  shippedAt: Date | null;
  receivedAt: Date | null;
  lines: (Omit<TransferLine, "itemId"> & { itemId: string })[];
}

export interface TransferRecord extends Transfer {
  readonly requestedAt: Date;
  readonly approvedAt: Date | null;
  readonly shippedAt: Date | null;
  readonly receivedAt: Date | null;
}

const toDomain = (row: TransferRow): TransferRecord => ({
  ...row,
  id: row.id as TransferId,
  fromBranchId: row.fromBranchId as BranchId,
  toBranchId: row.toBranchId as BranchId,
  status: row.status as TransferStatus,
  lines: row.lines.map((line) => ({ ...line, itemId: line.itemId as ItemId })).sort((a, b) => a.lineNo - b.lineNo),
});

const stampOf: Partial<Record<TransferStatus, "approvedAt" | "shippedAt" | "receivedAt">> = {
  approved: "approvedAt",
  in_transit: "shippedAt",
  received: "receivedAt",
};

export const transferRepository = (tx: TenantTx) => ({
  async find(id: string): Promise<TransferRecord | null> {
    return findTransfer(tx, id);
  },

  /** The row lock makes two receivers of one truck wait for each other, so each reads what the other left on the way. */
  async lock(id: string): Promise<TransferRecord | null> {
    await sql(tx)`select id from transfer where id = ${id} for update`;
    return findTransfer(tx, id);
  },

  async nextNumber(): Promise<number> {
    const rows = await sql<{ number: bigint }>(tx)`
      insert into counter as c (series, next) values ('transfer', 2)
      on conflict (series) do update set next = c.next + 1
      returning next - 1 as number`;
    return Number(rows[0]?.number ?? 1);
  },

  async insert(transfer: Transfer, requestedBy: string, at: Instant): Promise<void> {
    const { id, number, fromBranchId, toBranchId, reason, proposalId } = transfer;
    await tx.transfer.create({
      data: { id, number, fromBranchId, toBranchId, reason, proposalId, requestedBy, requestedAt: toDate(at) },
    });
    await tx.transferLine.createMany({ data: transfer.lines.map((line) => ({ ...line, transferId: id })) });
  },

  /** Compare-and-set on the version read. */
  async save(before: Transfer, after: Transfer, actor: string, at: Instant): Promise<boolean> {
    const stamp = stampOf[after.status];
    const { count } = await tx.transfer.updateMany({
      where: { id: before.id, version: before.version, status: before.status },
      data: {
        status: after.status,
        reason: after.reason,
        version: { increment: 1 },
        ...(stamp ? { [stamp]: toDate(at) } : {}),
        ...(after.status === "approved" ? { approvedBy: actor } : {}),
      },
    });
    if (count === 0) return false;
    for (const { lineNo, approvedMilli, shippedMilli, receivedMilli } of after.lines) {
      await tx.transferLine.update({
        where: { transferId_lineNo: { transferId: after.id, lineNo } },
        data: { approvedMilli, shippedMilli, receivedMilli },
      });
    }
    return true;
  },
});

async function findTransfer(reader: TenantReader, id: string): Promise<TransferRecord | null> {
  const row = await reader.transfer.findUnique({ where: { id }, include: { lines: true } });
  return row && toDomain(row);
}

/** Newest first; ids sort by creation. */
export async function pageTransfers(
  reader: TenantReader,
  filter: {
    statuses?: readonly TransferStatus[];
    branches: "all" | readonly string[];
    before: string | null;
    limit: number;
  },
): Promise<TransferRecord[]> {
  const rows = await reader.transfer.findMany({
    where: {
      ...(filter.statuses ? { status: { in: [...filter.statuses] } } : {}),
      ...(filter.before === null ? {} : { id: { lt: filter.before } }),
      ...(filter.branches === "all"
        ? {}
        : { OR: [{ fromBranchId: { in: [...filter.branches] } }, { toBranchId: { in: [...filter.branches] } }] }),
    },
    include: { lines: true },
    orderBy: { id: "desc" },
    take: filter.limit,
  });
  return rows.map(toDomain);
}
