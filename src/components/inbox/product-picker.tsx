"use client";

import { useEffect, useState } from "react";
import { trpc } from "@/components/trpc/client";
import { Input, Spinner } from "@/components/ui";
import { Amount } from "@/components/values";
import { formatMoney } from "@/lib/format";
import { useFrame, useT } from "@/lib/i18n/client";

type Found = Awaited<ReturnType<typeof trpc.assistant.products.query>>["items"][number];
const gatherMs = 150;

/** `$`: a product with the price and stock of this branch at this moment, put into the text. */
export function ProductPicker({
  branchId,
  onInsert,
  onClose,
}: {
  branchId: string;
  onInsert: (text: string) => void;
  onClose: () => void;
}) {
  const t = useT();
  const { country } = useFrame();
  const [text, setText] = useState("");
  const [found, setFound] = useState<readonly Found[] | null>([]);

  useEffect(() => {
    if (text.trim().length < 2) {
      setFound([]);
      return;
    }
    let isCurrent = true;
    const timer = setTimeout(async () => {
      setFound(null);
      const answer = await trpc.assistant.products.query({ text, branchId }).catch(() => ({ items: [] }));
      if (isCurrent) setFound(answer.items);
    }, gatherMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text, branchId]);

  const insert = ({ name, price }: Found) => onInsert(price ? `${name}: ${formatMoney(price, country)}` : name);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what the field opened; nothing else is activated here.
    <div
      className="floating flex max-h-72 flex-col gap-1 p-2"
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <Input
        autoFocus
        aria-label={t("inbox.productSearch")}
        value={text}
        placeholder={t("inbox.productSearch")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          const first = found?.[0];
          if (event.key === "Enter" && first) {
            event.preventDefault();
            insert(first);
          }
        }}
      />
      {found === null ? <Spinner /> : null}
      {found?.length === 0 && text.trim().length >= 2 ? (
        <p className="px-2 py-1 text-sm text-ink-3">{t("inbox.productNone")}</p>
      ) : null}
      <ul className="overflow-y-auto">
        {(found ?? []).map((item) => (
          <li key={item.itemId}>
            <button
              type="button"
              onClick={() => insert(item)}
              className="flex min-h-(--row) w-full cursor-pointer items-center gap-3 rounded-md px-2 py-1 text-left hover:bg-surface-hover"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate">{item.name}</span>
                <span className="block font-mono text-xs text-ink-3">{item.sku}</span>
              </span>
              {item.available === null ? null : (
                <span className="text-sm text-ink-2">{t("inbox.available", { count: item.available })}</span>
              )}
              {item.price ? <Amount value={item.price} /> : null}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
