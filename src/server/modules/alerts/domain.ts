import type { BranchId, ItemId } from "@/lib/ids";
import { divideRounded } from "@/lib/money";

/** Demand is the mean of this many business days; a lead time of a week covers until help can come. */
export const windowDays = 28;
export const leadDays = 7;
const coverTargetDays = 14;
const horizonDays = 14;
/** An alert closes only when cover is this much above its opening threshold, so that it does not flap. */
const closeAt = { numerator: 5n, denominator: 4n };
const criticalDays = 2n;

export const alertKinds = ["stock_out", "low_stock"] as const;
export type AlertKind = (typeof alertKinds)[number];
export type AlertStatus = "open" | "acknowledged" | "snoozed" | "resolved" | "ignored";
export type Severity = "critical" | "warning";

/** What is known of one item in one branch. Quantities in thousandths. */
export interface Position {
  readonly itemId: ItemId;
  readonly branchId: BranchId;
  readonly availableMilli: bigint;
  readonly incomingMilli: bigint;
  readonly minMilli: bigint | null;
  /** Sold over the last `windowDays` business days. */
  readonly soldMilli: bigint;
}

const wholePiece = 1_000n;
const demandOver = (soldMilli: bigint, days: number): bigint =>
  divideRounded(soldMilli * BigInt(days), BigInt(windowDays), "ceil");
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** The kind of alert a position deserves; `holding` is the kind open now, which takes more to close than to open. */
export function alertFor(position: Position, holding: AlertKind | null): AlertKind | null {
  const { availableMilli, incomingMilli, soldMilli } = position;
  const minMilli = position.minMilli ?? 0n;
  const matters = soldMilli > 0n || minMilli > 0n;
  if (!matters) return null;
  if (availableMilli <= 0n) return "stock_out";
  const covered = availableMilli + incomingMilli;
  const threshold = most(demandOver(soldMilli, leadDays), minMilli);
  const limit = holding ? divideRounded(threshold * closeAt.numerator, closeAt.denominator, "ceil") : threshold;
  return covered < limit ? "low_stock" : null;
}

/** Sold a day at the present pace, for sentences; decisions use the window's total. */
export const perDayMilli = (soldMilli: bigint): bigint => divideRounded(soldMilli, BigInt(windowDays));

/** Whole days the shelf lasts at the present pace; null when nothing sells. */
export function coverDays({ availableMilli, soldMilli }: Position): number | null {
  if (soldMilli <= 0n) return null;
  return Number((most(availableMilli, 0n) * BigInt(windowDays)) / soldMilli);
}

export function severityOf(kind: AlertKind, position: Position): Severity {
  const days = coverDays(position);
  return kind === "stock_out" || (days !== null && BigInt(days) <= criticalDays) ? "critical" : "warning";
}

/** Pieces that would not be sold within the horizon if nothing came. */
export const missingMilli = ({ availableMilli, incomingMilli, soldMilli }: Position): bigint =>
  most(0n, demandOver(soldMilli, horizonDays) - most(availableMilli, 0n) - incomingMilli);

/** Margin lost on what is missing, in minor units; a cost above the price counts as no margin. */
export const riskMinor = (missing: bigint, marginMinor: bigint): bigint =>
  divideRounded(missing * most(marginMinor, 0n), 1_000n);

export interface TransferPlan {
  readonly fromBranchId: BranchId;
  readonly toBranchId: BranchId;
  readonly itemId: ItemId;
  readonly qtyMilli: bigint;
}

const wantedMilli = (position: Position): bigint =>
  most(demandOver(position.soldMilli, coverTargetDays), position.minMilli ?? 0n) -
  most(position.availableMilli, 0n) -
  position.incomingMilli;

/** What a branch can give without coming under its own cover. */
export const spareMilli = (position: Position): bigint =>
  most(0n, position.availableMilli - most(demandOver(position.soldMilli, coverTargetDays), position.minMilli ?? 0n));

/** Whole pieces from the branch that can spare most, ties to the lower id; null when nobody can or nothing is wanted. */
export function planTransfer(needy: Position, others: readonly Position[]): TransferPlan | null {
  const wanted = divideRounded(wantedMilli(needy), wholePiece, "ceil") * wholePiece;
  if (wanted <= 0n) return null;
  const donors = others
    .filter((other) => other.itemId === needy.itemId && other.branchId !== needy.branchId)
    .map((position) => ({ position, spare: (spareMilli(position) / wholePiece) * wholePiece }))
    .filter(({ spare }) => spare > 0n)
    .sort((a, b) =>
      a.spare === b.spare ? (a.position.branchId < b.position.branchId ? -1 : 1) : a.spare > b.spare ? -1 : 1,
    );
  const [donor] = donors;
  if (!donor) return null;
  return {
    fromBranchId: donor.position.branchId,
    toBranchId: needy.branchId,
    itemId: needy.itemId,
    qtyMilli: least(wanted, donor.spare),
  };
}

/** Pieces to buy when no branch can spare any. */
export const suggestedPurchaseMilli = (needy: Position): bigint =>
  most(0n, divideRounded(wantedMilli(needy), wholePiece, "ceil") * wholePiece);

const closedStatuses: ReadonlySet<AlertStatus> = new Set(["resolved", "ignored"]);
export const isClosed = (status: AlertStatus): boolean => closedStatuses.has(status);

export const alertMoves: Readonly<Record<AlertStatus, readonly AlertStatus[]>> = {
  open: ["acknowledged", "snoozed", "resolved", "ignored"],
  acknowledged: ["snoozed", "resolved", "ignored"],
  snoozed: ["open", "acknowledged", "resolved", "ignored"],
  resolved: [],
  ignored: [],
};

export type ProposalStatus =
  | "proposed"
  | "approved"
  | "executing"
  | "executed"
  | "rejected"
  | "expired"
  | "superseded"
  | "failed";
