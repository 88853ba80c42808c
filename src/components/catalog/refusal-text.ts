import { ApiError } from "@/components/trpc/client";
import type { Translate } from "@/lib/i18n";

/** What to say where an act on a product or its stock was refused, with the facts that came along. */
export function refusalText(error: unknown, t: Translate): string {
  if (!(error instanceof ApiError)) throw error;
  const { code, facts } = error;
  const fact = (name: string) => String(facts[name] ?? "0");
  switch (code) {
    case "offline":
      return t("catalog.offline");
    case "sku_taken":
      return facts.owner ? t("catalog.skuTaken", { owner: fact("owner") }) : t("errors.sku_taken");
    case "barcode_taken":
      return facts.owner ? t("catalog.barcodeTaken", { owner: fact("owner") }) : t("errors.barcode_taken");
    case "validation_failed":
      return facts.field === "price" || facts.field === "cost"
        ? t("catalog.decimalsProblem")
        : t("errors.validation_failed");
    case "insufficient_stock":
      return t("inventory.notEnough", { available: fact("available"), requested: fact("requested") });
    case "proposal_changed":
      return t("inventory.planChanged", { available: fact("available"), wanted: fact("wanted") });
    case "proposal_state_conflict":
    case "alert_state_conflict":
      return t("inventory.alreadyDecided");
    case "import_file_invalid":
      return facts.reason === "no_sku_column" ? t("catalog.importNoSku") : t("errors.import_file_invalid");
    default:
      return t(`errors.${code}`);
  }
}
