import type { BranchId, ItemId, TransferId } from "@/lib/ids";
import { err, ok, type Result } from "@/lib/result";

export const transferStatuses = [
  "requested",
  "approved",
  "in_transit",
  "partially_received",
  "received",
  "rejected",
  "cancelled",
  "closed",
] as const;
export type TransferStatus = (typeof transferStatuses)[number];

export interface TransferLine {
  readonly lineNo: number;
  readonly itemId: ItemId;
  readonly requestedMilli: bigint;
  readonly approvedMilli: bigint;
  readonly shippedMilli: bigint;
  readonly receivedMilli: bigint;
  readonly lostMilli: bigint;
  readonly returnedMilli: bigint;
}

export interface Transfer {
  readonly id: TransferId;
  readonly number: number;
  readonly fromBranchId: BranchId;
  readonly toBranchId: BranchId;
  readonly status: TransferStatus;
  readonly reason: string | null;
  readonly proposalId: string | null;
  readonly version: number;
  readonly lines: readonly TransferLine[];
}

type Refusal = "transfer_state_conflict" | "transfer_same_branch" | "quantity_invalid";
/** Quantities by line; a line that is not named keeps what the step before gave it. */
export type Quantities = ReadonlyMap<number, bigint>;

const conflict = (transfer: Transfer) => err("transfer_state_conflict", { status: transfer.status });

export const onTheWay = (line: TransferLine): bigint =>
  line.shippedMilli - line.receivedMilli - line.lostMilli - line.returnedMilli;

export function requestLines(
  from: string,
  to: string,
  lines: readonly { itemId: ItemId; qtyMilli: bigint }[],
): Result<readonly TransferLine[], Refusal> {
  if (from === to) return err("transfer_same_branch");
  if (lines.length === 0 || lines.some((line) => line.qtyMilli <= 0n)) return err("quantity_invalid");
  const totals = new Map<ItemId, bigint>();
  for (const { itemId, qtyMilli } of lines) totals.set(itemId, (totals.get(itemId) ?? 0n) + qtyMilli);
  return ok(
    [...totals].map(([itemId, requestedMilli], index) => ({
      lineNo: index + 1,
      itemId,
      requestedMilli,
      approvedMilli: 0n,
      shippedMilli: 0n,
      receivedMilli: 0n,
      lostMilli: 0n,
      returnedMilli: 0n,
    })),
  );
}

export function approve(transfer: Transfer): Result<Transfer, Refusal> {
  if (transfer.status === "approved") return ok(transfer);
  if (transfer.status !== "requested") return conflict(transfer);
  const lines = transfer.lines.map((line) => ({ ...line, approvedMilli: line.requestedMilli }));
  return ok({ ...transfer, status: "approved", lines });
}

/** Nothing may be stopped once goods have left. */
export function stop(transfer: Transfer, to: "rejected" | "cancelled"): Result<Transfer, Refusal> {
  if (transfer.status === to) return ok(transfer);
  if (transfer.status !== "requested" && transfer.status !== "approved") return conflict(transfer);
  return ok({ ...transfer, status: to });
}

export function ship(transfer: Transfer, quantities: Quantities = new Map()): Result<Transfer, Refusal> {
  if (transfer.status === "in_transit") return ok(transfer);
  if (transfer.status !== "approved") return conflict(transfer);
  const lines = transfer.lines.map((line) => ({
    ...line,
    shippedMilli: quantities.get(line.lineNo) ?? line.approvedMilli,
  }));
  const isWithin = lines.every((line) => line.shippedMilli >= 0n && line.shippedMilli <= line.approvedMilli);
  if (!isWithin || lines.every((line) => line.shippedMilli === 0n)) return err("quantity_invalid");
  return ok({ ...transfer, status: "in_transit", lines });
}

/** What arrives now, by line. Everything on the way arrives unless a line says less; what is missing stays on the way. */
export function receiveLines(
  transfer: Transfer,
  quantities: Quantities = new Map(),
): Result<{ transfer: Transfer; arrived: Quantities }, Refusal> {
  if (transfer.status === "received") return ok({ transfer, arrived: new Map() });
  if (transfer.status !== "in_transit" && transfer.status !== "partially_received") return conflict(transfer);
  const arrived = new Map(transfer.lines.map((line) => [line.lineNo, quantities.get(line.lineNo) ?? onTheWay(line)]));
  const isWithin = transfer.lines.every((line) => {
    const now = arrived.get(line.lineNo) ?? 0n;
    return now >= 0n && now <= onTheWay(line);
  });
  if (!isWithin || [...arrived.values()].every((now) => now === 0n)) return err("quantity_invalid");
  const lines = transfer.lines.map((line) => ({
    ...line,
    receivedMilli: line.receivedMilli + (arrived.get(line.lineNo) ?? 0n),
  }));
  const status = lines.every((line) => onTheWay(line) === 0n) ? "received" : "partially_received";
  return ok({ transfer: { ...transfer, status, lines }, arrived });
}
