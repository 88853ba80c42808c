"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useLive } from "@/components/trpc/live";
import { Banner, Button } from "@/components/ui";
import { useT } from "@/lib/i18n/client";

/** News do not move the rows under a hand that is about to press: they wait for one press. */
export function LiveRefresh({ prefixes }: { prefixes: readonly string[] }) {
  const t = useT();
  const router = useRouter();
  const [count, setCount] = useState(0);
  useLive(({ type }) => {
    if (prefixes.some((prefix) => type.startsWith(prefix))) setCount((before) => before + 1);
  });
  if (count === 0) return null;
  return (
    <Banner
      tone="info"
      live
      actions={
        <Button
          onClick={() => {
            setCount(0);
            router.refresh();
          }}
        >
          {t("common.reload")}
        </Button>
      }
    >
      {t("common.newItems", { count })}
    </Banner>
  );
}
