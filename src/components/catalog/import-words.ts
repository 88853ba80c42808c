import type { Translate } from "@/lib/i18n";
import type { ImportWire, ProblemWire } from "@/server/modules/catalog/import/schema";

type Field = keyof ImportWire["mapping"]["columns"];

export function problemWord(t: Translate, { code, detail }: Pick<ProblemWire, "code" | "detail">): string {
  const words: Record<ProblemWire["code"], () => string> = {
    required: () => t("catalog.problemRequired"),
    missing_name: () => t("catalog.problemMissingName"),
    too_long: () => t("catalog.problemTooLong", { detail }),
    control_characters: () => t("catalog.problemControls"),
    not_a_number: () => t("catalog.problemNotANumber"),
    negative: () => t("catalog.problemNegative"),
    too_many_decimals: () => t("catalog.problemDecimals", { detail }),
    repeated_in_file: () => t("catalog.problemRepeated", { detail }),
    barcode_taken: () => t("catalog.problemBarcodeTaken", { detail }),
    tax_unknown: () => t("catalog.problemTaxUnknown"),
    fitment_unreadable: () => t("catalog.problemFitment"),
    equivalent_unknown: () => t("catalog.problemEquivalent"),
  };
  return words[code]();
}

export const fieldWords = (t: Translate): Record<Field, string> => ({
  sku: t("catalog.sku"),
  name: t("common.name"),
  brand: t("catalog.brand"),
  category: t("catalog.category"),
  price: t("catalog.price"),
  cost: t("catalog.standardCost"),
  barcode: t("catalog.barcode"),
  tax: t("catalog.tax"),
  oemCodes: t("catalog.oem"),
  aliases: t("catalog.aliases"),
  equivalents: t("catalog.equivalents"),
  fitment: t("catalog.vehicles"),
});

export const statusWords = (t: Translate): Record<ImportWire["status"], string> => ({
  uploaded: t("catalog.importStatusUploaded"),
  checking: t("catalog.importStatusChecking"),
  checked: t("catalog.importStatusChecked"),
  applying: t("catalog.importStatusApplying"),
  done: t("catalog.importStatusDone"),
  failed: t("catalog.importStatusFailed"),
});
