"use client";

import { ArrowLeftRight } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useAct } from "@/components/catalog/use-act";
import { useIntentKey } from "@/components/quotes/use-intent-key";
import { trpc } from "@/components/trpc/client";
import { Banner, Button, Field, Input, Select } from "@/components/ui";
import { Sheet, useDialog } from "@/components/ui/dialog";
import { readQuantity } from "@/lib/format";
import { useT } from "@/lib/i18n/client";
import { milliToText } from "@/lib/quantity";

/** Asks another branch for goods; who may give them approves it under «Traslados». */
export function MoveButton({
  item,
  branches,
}: {
  item: { itemId: string; name: string };
  branches: readonly { branchId: string; name: string; available: string }[];
}) {
  const t = useT();
  const sheet = useDialog();
  const keyOf = useIntentKey();
  const { pending, problem, run, clear } = useAct<"request">();
  const [wrong, setWrong] = useState<string | null>(null);
  const close = () => {
    clear();
    setWrong(null);
    sheet.close();
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const quantity = readQuantity(String(data.get("quantity") ?? ""));
    const fromBranchId = String(data.get("from"));
    const toBranchId = String(data.get("to"));
    const fault = quantity === null || quantity <= 0n ? "quantity" : fromBranchId === toBranchId ? "to" : null;
    setWrong(fault);
    if (fault !== null || quantity === null) {
      form.querySelector<HTMLElement>(`[name="${fault}"]`)?.focus();
      return;
    }
    const input = { fromBranchId, toBranchId, lines: [{ itemId: item.itemId, quantity: milliToText(quantity) }] };
    const isDone = await run("request", async () => {
      await trpc.inventory.transfers.request.mutate({ ...input, idempotencyKey: keyOf(input) });
      return t("inventory.requested");
    });
    if (isDone) close();
  };
  const options = branches.map(({ branchId, name, available }) => ({
    value: branchId,
    label: `${name} (${available})`,
  }));
  return (
    <>
      <Button icon={ArrowLeftRight} onClick={() => sheet.open(true)}>
        {t("inventory.move")}
      </Button>
      <Sheet isOpen={sheet.isOpen} onClose={close} title={t("inventory.newTransfer")} description={item.name}>
        <form noValidate onSubmit={submit} className="flex flex-col gap-4">
          {problem ? (
            <Banner tone="warning" live>
              {problem}
            </Banner>
          ) : null}
          <Field label={t("inventory.from")}>
            {(control) => <Select {...control} name="from" options={options} />}
          </Field>
          <Field label={t("inventory.to")} error={wrong === "to" ? t("errors.transfer_same_branch") : undefined}>
            {(control) => <Select {...control} name="to" options={options} defaultValue={options[1]?.value} />}
          </Field>
          <Field label={t("common.quantity")} error={wrong === "quantity" ? t("catalog.problemNotANumber") : undefined}>
            {(control) => <Input {...control} name="quantity" numeric inputMode="decimal" />}
          </Field>
          <Button type="submit" variant="primary" pending={pending !== null} pendingLabel={t("inventory.requesting")}>
            {t("inventory.request")}
          </Button>
        </form>
      </Sheet>
    </>
  );
}
