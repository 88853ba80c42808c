"use client";

import { SlidersHorizontal } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useAct } from "@/components/catalog/use-act";
import { asTyped } from "@/components/forms/typed";
import { useIntentKey } from "@/components/quotes/use-intent-key";
import { trpc } from "@/components/trpc/client";
import { Banner, Button, Field, IconButton, Input, Select } from "@/components/ui";
import { Sheet, useDialog } from "@/components/ui/dialog";
import { formatQuantity, readQuantity } from "@/lib/format";
import { useFrame, useT } from "@/lib/i18n/client";
import { milliToText } from "@/lib/quantity";
import type { adjustReasons } from "@/server/modules/inventory/stock/schema";

type Reason = (typeof adjustReasons)[number];

/** Comma or point; null while it is no quantity. */
function quantityText(typed: string): string | null {
  const milli = readQuantity(typed);
  return milli === null || milli < 0n ? null : milliToText(milli);
}

/** What was counted, and why it differs; beside it, the minimum under which an alert opens. */
export function AdjustButton({
  item,
  branch,
  onHand,
  min: presentMin,
  compact = false,
}: {
  item: { itemId: string; name: string };
  branch: { branchId: string; name: string };
  onHand: string;
  min: string | null;
  compact?: boolean;
}) {
  const t = useT();
  const { country } = useFrame();
  const sheet = useDialog();
  const keyOf = useIntentKey();
  const { pending, problem, run, clear } = useAct<"adjust" | "limits">();
  const [isWrong, setIsWrong] = useState(false);
  const label = `${t("inventory.adjust")}: ${item.name}, ${branch.name}`;
  const place = { itemId: item.itemId, branchId: branch.branchId };
  const close = () => {
    clear();
    sheet.close();
  };

  const adjust = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const counted = quantityText(String(data.get("counted") ?? ""));
    setIsWrong(counted === null);
    if (counted === null) {
      event.currentTarget.querySelector<HTMLElement>('[name="counted"]')?.focus();
      return;
    }
    const reason = String(data.get("reason")) as Reason;
    const note = String(data.get("note") ?? "").trim() || undefined;
    const input = { ...place, counted, reason, note };
    const isDone = await run("adjust", async () => {
      const row = await trpc.inventory.adjust.mutate({ ...input, idempotencyKey: keyOf(input) });
      return t("inventory.adjusted", { quantity: formatQuantity(row.onHand, country), branch: branch.name });
    });
    if (isDone) close();
  };
  const saveLimits = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("min") ?? "").trim();
    const min = text === "" ? null : quantityText(text);
    if (text !== "" && min === null) {
      event.currentTarget.querySelector<HTMLElement>('[name="min"]')?.focus();
      return;
    }
    const input = { ...place, min, max: null };
    const isDone = await run("limits", async () => {
      await trpc.inventory.setLimits.mutate({ ...input, idempotencyKey: keyOf(input) });
      return t("inventory.limitsSaved");
    });
    if (isDone) close();
  };
  const reasons: readonly { value: Reason; label: string }[] = [
    { value: "count", label: t("inventory.reasonCount") },
    { value: "damage", label: t("inventory.reasonDamage") },
    { value: "loss", label: t("inventory.reasonLoss") },
    { value: "found", label: t("inventory.reasonFound") },
    { value: "correction", label: t("inventory.reasonCorrection") },
  ];
  return (
    <>
      {compact ? (
        <IconButton icon={SlidersHorizontal} label={label} size="sm" onClick={() => sheet.open(true)} />
      ) : (
        <Button icon={SlidersHorizontal} aria-label={label} onClick={() => sheet.open(true)}>
          {t("inventory.adjust")}
        </Button>
      )}
      <Sheet
        isOpen={sheet.isOpen}
        onClose={close}
        title={t("inventory.adjustTitle", { name: item.name })}
        description={`${branch.name} · ${t("inventory.onHand")}: ${formatQuantity(onHand, country)}`}
      >
        <div className="flex flex-col gap-6">
          {problem ? (
            <Banner tone="warning" live>
              {problem}
            </Banner>
          ) : null}
          <form noValidate onSubmit={adjust} className="flex flex-col gap-4">
            <Field
              label={t("inventory.counted")}
              hint={t("inventory.countedHint")}
              error={isWrong ? t("catalog.problemNotANumber") : undefined}
            >
              {(control) => (
                <Input
                  {...control}
                  name="counted"
                  numeric
                  inputMode="decimal"
                  defaultValue={asTyped(onHand, country)}
                />
              )}
            </Field>
            <Field label={t("common.reason")}>
              {(control) => <Select {...control} name="reason" options={reasons} />}
            </Field>
            <Field label={t("inventory.note")} optional={t("common.optional")}>
              {(control) => <Input {...control} name="note" maxLength={300} />}
            </Field>
            <Button
              type="submit"
              variant="primary"
              pending={pending === "adjust"}
              pendingLabel={t("inventory.adjusting")}
            >
              {t("inventory.adjust")}
            </Button>
          </form>
          <form noValidate onSubmit={saveLimits} className="flex flex-col gap-4 border-t border-line pt-4">
            <Field label={t("inventory.minimum")} optional={t("common.optional")} hint={t("inventory.minimumHint")}>
              {(control) => (
                <Input
                  {...control}
                  name="min"
                  numeric
                  inputMode="decimal"
                  defaultValue={asTyped(presentMin ?? "", country)}
                />
              )}
            </Field>
            <Button type="submit" pending={pending === "limits"} pendingLabel={t("common.saving")}>
              {t("common.save")}
            </Button>
          </form>
        </div>
      </Sheet>
    </>
  );
}
