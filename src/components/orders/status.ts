import { Ban, CircleCheck, CircleDashed, Clock, CookingPot, PackageCheck } from "lucide-react";
import type { StatusLook } from "@/components/ui";
import type { MessageKey, Translate } from "@/lib/i18n";
import type { OrderRow } from "@/server/modules/orders/schema";
import type { ChargeView } from "@/server/modules/payments/schema";

export const orderLooks = (t: Translate): Record<OrderRow["status"], StatusLook> => ({
  draft: { tone: "neutral", label: t("selling.stDraft"), icon: CircleDashed },
  awaiting_confirmation: { tone: "warning", label: t("selling.stPending"), icon: Clock },
  accepted: { tone: "info", label: t("selling.stOrderAccepted"), icon: CircleCheck },
  preparing: { tone: "info", label: t("selling.stPreparing"), icon: CookingPot },
  ready: { tone: "success", label: t("selling.stReady"), icon: PackageCheck },
  completed: { tone: "success", label: t("selling.stCompleted"), icon: PackageCheck },
  cancelled: { tone: "neutral", label: t("selling.stOrderCancelled"), icon: Ban },
  rejected: { tone: "neutral", label: t("selling.stRejected"), icon: Ban },
  expired: { tone: "neutral", label: t("selling.stOrderExpired"), icon: Clock },
});

export const paymentLooks = (t: Translate): Record<OrderRow["payment"], StatusLook> => ({
  unpaid: { tone: "warning", label: t("selling.pyUnpaid"), icon: Clock },
  partial: { tone: "warning", label: t("selling.pyPartial"), icon: CircleDashed },
  paid: { tone: "success", label: t("selling.pyPaid"), icon: CircleCheck },
});

type PaymentStatus = ChargeView["payments"][number]["status"];
export const moneyLooks = (t: Translate): Record<PaymentStatus, StatusLook> => ({
  pending: { tone: "neutral", label: t("selling.psPending"), icon: Clock },
  unknown: { tone: "warning", label: t("selling.psUnknown"), icon: CircleDashed },
  reported: { tone: "neutral", label: t("selling.psReported"), icon: Clock },
  authorized: { tone: "info", label: t("selling.psAuthorized"), icon: CircleDashed },
  captured: { tone: "success", label: t("selling.psCaptured"), icon: CircleCheck },
  failed: { tone: "danger", label: t("selling.psFailed") },
  expired: { tone: "neutral", label: t("selling.psExpired"), icon: Clock },
  cancelled: { tone: "neutral", label: t("selling.psCancelled"), icon: Ban },
  rejected: { tone: "danger", label: t("selling.psRejected") },
  reversed: { tone: "danger", label: t("selling.psReversed") },
});

const channels: Record<string, MessageKey> = {
  counter: "selling.chCounter",
  table: "selling.chTable",
  phone: "selling.chPhone",
  whatsapp: "selling.chWhatsapp",
  qr: "selling.chQr",
  web: "selling.chWeb",
  api: "selling.chApi",
};
const methods = {
  cash: "selling.mCash",
  card: "selling.mCard",
  transfer: "selling.mTransfer",
  mobile: "selling.mMobile",
  link: "selling.mLink",
} as const;

const plain = (t: Translate) => t as (key: MessageKey) => string;
export const channelName = (channel: string, t: Translate): string => {
  const key = channels[channel];
  return key ? plain(t)(key) : channel;
};
export const methodName = (method: string, t: Translate): string => {
  const key = Object.hasOwn(methods, method) ? methods[method as keyof typeof methods] : null;
  return key ? plain(t)(key) : method;
};
