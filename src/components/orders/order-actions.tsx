"use client";

import { HandCoins, PackageCheck, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { AmountField } from "@/components/forms/amount-field";
import { refusalText } from "@/components/quotes/refusal-text";
import { useIntentKey } from "@/components/quotes/use-intent-key";
import { trpc } from "@/components/trpc/client";
import { Banner, Button, Field, Input, Segmented, Stack } from "@/components/ui";
import { AlertDialog, Sheet, useDialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";
import { useT } from "@/lib/i18n/client";
import type { OrderView } from "@/server/modules/orders/schema";
import type { ChargeView, RecordPayment } from "@/server/modules/payments/schema";
import { methodName } from "./status";

const methods = ["cash", "card", "transfer", "mobile"] as const;
type Method = RecordPayment["method"];

/** Money in at the counter: what is due is already written, the rest is one choice. */
function CollectSheet({ charge, onDone, onClose }: { charge: ChargeView; onDone: () => void; onClose: () => void }) {
  const t = useT();
  const keyOf = useIntentKey();
  const [method, setMethod] = useState<Method>("cash");
  const [amount, setAmount] = useState<string | null>(charge.due.amount);
  const [reference, setReference] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isPending, setIsPending] = useState(false);
  const needsReference = method === "transfer" || method === "mobile";
  const collect = async () => {
    if (amount === null) return;
    setIsPending(true);
    setProblem(null);
    const input = { chargeId: charge.id, method, amount, reference: (needsReference && reference.trim()) || undefined };
    try {
      await trpc.payments.record.mutate({ ...input, idempotencyKey: keyOf(input) });
      onDone();
    } catch (error) {
      setProblem(refusalText(error, t, () => ""));
    } finally {
      setIsPending(false);
    }
  };
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={t("selling.collect")}
      footer={
        <Button variant="accent" block pending={isPending} pendingLabel={t("selling.collecting")} onClick={collect}>
          {t("selling.collect")}
        </Button>
      }
    >
      <Stack>
        <Segmented
          legend={t("selling.method")}
          name="method"
          value={method}
          onChange={setMethod}
          options={methods.map((value) => ({ value, label: methodName(value, t) }))}
        />
        <AmountField
          label={t("selling.amountToCollect")}
          currency={charge.due.currency}
          value={amount}
          onChange={setAmount}
        />
        {needsReference ? (
          <Field label={t("selling.reference")}>
            {(control) => (
              <Input
                {...control}
                value={reference}
                maxLength={60}
                onChange={({ target }) => setReference(target.value)}
              />
            )}
          </Field>
        ) : null}
        {problem ? (
          <Banner tone="warning" live>
            {problem}
          </Banner>
        ) : null}
      </Stack>
    </Sheet>
  );
}

export function OrderActions({
  order,
  charge,
  can,
}: {
  order: OrderView;
  charge: ChargeView | null;
  can: { collect: boolean; complete: boolean; cancel: boolean };
}) {
  const t = useT();
  const router = useRouter();
  const toast = useToast();
  const collect = useDialog();
  const cancel = useDialog();
  const [reason, setReason] = useState("");
  const [pending, setPending] = useState<"complete" | "cancel" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const isLive = order.status === "accepted" || order.status === "preparing" || order.status === "ready";
  const isDue = charge !== null && (charge.status === "open" || charge.status === "partial");
  const at = { orderId: order.id, version: order.version };
  const run = async (act: "complete" | "cancel") => {
    setPending(act);
    setProblem(null);
    const idempotencyKey = `${act}:${order.id}:${order.version}`;
    try {
      if (act === "complete") await trpc.orders.complete.mutate({ ...at, idempotencyKey });
      else await trpc.orders.cancel.mutate({ ...at, reason: reason.trim(), idempotencyKey });
      toast({ text: act === "complete" ? t("selling.completed") : t("selling.orderCancelled") });
      cancel.close();
      router.refresh();
    } catch (error) {
      setProblem(refusalText(error, t, (id) => order.lines.find(({ itemId }) => itemId === id)?.name ?? ""));
      cancel.close();
    } finally {
      setPending(null);
    }
  };
  return (
    <div className="flex flex-col gap-2" data-noprint>
      <div className="flex flex-wrap gap-2">
        {isLive && isDue && can.collect ? (
          <Button variant="accent" icon={HandCoins} onClick={() => collect.open(true)}>
            {t("selling.collect")}
          </Button>
        ) : null}
        {isLive && order.payment === "paid" && can.complete ? (
          <Button
            variant="primary"
            icon={PackageCheck}
            pending={pending === "complete"}
            pendingLabel={t("selling.completing")}
            onClick={() => run("complete")}
          >
            {t("selling.complete")}
          </Button>
        ) : null}
        {isLive && order.payment === "unpaid" && can.cancel ? (
          <Button variant="ghost" icon={X} onClick={() => cancel.open(true)}>
            {t("selling.cancelOrder")}
          </Button>
        ) : null}
      </div>
      {problem ? (
        <Banner tone="warning" live>
          {problem}
        </Banner>
      ) : null}
      {charge && collect.isOpen ? (
        <CollectSheet
          charge={charge}
          onClose={collect.close}
          onDone={() => {
            collect.close();
            toast({ text: t("selling.collected") });
            router.refresh();
          }}
        />
      ) : null}
      <AlertDialog
        isOpen={cancel.isOpen}
        onClose={cancel.close}
        title={t("selling.cancelOrderTitle", { number: `${order.number}` })}
        description={t("selling.cancelOrderText")}
        footer={
          <>
            <Button onClick={cancel.close}>{t("common.back")}</Button>
            <Button
              variant="danger"
              pending={pending === "cancel"}
              onClick={() => reason.trim().length >= 3 && run("cancel")}
            >
              {t("selling.cancelOrder")}
            </Button>
          </>
        }
      >
        <Field label={t("selling.cancelReason")}>
          {(control) => (
            <Input {...control} value={reason} maxLength={300} onChange={({ target }) => setReason(target.value)} />
          )}
        </Field>
      </AlertDialog>
    </div>
  );
}
