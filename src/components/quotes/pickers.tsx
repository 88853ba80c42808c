"use client";

import { useRef, useState } from "react";
import { trpc } from "@/components/trpc/client";
import { Field } from "@/components/ui";
import { Combobox, type ComboboxOption } from "@/components/ui/combobox";
import { Amount } from "@/components/values";
import { useT } from "@/lib/i18n/client";
import type { Found } from "./lines";

/** Waits for a pause in typing, and drops answers that a later question has overtaken. */
function useSearch<Row>(ask: (text: string) => Promise<readonly Row[]>) {
  const [state, setState] = useState<{ rows: readonly Row[]; isLoading: boolean }>({ rows: [], isLoading: false });
  const turn = useRef(0);
  const search = (text: string) => {
    turn.current += 1;
    const mine = turn.current;
    if (text.trim().length < 2) return setState({ rows: [], isLoading: false });
    setState((before) => ({ ...before, isLoading: true }));
    setTimeout(async () => {
      if (mine !== turn.current) return;
      try {
        const rows = await ask(text.trim());
        if (mine === turn.current) setState({ rows, isLoading: false });
      } catch {
        // Searching again is the retry: an old list must not pass for the new answer.
        if (mine === turn.current) setState({ rows: [], isLoading: false });
      }
    }, 150);
  };
  return { ...state, search };
}

/** What the catalog has and how much of it is free on that shelf; without leave to see stock, only the first. */
async function searchShelf(text: string, branchId: string): Promise<Found[]> {
  const { items } = await trpc.catalog.list.query({ text, limit: 8 });
  const itemIds = items.map(({ itemId }) => itemId);
  const stock = itemIds.length > 0 ? await trpc.inventory.stockOf.query({ itemIds, branchId }).catch(() => null) : null;
  const free = new Map(stock?.rows.map((row) => [row.itemId, row.available]));
  return items.map(({ itemId, name, sku, price, kind }) => ({
    itemId,
    name,
    sku,
    price,
    available: stock && kind === "good" ? (free.get(itemId) ?? "0") : null,
  }));
}

export function ProductPicker({
  branchId,
  onFound,
  onFree,
}: {
  branchId: string;
  onFound: (item: Found) => void;
  onFree: (name: string) => void;
}) {
  const t = useT();
  const [query, setQuery] = useState("");
  const { rows, isLoading, search } = useSearch<Found>((text) => searchShelf(text, branchId));
  const change = (text: string) => {
    setQuery(text);
    search(text);
  };
  const options: ComboboxOption[] = rows.map((item) => ({
    value: item.itemId,
    label: item.name,
    detail: (
      <>
        {item.sku} {item.price ? <Amount value={item.price} /> : null}
        {item.available === null ? null : ` · ${t("selling.left", { count: item.available })}`}
      </>
    ),
  }));
  const name = query.trim();
  return (
    <Field label={t("selling.addLine")} hint={t("selling.searchProduct")}>
      {(control) => (
        <Combobox
          {...control}
          query={query}
          options={options}
          isLoading={isLoading}
          onQuery={change}
          onChoose={({ value }) => {
            const item = rows.find(({ itemId }) => itemId === value);
            change("");
            if (item) onFound(item);
          }}
          onCreate={
            name.length >= 2
              ? {
                  label: t("selling.addFree", { name }),
                  run: () => {
                    change("");
                    onFree(name);
                  },
                }
              : undefined
          }
        />
      )}
    </Field>
  );
}

export interface ChosenCustomer {
  customerId: string;
  name: string;
}

export function CustomerPicker({
  value,
  onChange,
  error,
}: {
  value: ChosenCustomer | null;
  onChange: (customer: ChosenCustomer | null) => void;
  error?: string;
}) {
  const t = useT();
  const [query, setQuery] = useState(value?.name ?? "");
  const { rows, isLoading, search } = useSearch<ChosenCustomer & { phone: string | null }>(
    async (text) => (await trpc.customers.list.query({ search: text, limit: 8 })).items,
  );
  return (
    <Field label={t("selling.customer")} hint={t("selling.searchCustomer")} error={error}>
      {(control) => (
        <Combobox
          {...control}
          query={query}
          isLoading={isLoading}
          options={rows.map(({ customerId, name, phone }) => ({ value: customerId, label: name, detail: phone }))}
          onQuery={(text) => {
            setQuery(text);
            search(text);
            if (value && text !== value.name) onChange(null);
          }}
          onChoose={({ value: customerId, label: name }) => {
            setQuery(name);
            onChange({ customerId, name });
          }}
        />
      )}
    </Field>
  );
}
