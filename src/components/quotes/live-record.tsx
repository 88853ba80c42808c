"use client";

import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { useLive } from "@/components/trpc/live";
import { Button } from "@/components/ui";
import { useT } from "@/lib/i18n/client";

/** A record that is open follows what happens to it: «vista» and «pagado» appear by themselves. */
export function LiveRecord({ subjects }: { subjects: readonly string[] }) {
  const router = useRouter();
  useLive(({ type, subject }) => {
    if (type === "reset" || subjects.includes(subject)) router.refresh();
  });
  return null;
}

/** A list only says that there is news; its rows move when asked. */
export function LiveList({ prefix }: { prefix: string }) {
  const t = useT();
  const router = useRouter();
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [isPending, startTransition] = useTransition();
  useLive(({ type, subject }) => {
    if (type.startsWith(prefix)) setSeen((before) => new Set([...before, subject]));
  });
  return (
    <span role="status">
      {seen.size > 0 ? (
        <Button
          size="sm"
          icon={RefreshCw}
          pending={isPending}
          onClick={() => {
            setSeen(new Set());
            startTransition(() => router.refresh());
          }}
        >
          {t("common.newItems", { count: seen.size })}
        </Button>
      ) : null}
    </span>
  );
}
