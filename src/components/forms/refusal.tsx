"use client";

import type { ReactNode } from "react";
import type { ErrorCode } from "@/lib/errors";
import { useT } from "@/lib/i18n/client";
import { Banner } from "../ui/feedback";

/** A refusal where it happened: what happened, what is safe, what to do, then the button that does it. */
export function Refusal({ code, reference, actions }: { code: ErrorCode; reference?: string; actions?: ReactNode }) {
  const t = useT();
  return (
    <Banner tone={code === "internal" ? "danger" : "warning"} live code={reference} actions={actions}>
      {t(`errors.${code}`)}
    </Banner>
  );
}
