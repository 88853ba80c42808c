"use client";

import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { useLive } from "@/components/trpc/live";
import { Button } from "@/components/ui";
import { useT } from "@/lib/i18n/client";

/** News announces itself and enters when asked: nothing moves under the pointer. */
export function HomeNews() {
  const t = useT();
  const router = useRouter();
  const [count, setCount] = useState(0);
  const [isPending, startTransition] = useTransition();
  useLive(({ type }) => {
    if (type !== "reset") setCount((current) => current + 1);
  });
  return (
    <span role="status">
      {count > 0 ? (
        <Button
          size="sm"
          icon={RefreshCw}
          pending={isPending}
          onClick={() => {
            setCount(0);
            startTransition(() => router.refresh());
          }}
        >
          {t("common.newItems", { count })}
        </Button>
      ) : null}
    </span>
  );
}
