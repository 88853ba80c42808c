import type { BusinessCalendar } from "@/lib/time";
import { businessDateOf, type Instant, type LocalDate, plusDays, weekdayOf } from "@/lib/time";
import { type Random, seededRandom } from "./random";

export interface SoldLine {
  businessDate: LocalDate;
  branchCode: string;
  sku: string;
  quantity: number;
}

/** Monday is busy, Sunday is closed; the middle and end of the month are paydays. */
function dayFactor(date: LocalDate): number {
  const weekday = weekdayOf(date);
  if (weekday === 7) return 0;
  const day = Number(date.slice(8));
  const payday = day === 15 || day === 16 || day >= 29 ? 1.25 : 1;
  return payday * ([1.25, 1.05, 1, 1, 1.15, 0.7][weekday - 1] ?? 1);
}

export interface Demand {
  sku: string;
  /** Mean pieces on an ordinary day, by branch. */
  perDay: Record<string, number>;
}

/** Twelve months of daily sales, oldest first; the same for the same items and day. */
export function salesHistory(
  demands: readonly Demand[],
  now: Instant,
  calendar: BusinessCalendar,
  days = 365,
): SoldLine[] {
  const random: Random = seededRandom(7_301);
  const today = businessDateOf(now, calendar);
  const sold: SoldLine[] = [];
  for (let back = days; back >= 1; back -= 1) {
    const businessDate = plusDays(today, -back);
    const factor = dayFactor(businessDate);
    if (factor === 0) continue;
    const trend = 1 + (days - back) / days / 6;
    for (const { sku, perDay } of demands) {
      for (const [branchCode, mean] of Object.entries(perDay)) {
        const quantity = random.poisson(mean * factor * trend);
        if (quantity > 0) sold.push({ businessDate, branchCode, sku, quantity });
      }
    }
  }
  return sold;
}
