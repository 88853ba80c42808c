import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OrderActions } from "@/components/orders/order-actions";
import { channelName, methodName, moneyLooks, orderLooks, paymentLooks } from "@/components/orders/status";
import { History } from "@/components/quotes/history";
import { LiveRecord } from "@/components/quotes/live-record";
import { MoneyLines, MoneyTotals } from "@/components/quotes/money-lines";
import { Banner, Card, Link, PageHeader, Stack, StatusPill } from "@/components/ui";
import { Amount, When } from "@/components/values";
import { isCountryCode } from "@/lib/format";
import { getT } from "@/lib/i18n/server";
import { idPattern } from "@/lib/ids";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

type Props = { params: Promise<{ tenant: string; id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("selling.order") };
}

export default async function OrderPage({ params }: Props) {
  const { tenant: slug, id } = await params;
  if (!idPattern.test(id)) notFound();
  const api = await getServerTrpc(slug);
  const [me, order] = await Promise.all([
    api.access.me.query(),
    api.orders.get.query({ orderId: id }).catch((error: unknown) => {
      if (refusalOf(error) === "order_not_found" || refusalOf(error) === "forbidden") notFound();
      throw error;
    }),
  ]);
  const may = (permission: string) => me.permissions.includes(permission);
  const charge = may("payment:read")
    ? await api.payments.ofSubject.query({ subjectKind: "order", subjectId: order.id })
    : null;
  const country = isCountryCode(me.tenant.country) ? me.tenant.country : "CO";
  const t = await getT(country);
  const base = `/${slug}`;
  const branch = me.branches.find(({ id: one }) => one === order.branchId);
  const words: Record<string, string> = {
    accepted: t("selling.tlOrderAccepted"),
    completed: t("selling.tlOrderCompleted"),
    cancelled: t("selling.tlOrderCancelled"),
  };
  const { subtotal, discount, tax, total } = order;
  const totals = { subtotal, discount, tax, total };
  const links = [
    order.quoteId && may("quote:read")
      ? { href: `${base}/quotes/${order.quoteId}`, label: t("selling.seeQuote") }
      : null,
    order.conversationId && may("conversation:read")
      ? { href: `${base}/inbox?c=${order.conversationId}`, label: t("selling.seeConversation") }
      : null,
  ];
  const waits = order.status === "accepted" && order.payment === "paid";
  return (
    <Stack>
      <PageHeader
        title={`#${order.number} · ${order.customerName ?? t("selling.order")}`}
        subtitle={
          <span className="flex flex-wrap items-center gap-2">
            <StatusPill table={orderLooks(t)} status={order.status} />
            <StatusPill table={paymentLooks(t)} status={order.payment} />
            <span>{[branch?.name, channelName(order.channel, t)].filter(Boolean).join(" · ")}</span>
          </span>
        }
        actions={links.map((link) =>
          link ? (
            <Link key={link.href} href={link.href}>
              {link.label}
            </Link>
          ) : null,
        )}
      />
      {waits ? <Banner tone="warning">{t("selling.waitsForPerson")}</Banner> : null}
      <LiveRecord subjects={charge ? [order.id, charge.id] : [order.id]} />
      <OrderActions
        key={`${order.status}${order.version}`}
        order={order}
        charge={charge}
        can={{ collect: may("payment:collect"), complete: may("order:create"), cancel: may("order:cancel") }}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_var(--panel)]">
        <Card className="flex flex-col gap-4">
          <div className="overflow-x-auto">
            <MoneyLines lines={order.lines} t={t} />
          </div>
          <div className="ml-auto w-full max-w-sm">
            <MoneyTotals totals={totals} t={t} country={country} />
          </div>
        </Card>
        <Stack>
          <Card className="flex flex-col gap-2">
            <h2 className="text-lg">{t("selling.payments")}</h2>
            {charge && charge.payments.length > 0 ? (
              <ul className="flex flex-col divide-y divide-line">
                {charge.payments.map((payment) => (
                  <li key={payment.id} className="flex flex-wrap items-center justify-between gap-2 py-1">
                    <span>
                      {methodName(payment.method, t)}
                      <span className="block text-sm text-ink-3">
                        <When at={payment.capturedAt ?? payment.createdAt} style="datetime" />
                        {payment.reference ? ` · ${payment.reference}` : null}
                      </span>
                    </span>
                    <span className="flex items-center gap-2">
                      <StatusPill table={moneyLooks(t)} status={payment.status} />
                      <Amount value={payment.amount} />
                    </span>
                  </li>
                ))}
              </ul>
            ) : (
              <p className="text-ink-2">{t("selling.noPayments")}</p>
            )}
            <p className="flex justify-between border-t border-line pt-2 font-semibold">
              <span>{t("selling.due")}</span>
              <Amount value={charge?.due ?? order.due} />
            </p>
          </Card>
          <History
            title={t("selling.timeline")}
            steps={order.timeline.map((event) => ({
              label: words[event.kind] ?? event.kind,
              at: event.at,
              note: event.note,
            }))}
          />
        </Stack>
      </div>
    </Stack>
  );
}
