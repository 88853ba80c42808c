import type { ItemId, LocationId } from "@/lib/ids";
import { divideRounded } from "@/lib/money";

/**
 * What one item in one real location holds. Quantity and value are the truth and the average cost is only their ratio, so that the
 * last unit out takes all the value left and no crumb stays. Value is in millionths of the major unit.
 */
export interface Level {
  readonly onHandMilli: bigint;
  readonly valueMicro: bigint;
  /** Per whole unit; what an issue costs when nothing is left to average. */
  readonly lastCostMicro: bigint;
}

export const emptyLevel: Level = { onHandMilli: 0n, valueMicro: 0n, lastCostMicro: 0n };

/** Value of a quantity at a cost per whole unit. */
export const valueAt = (unitCostMicro: bigint, milli: bigint): bigint => divideRounded(unitCostMicro * milli, 1_000n);

/** Cost of a whole unit; null where nothing is held. */
export const averageCost = ({ onHandMilli, valueMicro }: Level): bigint | null =>
  onHandMilli > 0n ? divideRounded(valueMicro * 1_000n, onHandMilli) : null;

const withLastCost = (level: Level): Level => {
  const average = averageCost(level);
  return average === null ? level : { ...level, lastCostMicro: average };
};

export interface Receipt {
  readonly after: Level;
  /** What earlier issues from below zero were under- or overcharged; it goes to cost of sales, not to stock. */
  readonly correctionMicro: bigint;
}

/** Into stock at a known value. Below zero it re-prices what had been issued short. */
export function receive(level: Level, qtyMilli: bigint, valueMicro: bigint): Receipt {
  const onHandMilli = level.onHandMilli + qtyMilli;
  if (level.onHandMilli >= 0n) {
    const after = withLastCost({ ...level, onHandMilli, valueMicro: level.valueMicro + valueMicro });
    return { after, correctionMicro: 0n };
  }
  const repriced = divideRounded(onHandMilli * valueMicro, qtyMilli);
  return {
    after: { onHandMilli, valueMicro: repriced, lastCostMicro: divideRounded(valueMicro * 1_000n, qtyMilli) },
    correctionMicro: level.valueMicro + valueMicro - repriced,
  };
}

export interface Issue {
  readonly after: Level;
  readonly valueMicro: bigint;
  /** True when part of the value is a guess at the last known cost, to be corrected by the next receipt. */
  readonly isProvisional: boolean;
}

/** Out of stock at the average; what goes below zero leaves at the last known cost. */
export function issue(level: Level, qtyMilli: bigint): Issue {
  const known = withLastCost(level);
  const held = level.onHandMilli > 0n ? level.onHandMilli : 0n;
  const covered = qtyMilli < held ? qtyMilli : held;
  const fromStock = covered === 0n ? 0n : divideRounded(level.valueMicro * covered, level.onHandMilli);
  const short = qtyMilli - covered;
  const valueMicro = fromStock + valueAt(known.lastCostMicro, short);
  return {
    after: {
      ...known,
      onHandMilli: level.onHandMilli - qtyMilli,
      valueMicro: level.valueMicro - valueMicro,
    },
    valueMicro,
    isProvisional: short > 0n,
  };
}

/** Out of stock at a value fixed elsewhere (a transfer moves exactly what left its source). */
export const issueAt = (level: Level, qtyMilli: bigint, valueMicro: bigint): Issue => ({
  after: {
    ...withLastCost(level),
    onHandMilli: level.onHandMilli - qtyMilli,
    valueMicro: level.valueMicro - valueMicro,
  },
  valueMicro,
  isProvisional: false,
});

/** The part of a whole's value that belongs to a quantity, rounded cumulatively so that all parts sum to the whole. */
export const partOf = (whole: { qtyMilli: bigint; valueMicro: bigint }, takenMilli: bigint, qtyMilli: bigint): bigint =>
  divideRounded(whole.valueMicro * (takenMilli + qtyMilli), whole.qtyMilli) -
  divideRounded(whole.valueMicro * takenMilli, whole.qtyMilli);

export interface SupplierReturn extends Issue {
  /** What the supplier credits beyond what stock gives up. */
  readonly varianceMicro: bigint;
}

/**
 * Back to the supplier at the receipt's cost; where that would leave goods without value or value below zero, at the average, and the
 * difference is a price variance.
 */
export function returnToSupplier(level: Level, qtyMilli: bigint, receiptValueMicro: bigint): SupplierReturn {
  const valueLeft = level.valueMicro - receiptValueMicro;
  const quantityLeft = level.onHandMilli - qtyMilli;
  if (valueLeft < 0n || (valueLeft === 0n && quantityLeft > 0n)) {
    const atAverage = issue(level, qtyMilli);
    return { ...atAverage, varianceMicro: receiptValueMicro - atAverage.valueMicro };
  }
  return { ...issueAt(level, qtyMilli, receiptValueMicro), varianceMicro: 0n };
}

