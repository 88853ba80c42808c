import type { BranchId, ItemId } from "@/lib/ids";
import type { Currency } from "@/lib/money";
import { divideRounded } from "@/lib/money";
import type { Instant, LocalDate } from "@/lib/time";

/** One line of one sale, whatever till it came from. `factKey` makes a repeat the same fact. */
export interface SaleFact {
  factKey: string;
  businessDate: LocalDate;
  branchId: BranchId;
  itemId: ItemId;
  source: "order" | "history" | "pos";
  qtyMilli: bigint;
  netMinor: bigint;
  taxMinor: bigint;
  costMicro: bigint;
  currency: Currency;
  occurredAt: Instant;
}

/** Growth over an earlier figure in parts per thousand; null when there was nothing to compare with. */
export function changePerThousand(now: bigint, before: bigint): number | null {
  if (before === 0n) return null;
  return Number(divideRounded((now - before) * 1_000n, before < 0n ? -before : before));
}

/** Margin in parts per thousand of net sales. `costMicro` is millionths of the major unit, `digits` those of the currency. */
export function marginPerThousand(netMinor: bigint, costMicro: bigint, digits: number): number | null {
  if (netMinor <= 0n) return null;
  const netMicro = netMinor * 10n ** BigInt(6 - digits);
  return Number(divideRounded((netMicro - costMicro) * 1_000n, netMicro));
}
