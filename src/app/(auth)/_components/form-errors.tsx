"use client";

import { useEffect, useRef } from "react";
import { Banner } from "@/components/ui";
import { useT } from "@/lib/i18n/client";

export type FieldErrors = Readonly<Record<string, string | undefined>>;

/** Summed up on top, each a way to its field; the first field gets the focus. */
export function FormErrors({ errors, attempt }: { errors: FieldErrors; attempt: number }) {
  const t = useT();
  const seen = useRef(0);
  const listed = Object.entries(errors).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const first = listed[0]?.[0];
  useEffect(() => {
    // Only after a press: while the person mends a field, the focus is theirs.
    if (attempt === seen.current || !first) return;
    seen.current = attempt;
    document.getElementById(first)?.focus();
  }, [attempt, first]);
  if (listed.length < 2) return null;
  return (
    <Banner tone="danger" title={t("auth.formErrors", { count: listed.length })} live>
      <ul>
        {listed.map(([id, text]) => (
          <li key={id}>
            <a href={`#${id}`} className="text-link underline underline-offset-2">
              {text}
            </a>
          </li>
        ))}
      </ul>
    </Banner>
  );
}
