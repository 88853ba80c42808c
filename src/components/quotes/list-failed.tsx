"use client";

import { Banner, Button } from "@/components/ui";
import { useT } from "@/lib/i18n/client";

/** What a list says when it could not be read: nothing was lost, and the button that tries again. */
export function ListFailed({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useT();
  return (
    <Banner
      tone="danger"
      live
      title={t("selling.loadFailed")}
      code={error.digest?.slice(-6)}
      actions={<Button onClick={reset}>{t("common.retry")}</Button>}
    >
      {t("selling.loadFailedText")}
    </Banner>
  );
}
