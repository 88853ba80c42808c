"use client";

import { Check, Clock, X } from "lucide-react";
import { useAct } from "@/components/catalog/use-act";
import { trpc } from "@/components/trpc/client";
import { Banner, Button, ButtonLink } from "@/components/ui";
import { Dialog, useDialog } from "@/components/ui/dialog";
import { useT } from "@/lib/i18n/client";
import type { AlertWire } from "@/server/modules/alerts/schema";

const snoozeHours = 24;

/** The yes first. Every act names what it acts on, so that a second press or a second person changes nothing. */
export function AlertActions({
  alert,
  transfersHref,
  can,
  isFirst,
}: {
  alert: AlertWire;
  transfersHref: string;
  can: { approve: boolean; resolve: boolean };
  /** The one that waits longest has the filled button; a view has only one. */
  isFirst: boolean;
}) {
  const t = useT();
  const why = useDialog();
  const { pending, problem, run } = useAct<"approve" | "reject" | "snooze" | "ignore">();
  const { proposal } = alert;
  const waits = proposal?.status === "proposed";
  const ignore = (reason: string) => {
    why.close();
    return run("ignore", async () => {
      await trpc.alerts.decide.mutate({ alertId: alert.id, action: "ignore", reason });
      return t("inventory.ignored");
    });
  };
  const reasons = [t("inventory.ignoreNotTrue"), t("inventory.ignoreKnown"), t("inventory.ignoreNotWorth")];
  return (
    <div className="flex flex-col items-stretch gap-2">
      <div className="flex flex-wrap gap-2">
        {waits && can.approve ? (
          <>
            <Button
              variant={isFirst ? "primary" : "secondary"}
              icon={Check}
              pending={pending === "approve"}
              pendingLabel={t("inventory.approving")}
              aria-describedby={`alert-${alert.id}`}
              onClick={() =>
                run("approve", async () => {
                  const done = await trpc.alerts.approve.mutate({ proposalId: proposal.id });
                  return t("inventory.approved", { what: done.sentence });
                })
              }
            >
              {t("inventory.approve")}
            </Button>
            <Button
              variant="ghost"
              icon={X}
              pending={pending === "reject"}
              aria-describedby={`alert-${alert.id}`}
              onClick={() =>
                run("reject", async () => {
                  await trpc.alerts.reject.mutate({ proposalId: proposal.id });
                  return t("inventory.rejected");
                })
              }
            >
              {t("inventory.reject")}
            </Button>
          </>
        ) : null}
        {proposal?.status === "executed" ? (
          <ButtonLink href={transfersHref}>{t("inventory.seeTransfer")}</ButtonLink>
        ) : null}
        {can.resolve ? (
          <>
            <Button
              variant="ghost"
              icon={Clock}
              pending={pending === "snooze"}
              onClick={() =>
                run("snooze", async () => {
                  await trpc.alerts.decide.mutate({ alertId: alert.id, action: "snooze", snoozeHours });
                  return t("inventory.snoozed");
                })
              }
            >
              {t("inventory.snooze")}
            </Button>
            <Button variant="ghost" pending={pending === "ignore"} onClick={() => why.open(true)}>
              {t("inventory.dismiss")}
            </Button>
          </>
        ) : null}
      </div>
      {problem ? (
        <Banner tone="warning" live>
          {problem}
        </Banner>
      ) : null}
      <Dialog isOpen={why.isOpen} onClose={why.close} title={t("inventory.ignoreWhy")} description={alert.name}>
        <div className="flex flex-col gap-2">
          {reasons.map((reason) => (
            <Button key={reason} block onClick={() => ignore(reason)}>
              {reason}
            </Button>
          ))}
        </div>
      </Dialog>
    </div>
  );
}
