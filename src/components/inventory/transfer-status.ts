import type { StatusLook } from "@/components/ui";
import type { Translate } from "@/lib/i18n";
import type { TransferWire } from "@/server/modules/inventory/transfer/schema";

export const transferLooks = (t: Translate): Record<TransferWire["status"], StatusLook> => ({
  requested: { tone: "warning", label: t("inventory.statusRequested") },
  approved: { tone: "info", label: t("inventory.statusApproved") },
  in_transit: { tone: "info", label: t("inventory.statusInTransit") },
  partially_received: { tone: "warning", label: t("inventory.statusPartiallyReceived") },
  received: { tone: "success", label: t("inventory.statusReceived") },
  rejected: { tone: "neutral", label: t("inventory.statusRejected") },
  cancelled: { tone: "neutral", label: t("inventory.statusCancelled") },
  closed: { tone: "neutral", label: t("inventory.statusClosed") },
});
