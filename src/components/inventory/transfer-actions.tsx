"use client";

import { Check, PackageCheck, Truck, X } from "lucide-react";
import { useAct } from "@/components/catalog/use-act";
import { trpc } from "@/components/trpc/client";
import { Banner, Button } from "@/components/ui";
import { useT } from "@/lib/i18n/client";
import type { TransferWire } from "@/server/modules/inventory/transfer/schema";

/** One filled button: the next step of this transfer for this person. */
export function TransferActions({
  transfer,
  can,
}: {
  transfer: Pick<TransferWire, "transferId" | "status" | "version">;
  can: { approve: boolean; ship: boolean; receive: boolean; cancel: boolean };
}) {
  const t = useT();
  const { pending, problem, run } = useAct<"approve" | "ship" | "receive" | "cancel">();
  const { transferId, status, version } = transfer;
  const input = (act: string) => ({ transferId, idempotencyKey: `${act}:${transferId}:${version}` });
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        {status === "requested" && can.approve ? (
          <Button
            variant="primary"
            icon={Check}
            pending={pending === "approve"}
            pendingLabel={t("inventory.approving")}
            onClick={() =>
              run("approve", async () => {
                await trpc.inventory.transfers.approve.mutate(input("approve"));
                return t("inventory.statusApproved");
              })
            }
          >
            {t("inventory.approve")}
          </Button>
        ) : null}
        {status === "approved" && can.ship ? (
          <Button
            variant="primary"
            icon={Truck}
            pending={pending === "ship"}
            pendingLabel={t("inventory.shipping")}
            onClick={() =>
              run("ship", async () => {
                await trpc.inventory.transfers.ship.mutate(input("ship"));
                return t("inventory.shipped");
              })
            }
          >
            {t("inventory.ship")}
          </Button>
        ) : null}
        {(status === "in_transit" || status === "partially_received") && can.receive ? (
          <Button
            variant="primary"
            icon={PackageCheck}
            pending={pending === "receive"}
            pendingLabel={t("inventory.receiving")}
            onClick={() =>
              run("receive", async () => {
                await trpc.inventory.transfers.receive.mutate(input("receive"));
                return t("inventory.received");
              })
            }
          >
            {t("inventory.receive")}
          </Button>
        ) : null}
        {(status === "requested" || status === "approved") && can.cancel ? (
          <Button
            variant="ghost"
            icon={X}
            pending={pending === "cancel"}
            onClick={() =>
              run("cancel", async () => {
                await trpc.inventory.transfers.cancel.mutate({
                  ...input("cancel"),
                  reason: t("inventory.cancelTransfer"),
                });
                return t("inventory.cancelled");
              })
            }
          >
            {t("common.cancel")}
          </Button>
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
