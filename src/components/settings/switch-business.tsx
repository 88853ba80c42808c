"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { mutate } from "@/lib/browser/rpc";
import { useT } from "@/lib/i18n/client";

/** A session works in one business at a time; going back to this one is an act, so that no link can do it unseen. */
export function SwitchBusiness({ slug, name }: { slug: string; name: string }) {
  const t = useT();
  const [isGoing, setIsGoing] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  const back = async () => {
    setIsGoing(true);
    setHasFailed(false);
    const answer = await mutate("access.switchTenant", { slug });
    if (answer.ok) {
      // A whole page: nothing of the other business may stay in memory.
      window.location.reload();
      return;
    }
    setHasFailed(true);
    setIsGoing(false);
  };
  return (
    <main className="mx-auto flex min-h-dvh max-w-(--measure) flex-col items-start justify-center gap-4 p-8">
      <h1 className="text-3xl">{t("settings.otherBusinessTitle")}</h1>
      <p className="text-lg text-ink-2">{t("settings.otherBusinessBody", { name })}</p>
      <Button
        variant="primary"
        onClick={back}
        pending={isGoing}
        pendingLabel={t("settings.goingBack")}
        className="pointer-coarse:min-h-11"
      >
        {t("settings.backHere", { name })}
      </Button>
      {hasFailed ? (
        <p role="alert" className="text-danger-ink">
          {t("errors.dependency_unavailable")}
        </p>
      ) : null}
    </main>
  );
}
