"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { ApiError, trpc } from "@/components/trpc/client";
import { Banner, Button, Card, Field, IconButton, Input, Select, Stack, Textarea } from "@/components/ui";
import { useToast } from "@/components/ui/toast";
import { Amount } from "@/components/values";
import { CONVENTIONS } from "@/lib/format";
import { useFrame, useT } from "@/lib/i18n/client";
import type { QuotePreview, QuoteView } from "@/server/modules/invoicing/schema";
import { type EditedLine, editedLines, isShort, linesOf, percentToPpm, ppmToPercent } from "./lines";
import { MoneyTotals } from "./money-lines";
import { type ChosenCustomer, CustomerPicker, ProductPicker } from "./pickers";
import { refusalText } from "./refusal-text";
import { useIntentKey } from "./use-intent-key";

/** After this pause in typing the server is asked for the figures. */
const previewPauseMs = 200;

export interface QuoteEditorProps {
  base: string;
  branches: readonly { id: string; name: string }[];
  branchId: string;
  customer: ChosenCustomer | null;
  conversationId: string | null;
  /** What is being changed; null makes a new one. */
  quote: QuoteView | null;
  /** Lines to start from: another quote's, when renewing. */
  from: QuoteView | null;
  maySend: boolean;
}

export function QuoteEditor(props: QuoteEditorProps) {
  const { base, branches, quote, conversationId, maySend } = props;
  const t = useT();
  const { country } = useFrame();
  const { decimal } = CONVENTIONS[country];
  const router = useRouter();
  const toast = useToast();
  const keyOf = useIntentKey();
  const start = quote ?? props.from;
  const [customer, setCustomer] = useState(props.customer);
  const [branchId, setBranchId] = useState(props.branchId);
  const [lines, setLines] = useState<readonly EditedLine[]>(() => (start ? editedLines(start, decimal) : []));
  const [discount, setDiscount] = useState(() => ppmToPercent(start?.discountPpm ?? 0, decimal));
  const [note, setNote] = useState(start?.note ?? "");
  const [validHours, setValidHours] = useState("48");
  const [figures, setFigures] = useState<QuotePreview | null>(quote);
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState<"save" | "send" | null>(null);
  const [tried, setTried] = useState(false);
  const nextKey = useRef(lines.length + 1);

  const read = linesOf(lines, country);
  const discountPpm = percentToPpm(discount);
  const asked =
    read && read.length > 0 && discountPpm !== null ? JSON.stringify({ lines: read, discountPpm, branchId }) : "";
  const nameOf = (itemId: string) => lines.find((line) => line.itemId === itemId)?.name ?? "";

  // Totals are the server's: each pause asks for them, and an answer that was overtaken is dropped.
  useEffect(() => {
    if (!asked) return;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      try {
        const answer = await trpc.invoicing.preview.query(JSON.parse(asked));
        if (!isCurrent) return;
        setFigures(answer);
        setProblem(null);
      } catch (error) {
        if (isCurrent) setProblem(refusalText(error, t, () => ""));
      }
    }, previewPauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [asked, t]);

  const add = (line: Omit<EditedLine, "key" | "quantity" | "discount">) => {
    const key = `n${nextKey.current}`;
    nextKey.current += 1;
    setLines((all) => {
      const same = line.itemId ? all.find(({ itemId }) => itemId === line.itemId) : undefined;
      const count = same && /^\d+$/.test(same.quantity) ? `${Number(same.quantity) + 1}` : null;
      if (same && count) return all.map((one) => (one === same ? { ...one, quantity: count } : one));
      return [...all, { ...line, key, quantity: "1", discount: null }];
    });
  };
  const change = (key: string, part: Partial<EditedLine>) =>
    setLines((all) => all.map((line) => (line.key === key ? { ...line, ...part } : line)));

  const save = async (sends: boolean) => {
    setTried(true);
    if (!customer || !read || read.length === 0 || discountPpm === null) return;
    setPending(sends ? "send" : "save");
    setProblem(null);
    const body = { lines: read, discountPpm, note: note.trim() || undefined, validHours: Number(validHours) };
    let kept = quote;
    try {
      if (quote) {
        const input = { ...body, note: body.note ?? null, quoteId: quote.id, version: quote.version };
        kept = await trpc.invoicing.update.mutate({ ...input, idempotencyKey: keyOf(input) });
      } else {
        const input = {
          ...body,
          customerId: customer.customerId,
          branchId,
          conversationId: conversationId ?? undefined,
        };
        kept = await trpc.invoicing.create.mutate({ ...input, idempotencyKey: keyOf(input) });
      }
      if (sends) {
        const at = { quoteId: kept.id, version: kept.version };
        await trpc.invoicing.send.mutate({ ...at, idempotencyKey: `${kept.id}:${kept.version}` });
      }
      toast({ text: sends ? t("selling.sent", { customer: customer.name }) : t("selling.saved") });
      router.push(`${base}/quotes/${kept.id}`);
      router.refresh();
    } catch (error) {
      const text = refusalText(error, t, nameOf);
      // What was saved before the refusal stays: the draft is opened with the reason in hand.
      if (kept && kept !== quote && error instanceof ApiError)
        router.push(`${base}/quotes/${kept.id}?aviso=${error.code}`);
      else setProblem(text);
    } finally {
      setPending(null);
    }
  };
  const amountOf = (index: number) =>
    read && figures?.lines.length === lines.length ? figures.lines[index]?.amount : undefined;

  return (
    <form
      className="grid items-start gap-4 lg:grid-cols-[1fr_var(--panel)]"
      onSubmit={(event) => {
        event.preventDefault();
        void save(false);
      }}
    >
      <Stack>
        {quote?.status === "sent" ? <Banner tone="info">{t("selling.newVersionHint")}</Banner> : null}
        {props.customer ? (
          <p>
            <span className="text-ink-2">{t("selling.customer")}: </span>
            <span className="font-semibold">{props.customer.name}</span>
          </p>
        ) : (
          <CustomerPicker
            value={customer}
            onChange={setCustomer}
            error={tried && !customer ? t("selling.chooseCustomer") : undefined}
          />
        )}
        <Card className="flex flex-col gap-3">
          <h2 className="text-lg">{t("selling.lines")}</h2>
          {lines.length === 0 ? <p className="text-ink-2">{t("selling.noLines")}</p> : null}
          <ul className="flex flex-col divide-y divide-line">
            {lines.map((line, index) => (
              <li
                key={line.key}
                className="grid grid-cols-[1fr_auto] items-center gap-x-3 gap-y-2 py-2 sm:grid-cols-[1fr_5rem_7rem_6rem_auto]"
              >
                <span className="min-w-0 wrap-anywhere">
                  {line.name}
                  <span className="block text-sm text-ink-3">{line.itemId ? line.sku : t("selling.freeLine")}</span>
                  {isShort(line) ? (
                    <span className="block text-sm text-warning-ink">
                      {t("selling.onlyLeft", { count: line.available ?? "0" })}
                    </span>
                  ) : null}
                </span>
                <span className="sm:order-last">
                  <IconButton
                    icon={Trash2}
                    label={t("selling.removeLine", { name: line.name })}
                    onClick={() => setLines((all) => all.filter(({ key }) => key !== line.key))}
                  />
                </span>
                <Input
                  numeric
                  inputMode="decimal"
                  aria-label={t("selling.qtyOf", { name: line.name })}
                  value={line.quantity}
                  onChange={({ target }) => change(line.key, { quantity: target.value })}
                />
                <Input
                  numeric
                  inputMode="decimal"
                  aria-label={t("selling.freePrice", { name: line.name })}
                  value={line.price}
                  readOnly={line.itemId !== null}
                  onChange={({ target }) => change(line.key, { price: target.value })}
                />
                <span className="num col-span-2 sm:col-span-1">
                  {(() => {
                    const amount = amountOf(index);
                    return amount ? <Amount value={amount} /> : "–";
                  })()}
                </span>
              </li>
            ))}
          </ul>
          <ProductPicker
            branchId={branchId}
            onFound={(item) =>
              add({
                itemId: item.itemId,
                name: item.name,
                sku: item.sku,
                available: item.available,
                price: (item.price?.amount ?? "").replace(".", decimal),
              })
            }
            onFree={(name) => add({ itemId: null, name, sku: "", price: "", available: null })}
          />
        </Card>
        <Field label={t("selling.note")} optional={t("common.optional")} hint={t("selling.noteHint")}>
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              maxLength={500}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
          )}
        </Field>
      </Stack>
      <Card className="flex flex-col gap-3 lg:sticky lg:top-20">
        {branches.length > 1 && !quote ? (
          <Field label={t("common.branch")}>
            {(control) => (
              <Select
                {...control}
                value={branchId}
                onChange={({ target }) => setBranchId(target.value)}
                options={branches.map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
          </Field>
        ) : null}
        <div className="grid grid-cols-2 gap-3">
          <Field label={t("selling.discountPercent")}>
            {(control) => (
              <Input
                {...control}
                numeric
                inputMode="decimal"
                value={discount}
                onChange={({ target }) => setDiscount(target.value)}
              />
            )}
          </Field>
          <Field label={t("selling.validFor")}>
            {(control) => (
              <Select
                {...control}
                value={validHours}
                onChange={({ target }) => setValidHours(target.value)}
                options={[
                  { value: "24", label: t("selling.hours24") },
                  { value: "48", label: t("selling.hours48") },
                  { value: "72", label: t("selling.hours72") },
                  { value: "168", label: t("selling.hours168") },
                ]}
              />
            )}
          </Field>
        </div>
        {figures && lines.length > 0 ? (
          <div aria-live="polite">
            <MoneyTotals totals={figures} t={t} country={country} />
          </div>
        ) : null}
        {problem ? (
          <Banner tone="warning" live>
            {problem}
          </Banner>
        ) : null}
        {maySend ? (
          <Button
            variant="primary"
            block
            pending={pending === "send"}
            pendingLabel={conversationId ? t("selling.sending") : t("selling.creatingLink")}
            onClick={() => void save(true)}
          >
            {conversationId ? t("selling.send") : t("selling.createLink")}
          </Button>
        ) : null}
        <Button type="submit" block pending={pending === "save"} pendingLabel={t("common.saving")}>
          {t("selling.saveDraft")}
        </Button>
      </Card>
    </form>
  );
}
