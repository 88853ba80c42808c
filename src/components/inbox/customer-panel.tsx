"use client";

import { X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { trpc } from "@/components/trpc/client";
import { useLive } from "@/components/trpc/live";
import { Badge, cn, IconButton, Link, Skeleton } from "@/components/ui";
import { Amount, ConfidenceBar, Phone, When } from "@/components/values";
import { useT } from "@/lib/i18n/client";
import type { Me, OpenConversation } from "./types";

type Summary = Awaited<ReturnType<typeof trpc.assistant.summary.query>>;
type Customer = Awaited<ReturnType<typeof trpc.customers.get.query>>;

const levels = { low: "inbox.intentLow", medium: "inbox.intentMedium", high: "inbox.intentHigh" } as const;
const tones = { low: "neutral", medium: "info", high: "success" } as const;

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2 border-b border-line p-3">
      <h3 className="text-sm font-semibold text-ink-2">{title}</h3>
      {children}
    </section>
  );
}

/** What is known of the person, with live price and stock of what they asked for. */
export function CustomerPanel({
  conversation,
  me,
  onClose,
  className,
}: {
  conversation: OpenConversation;
  me: Me;
  onClose: () => void;
  className?: string;
}) {
  const t = useT();
  const { conversationId, customerId } = conversation;
  const [summary, setSummary] = useState<Summary | null>(null);
  const [customer, setCustomer] = useState<Customer | null>(null);
  const [version, setVersion] = useState(0);

  useLive(({ type, payload }) => {
    const isTurn = type === "assistant/turn.completed" && payload?.conversationId === conversationId;
    if (isTurn || type === "reset") setVersion((count) => count + 1);
  });
  useEffect(() => {
    let isCurrent = true;
    setSummary((before) => (version === 0 ? null : before));
    void trpc.assistant.summary.query({ conversationId }).then(
      (answer) => isCurrent && setSummary(answer),
      () => null,
    );
    return () => {
      isCurrent = false;
    };
  }, [conversationId, version]);
  useEffect(() => {
    let isCurrent = true;
    setCustomer(null);
    void trpc.customers.get.query({ customerId }).then(
      (answer) => isCurrent && setCustomer(answer),
      () => null,
    );
    return () => {
      isCurrent = false;
    };
  }, [customerId]);

  const vehicle = summary?.vehicle ?? customer?.vehicles[0] ?? null;
  const vehicleText = vehicle
    ? [vehicle.make, vehicle.model, vehicle.year, "engine" in vehicle ? vehicle.engine : null].filter(Boolean).join(" ")
    : null;
  return (
    <aside
      aria-label={t("inbox.customer")}
      className={cn("min-h-0 overflow-y-auto border-l border-line bg-surface", className)}
    >
      <div className="flex items-center justify-between gap-2 border-b border-line p-3">
        <Link
          quiet
          href={`/${me.tenant}/customers/${customerId}`}
          className="truncate font-heading text-xl font-semibold"
        >
          {conversation.name}
        </Link>
        <IconButton icon={X} label={t("common.close")} className="xl:hidden" onClick={onClose} />
      </div>
      <Section title={t("inbox.summary")}>
        {summary === null ? (
          <Skeleton className="h-16" />
        ) : (
          <>
            {summary.confidence === null ? (
              <p className="text-ink-3">{t("inbox.summaryEmpty")}</p>
            ) : (
              <dl className="grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-1">
                <dt className="text-ink-3">{t("inbox.understood")}</dt>
                <dd className="flex flex-wrap items-center gap-2">
                  {summary.intentTitle}
                  <ConfidenceBar value={summary.confidence} />
                </dd>
                {summary.purchase ? (
                  <>
                    <dt className="text-ink-3">{t("inbox.intent")}</dt>
                    <dd>
                      <Badge tone={tones[summary.purchase]}>{t(levels[summary.purchase])}</Badge>
                    </dd>
                  </>
                ) : null}
              </dl>
            )}
            {summary.isHandedOff ? <Badge tone="warning">{t("inbox.handedOff")}</Badge> : null}
            {summary.products.length > 0 ? (
              <div>
                <p className="text-sm text-ink-3">{t("inbox.asked")}</p>
                <ul>
                  {summary.products.map((item) => (
                    <li key={item.itemId} className="flex items-center gap-2 py-1">
                      <span className="min-w-0 flex-1 truncate">{item.name}</span>
                      {item.available === null ? null : (
                        <span className="text-sm text-ink-2">{t("inbox.available", { count: item.available })}</span>
                      )}
                      {item.price ? <Amount value={item.price} className="font-semibold" /> : null}
                    </li>
                  ))}
                </ul>
              </div>
            ) : null}
          </>
        )}
      </Section>
      <Section title={t("inbox.vehicle")}>
        <p className={vehicleText ? undefined : "text-ink-3"}>{vehicleText ?? t("inbox.noVehicle")}</p>
      </Section>
      <Section title={t("inbox.customer")}>
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
          {conversation.phone ? (
            <>
              <dt className="text-ink-3">{t("common.phone")}</dt>
              <dd>
                <Phone value={conversation.phone} />
              </dd>
            </>
          ) : null}
          <dt className="text-ink-3">{t("inbox.channel")}</dt>
          <dd>{conversation.channelName}</dd>
          {customer ? (
            <>
              <dt className="text-ink-3">{t("inbox.customerSince")}</dt>
              <dd>
                <When at={customer.createdAt} style="date" />
              </dd>
            </>
          ) : null}
        </dl>
        {customer?.notes ? <p className="whitespace-pre-wrap">{customer.notes}</p> : null}
      </Section>
      <Section title={t("inbox.attended")}>
        {conversation.attendance.length === 0 ? (
          <p className="text-ink-3">{t("inbox.nobodyAttended")}</p>
        ) : (
          <ul className="flex flex-col gap-1">
            {conversation.attendance.map(({ member, at }) => (
              <li key={at} className="flex justify-between gap-2">
                <span className="truncate">{member}</span>
                <When at={at} className="text-ink-3" />
              </li>
            ))}
          </ul>
        )}
      </Section>
    </aside>
  );
}