export type NegativePolicy = "block" | "allow_flag" | "allow_pending_cost";

export type LocationKind =
  | "shelf"
  | "transit"
  | "supplier"
  | "customer"
  | "waste"
  | "adjustment"
  | "opening"
  | "loss"
  | "production";

export interface Location {
  readonly id: LocationId;
  readonly kind: LocationKind;
  readonly branchId: string | null;
  readonly isReal: boolean;
  readonly negativePolicy: NegativePolicy;
}

/** Something to move. Without a value, it leaves at the average of its source. */
export interface Posting {
  readonly itemId: ItemId;
  readonly from: Location;
  readonly to: Location;
  readonly qtyMilli: bigint;
  readonly valueMicro?: bigint;
  readonly reason: string;
  readonly source: { kind: string; id: string };
  readonly effectKey: string;
}

/** A level while it is locked: the running state of the fold. */
export interface OpenLevel extends Level {
  readonly itemId: ItemId;
  readonly locationId: LocationId;
  readonly branchId: string | null;
  readonly reservedMilli: bigint;
  readonly seq: bigint;
}

export interface Entry {
  readonly itemId: ItemId;
  readonly locationId: LocationId;
  readonly branchId: string | null;
  readonly seq: bigint;
  readonly effectKey: string;
  readonly deltaMilli: bigint;
  readonly balanceMilli: bigint;
  readonly deltaValueMicro: bigint;
  readonly balanceValueMicro: bigint;
}

export interface PostedMovement extends Posting {
  readonly valueMicro: bigint;
  readonly correctionMicro: bigint;
  readonly isProvisional: boolean;
}

export interface Posted {
  readonly movements: readonly PostedMovement[];
  readonly entries: readonly Entry[];
  readonly levels: readonly OpenLevel[];
}

export const levelKey = (itemId: string, locationId: string): string => `${itemId}:${locationId}`;

/** Raised as a value: the first posting its source cannot cover. */
export interface Shortage {
  readonly itemId: ItemId;
  readonly locationId: LocationId;
  readonly requestedMilli: bigint;
  readonly availableMilli: bigint;
}

/**
 * Folds postings over locked levels, in order. What others have reserved is not available to leave, unless the location's policy lets
 * facts through (a sale read from a till already happened).
 */
export function post(
  levels: ReadonlyMap<string, OpenLevel>,
  postings: readonly Posting[],
): { ok: true; value: Posted } | { ok: false; shortage: Shortage } {
  const state = new Map(levels);
  const movements: PostedMovement[] = [];
  const entries: Entry[] = [];

  const write = (level: OpenLevel, after: Level, effectKey: string): void => {
    const next: OpenLevel = { ...level, ...after, seq: level.seq + 1n };
    state.set(levelKey(level.itemId, level.locationId), next);
    entries.push({
      itemId: level.itemId,
      locationId: level.locationId,
      branchId: level.branchId,
      seq: next.seq,
      effectKey,
      deltaMilli: next.onHandMilli - level.onHandMilli,
      balanceMilli: next.onHandMilli,
      deltaValueMicro: next.valueMicro - level.valueMicro,
      balanceValueMicro: next.valueMicro,
    });
  };
  const open = (itemId: ItemId, location: Location): OpenLevel =>
    state.get(levelKey(itemId, location.id)) ?? {
      ...emptyLevel,
      itemId,
      locationId: location.id,
      branchId: location.kind === "shelf" ? location.branchId : null,
      reservedMilli: 0n,
      seq: 0n,
    };

  for (const posting of postings) {
    let valueMicro = posting.valueMicro ?? 0n;
    let isProvisional = false;
    if (posting.from.isReal) {
      const level = open(posting.itemId, posting.from);
      const availableMilli = level.onHandMilli - level.reservedMilli;
      if (posting.from.negativePolicy === "block" && availableMilli < posting.qtyMilli) {
        const { itemId, qtyMilli: requestedMilli } = posting;
        return {
          ok: false,
          shortage: { itemId, locationId: level.locationId, requestedMilli, availableMilli },
        };
      }
      const left =
        posting.valueMicro === undefined
          ? issue(level, posting.qtyMilli)
          : issueAt(level, posting.qtyMilli, posting.valueMicro);
      valueMicro = left.valueMicro;
      isProvisional = left.isProvisional;
      write(level, left.after, posting.effectKey);
    }
    let correctionMicro = 0n;
    if (posting.to.isReal) {
      const level = open(posting.itemId, posting.to);
      const received = receive(level, posting.qtyMilli, valueMicro);
      correctionMicro = received.correctionMicro;
      write(level, received.after, posting.effectKey);
    }
    movements.push({ ...posting, valueMicro, correctionMicro, isProvisional });
  }
  const touched = new Set(entries.map((entry) => levelKey(entry.itemId, entry.locationId)));
  return {
    ok: true,
    value: { movements, entries, levels: [...state].filter(([key]) => touched.has(key)).map(([, level]) => level) },
  };
}
