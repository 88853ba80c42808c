import type { Translate } from "@/lib/i18n";

/** Whole days the shelf lasts at the present pace; null where nothing sells. */
export function coverDays(available: string, sold: string | undefined, days: number): number | null {
  const pace = Number(sold ?? "0");
  if (pace <= 0) return null;
  return Math.floor((Math.max(0, Number(available)) * days) / pace);
}

const shortDays = 7;
const criticalDays = 2;

/** Days of cover in words; colour only repeats them. */
export function Cover({ days, t }: { days: number | null; t: Translate }) {
  if (days === null) return <span className="text-sm text-ink-3">{t("inventory.noSales")}</span>;
  const tone = days <= criticalDays ? "text-danger-ink" : days < shortDays ? "text-warning-ink" : "text-ink-2";
  return <span className={`text-sm ${tone}`}>{t("inventory.coverDays", { count: days })}</span>;
}
