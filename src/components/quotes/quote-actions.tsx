"use client";

import { Check, Copy, ExternalLink, Pencil, RotateCcw, Send, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { trpc } from "@/components/trpc/client";
import { Banner, Button, ButtonLink } from "@/components/ui";
import { useToast } from "@/components/ui/toast";
import { useT } from "@/lib/i18n/client";
import type { QuoteView } from "@/server/modules/invoicing/schema";
import { refusalText } from "./refusal-text";

type Act = "send" | "accept" | "cancel";

/** What may be done with a quote now: one filled button, the next step. */
export function QuoteActions({
  quote,
  base,
  can,
}: {
  quote: QuoteView;
  base: string;
  can: { create: boolean; send: boolean };
}) {
  const t = useT();
  const router = useRouter();
  const toast = useToast();
  const [pending, setPending] = useState<Act | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const at = { quoteId: quote.id, version: quote.version };
  const run = async (act: Act) => {
    setPending(act);
    setProblem(null);
    const input = { ...at, idempotencyKey: `${act}:${quote.id}:${quote.version}` };
    try {
      if (act === "send") await trpc.invoicing.send.mutate(input);
      else if (act === "accept") await trpc.invoicing.acceptFor.mutate(input);
      else await trpc.invoicing.cancel.mutate(input);
      const said = {
        send: t("selling.sent", { customer: quote.customerName }),
        accept: t("selling.acceptedNote"),
        cancel: t("selling.withdrawn"),
      };
      toast({ text: said[act] });
      router.refresh();
    } catch (error) {
      setProblem(refusalText(error, t, (id) => quote.lines.find(({ itemId }) => itemId === id)?.name ?? ""));
    } finally {
      setPending(null);
    }
  };
  const copy = async () => {
    if (!quote.url) return;
    await navigator.clipboard.writeText(quote.url);
    toast({ text: t("selling.linkCopied") });
  };
  const live = quote.status === "draft" || quote.status === "sent";
  const isOver = quote.status === "expired" || quote.status === "declined" || quote.status === "cancelled";
  return (
    <div className="flex flex-col gap-2" data-noprint>
      <div className="flex flex-wrap gap-2">
        {quote.status === "draft" && can.send ? (
          <Button
            variant="primary"
            icon={Send}
            pending={pending === "send"}
            pendingLabel={t("selling.sending")}
            onClick={() => run("send")}
          >
            {quote.conversationId ? t("selling.send") : t("selling.createLink")}
          </Button>
        ) : null}
        {quote.status === "converted" && quote.orderId ? (
          <ButtonLink variant="primary" href={`${base}/orders/${quote.orderId}`}>
            {t("selling.seeOrder")}
          </ButtonLink>
        ) : null}
        {quote.url && !isOver ? (
          <>
            <Button icon={Copy} variant={quote.status === "sent" ? "primary" : "secondary"} onClick={copy}>
              {t("selling.copyLink")}
            </Button>
            <ButtonLink icon={ExternalLink} href={quote.url} target="_blank" rel="noreferrer">
              {t("selling.openLink")}
            </ButtonLink>
          </>
        ) : null}
        {live && can.create ? (
          <ButtonLink icon={Pencil} href={`${base}/quotes/${quote.id}?editar=1`}>
            {quote.status === "draft" ? t("common.edit") : t("selling.newVersion")}
          </ButtonLink>
        ) : null}
        {quote.status === "sent" && can.send ? (
          <Button
            icon={Check}
            pending={pending === "accept"}
            pendingLabel={t("selling.accepting")}
            onClick={() => run("accept")}
          >
            {t("selling.markAccepted")}
          </Button>
        ) : null}
        {live && can.create ? (
          <Button
            variant="ghost"
            icon={X}
            pending={pending === "cancel"}
            pendingLabel={t("selling.withdrawing")}
            onClick={() => run("cancel")}
          >
            {t("selling.withdraw")}
          </Button>
        ) : null}
        {isOver && can.create ? (
          <ButtonLink variant="primary" icon={RotateCcw} href={`${base}/quotes/new?desde=${quote.id}`}>
            {t("selling.renew")}
          </ButtonLink>
        ) : null}
      </div>
      {problem ? (
        <Banner tone="warning" live>
          {problem}
        </Banner>
      ) : null}
    </div>
  );
}
