import type { ApiError } from "@/components/trpc/client";
import type { Translate } from "@/lib/i18n";

/** What a refusal says to the reader; no answer at all is its own case, because nobody knows what happened. */
export function refusalText(t: Translate, error: ApiError): string {
  return t(error.code === "offline" ? "errors.dependency_unavailable" : `errors.${error.code}`);
}

/** Why a message did not reach the customer, in words. */
export function failureText(t: Translate, status: string, code: string | null): string {
  if (status === "unconfirmed") return t("inbox.reasonUnconfirmed");
  switch (code) {
    case "window_closed":
    case "131047":
      return t("inbox.reasonWindow");
    case "131026":
      return t("inbox.reasonUndeliverable");
    case "superseded":
      return t("inbox.reasonSuperseded");
    case "expired":
      return t("inbox.reasonExpired");
    case "132000":
    case "132001":
    case "132012":
      return t("inbox.reasonTemplate");
    case "190":
    case "131031":
      return t("inbox.reasonChannel");
    default:
      return t("inbox.reasonOther", { code: code ?? "" });
  }
}
