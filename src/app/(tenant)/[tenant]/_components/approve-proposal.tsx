"use client";

import { useRouter } from "next/navigation";
import { useRef, useState, useTransition } from "react";
import { ApiError, newIdempotencyKey, trpc } from "@/components/trpc/client";
import { Button } from "@/components/ui";
import { useToast } from "@/components/ui/toast";
import type { ErrorCode } from "@/lib/errors";
import { useT } from "@/lib/i18n/client";

/** Decides in place; the refusal stays beside the button that met it. */
export function ApproveProposal({ proposalId, isFirst }: { proposalId: string; isFirst: boolean }) {
  const t = useT();
  const toast = useToast();
  const router = useRouter();
  const key = useRef<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  const [isRefreshing, startTransition] = useTransition();
  const [refused, setRefused] = useState<ErrorCode | null>(null);
  const approve = async () => {
    key.current ??= newIdempotencyKey();
    setIsSending(true);
    setRefused(null);
    try {
      const { sentence } = await trpc.alerts.approve.mutate({ proposalId, idempotencyKey: key.current });
      toast({ text: sentence });
      startTransition(() => router.refresh());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setRefused(error.code === "offline" ? "outcome_unknown" : error.code);
    } finally {
      setIsSending(false);
    }
  };
  return (
    <span className="flex max-w-xs flex-col gap-1">
      <Button
        variant={isFirst ? "primary" : "secondary"}
        pending={isSending || isRefreshing}
        pendingLabel={t("home.approving")}
        onClick={approve}
      >
        {t("home.approve")}
      </Button>
      {refused ? (
        <span role="alert" className="text-sm text-danger-ink">
          {t(`errors.${refused}`)}
        </span>
      ) : null}
    </span>
  );
}
