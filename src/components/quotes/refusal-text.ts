import { ApiError } from "@/components/trpc/client";
import type { Translate } from "@/lib/i18n";

/** What to say where a quote's act was refused, with the facts that came along. */
export function refusalText(error: unknown, t: Translate, nameOf: (itemId: string) => string): string {
  if (!(error instanceof ApiError)) throw error;
  const { code, facts } = error;
  switch (code) {
    case "offline":
      return t("selling.offlineText");
    case "insufficient_stock":
      return t("selling.stockShort", { name: nameOf(String(facts.itemId)), available: String(facts.available ?? "0") });
    case "discount_over_limit":
      return t("selling.discountOver", { percent: Number(facts.limitPpm ?? 0) / 10_000 });
    default:
      return t(`errors.${code}`);
  }
}
