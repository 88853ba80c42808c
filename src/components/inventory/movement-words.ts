import type { Translate } from "@/lib/i18n";

/** Why stock moved, in words. */
export function movementWord(reason: string, t: Translate): string {
  switch (reason) {
    case "sale":
      return t("inventory.moved_sale");
    case "receipt":
      return t("inventory.moved_receipt");
    case "opening":
      return t("inventory.moved_opening");
    case "transfer_out":
      return t("inventory.moved_transfer_out");
    case "transfer_in":
      return t("inventory.moved_transfer_in");
    default:
      return t("inventory.moved_adjust");
  }
}
