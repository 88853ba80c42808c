import { Ban, CircleCheck, Clock, Eye, FilePen, History, Send, ThumbsDown } from "lucide-react";
import type { StatusLook } from "@/components/ui";
import type { Translate } from "@/lib/i18n";
import type { QuoteRow } from "@/server/modules/invoicing/schema";

/** Opening is no status of the quote, but for the seller it is news. */
export type ShownStatus = QuoteRow["status"] | "viewed";

export const shownStatus = ({ status, viewedAt }: Pick<QuoteRow, "status" | "viewedAt">): ShownStatus =>
  status === "sent" && viewedAt ? "viewed" : status;

export const quoteLooks = (t: Translate): Record<ShownStatus, StatusLook> => ({
  draft: { tone: "neutral", label: t("selling.stDraft"), icon: FilePen },
  sent: { tone: "info", label: t("selling.stSent"), icon: Send },
  viewed: { tone: "info", label: t("selling.stViewed"), icon: Eye },
  accepted: { tone: "success", label: t("selling.stAccepted"), icon: CircleCheck },
  converted: { tone: "success", label: t("selling.stConverted"), icon: CircleCheck },
  superseded: { tone: "neutral", label: t("selling.stSuperseded"), icon: History },
  declined: { tone: "warning", label: t("selling.stDeclined"), icon: ThumbsDown },
  cancelled: { tone: "neutral", label: t("selling.stCancelled"), icon: Ban },
  expired: { tone: "warning", label: t("selling.stExpired"), icon: Clock },
});

/** As the customer reads it; a draft has no number yet. */
export const codeOf = (number: number | null, t: Translate): string =>
  number === null ? t("selling.draftName") : `C-${number.toString().padStart(5, "0")}`;
