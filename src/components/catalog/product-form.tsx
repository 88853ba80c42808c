"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { asTyped } from "@/components/forms/typed";
import { useIntentKey } from "@/components/quotes/use-intent-key";
import { trpc } from "@/components/trpc/client";
import { Banner, Button, Field, Input, Select } from "@/components/ui";
import { useToast } from "@/components/ui/toast";
import { readAmount } from "@/lib/format";
import { useFrame, useT } from "@/lib/i18n/client";
import { refusalText } from "./refusal-text";

export interface ProductDraft {
  itemId: string | null;
  version?: number;
  name: string;
  sku: string;
  brand: string;
  categoryId: string;
  taxId: string;
  price: string;
  cost: string;
  barcode: string;
  oemCodes: string;
}

interface Choices {
  categories: readonly { value: string; label: string }[];
  taxes: readonly { value: string; label: string }[];
}

const list = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

/** New and edit are the same fields; what is refused stays typed, with the reason on top and the first wrong field in focus. */
export function ProductForm({
  base,
  draft,
  choices,
  currency,
  can,
  onSaved,
}: {
  base: string;
  draft: ProductDraft;
  choices: Choices;
  currency: string;
  can: { price: boolean; cost: boolean };
  onSaved?: () => void;
}) {
  const t = useT();
  const router = useRouter();
  const toast = useToast();
  const { country } = useFrame();
  const keyOf = useIntentKey();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    const price = text("price") === "" ? null : readAmount(text("price"), country);
    const cost = text("cost") === "" ? null : readAmount(text("cost"), country);
    const faults = new Set<string>();
    if (text("name") === "") faults.add("name");
    if (text("sku") === "") faults.add("sku");
    if (text("price") !== "" && price === null) faults.add("price");
    if (text("cost") !== "" && cost === null) faults.add("cost");
    setWrong(faults);
    const [first] = faults;
    if (first) {
      form.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    const fields = {
      name: text("name"),
      sku: text("sku"),
      brand: text("brand") || null,
      categoryId: text("categoryId") || null,
      taxId: text("taxId") || null,
      barcode: text("barcode") || null,
      oemCodes: list(text("oemCodes")),
      ...(can.cost ? { cost } : {}),
    };
    setPending(true);
    setProblem(null);
    try {
      const idempotencyKey = keyOf({ ...fields, price, item: draft.itemId, version: draft.version });
      if (draft.itemId === null) {
        const input = { ...fields, ...(can.price && price !== null ? { price } : {}), idempotencyKey };
        const { itemId } = await trpc.catalog.create.mutate(input);
        router.push(`${base}/${itemId}`);
      } else {
        const { itemId, version } = draft;
        await trpc.catalog.update.mutate({ ...fields, itemId, version, idempotencyKey });
        if (can.price && price !== null && price !== draft.price) {
          await trpc.catalog.setPrice.mutate({ itemId, amount: price, idempotencyKey: `${idempotencyKey}:price` });
        }
        router.refresh();
      }
      toast({ text: t("catalog.saved") });
      onSaved?.();
    } catch (error) {
      setProblem(refusalText(error, t));
    } finally {
      setPending(false);
    }
  };

  const field = (
    name: keyof ProductDraft & string,
    label: string,
    options: { hint?: string; optional?: boolean; numeric?: boolean; error?: string } = {},
  ) => (
    <Field
      label={label}
      optional={options.optional ? t("common.optional") : undefined}
      hint={options.hint}
      error={wrong.has(name) ? options.error : undefined}
    >
      {(control) => (
        <Input
          {...control}
          name={name}
          defaultValue={options.numeric ? asTyped(String(draft[name] ?? ""), country) : String(draft[name] ?? "")}
          numeric={options.numeric}
          inputMode={options.numeric ? "decimal" : undefined}
          autoComplete="off"
        />
      )}
    </Field>
  );
  const required = t("catalog.problemRequired");
  const notANumber = t("catalog.problemNotANumber");
  return (
    <form noValidate onSubmit={submit} className="flex max-w-2xl flex-col gap-4">
      {problem ? (
        <Banner tone="warning" live>
          {problem}
        </Banner>
      ) : null}
      {field("name", t("common.name"), { error: required })}
      <div className="grid gap-4 sm:grid-cols-2">
        {field("sku", t("catalog.sku"), { error: required })}
        {field("barcode", t("catalog.barcode"), { optional: true })}
        {field("brand", t("catalog.brand"), { optional: true })}
        <Field label={t("catalog.category")}>
          {(control) => (
            <Select
              {...control}
              name="categoryId"
              defaultValue={draft.categoryId}
              options={[{ value: "", label: t("catalog.noCategory") }, ...choices.categories]}
            />
          )}
        </Field>
        {can.price
          ? field("price", `${t("catalog.price")} (${currency})`, { optional: true, numeric: true, error: notANumber })
          : null}
        {can.cost
          ? field("cost", `${t("catalog.standardCost")} (${currency})`, {
              optional: true,
              numeric: true,
              error: notANumber,
            })
          : null}
        <Field label={t("catalog.tax")}>
          {(control) => (
            <Select
              {...control}
              name="taxId"
              defaultValue={draft.taxId}
              options={[{ value: "", label: t("catalog.noTax") }, ...choices.taxes]}
            />
          )}
        </Field>
        {field("oemCodes", t("catalog.oem"), { optional: true, hint: t("catalog.oemHint") })}
      </div>
      <div>
        <Button type="submit" variant="primary" pending={pending} pendingLabel={t("common.saving")}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
