import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DocumentPreview } from "@/components/acts/document-preview";
import { History } from "@/components/quotes/history";
import { LiveRecord } from "@/components/quotes/live-record";
import { MoneyLines, MoneyTotals } from "@/components/quotes/money-lines";
import { QuoteActions } from "@/components/quotes/quote-actions";
import { QuoteEditor } from "@/components/quotes/quote-editor";
import { codeOf, quoteLooks, shownStatus } from "@/components/quotes/status";
import { Banner, Link, PageHeader, Stack, StatusPill } from "@/components/ui";
import { Amount, When } from "@/components/values";
import { isErrorCode } from "@/lib/errors";
import { isCountryCode } from "@/lib/format";
import { getT } from "@/lib/i18n/server";
import { idPattern } from "@/lib/ids";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("selling.quote") };
}

export default async function QuotePage({ params, searchParams }: Props) {
  const [{ tenant: slug, id }, query] = await Promise.all([params, searchParams]);
  if (!idPattern.test(id)) notFound();
  const api = await getServerTrpc(slug);
  const [me, quote] = await Promise.all([
    api.access.me.query(),
    api.invoicing.get.query({ quoteId: id }).catch((error: unknown) => {
      if (refusalOf(error) === "quote_not_found" || refusalOf(error) === "forbidden") notFound();
      throw error;
    }),
  ]);
  const country = isCountryCode(me.tenant.country) ? me.tenant.country : "CO";
  const t = await getT(country);
  const base = `/${slug}`;
  const can = { create: me.permissions.includes("quote:create"), send: me.permissions.includes("quote:send") };
  const code = codeOf(quote.number, t);
  const branch = me.branches.find(({ id: one }) => one === quote.branchId);
  const live = quote.status === "draft" || quote.status === "sent";
  if (query.editar !== undefined && live && can.create) {
    return (
      <Stack>
        <PageHeader title={`${code} · ${quote.customerName}`} />
        <QuoteEditor
          base={base}
          branches={me.branches}
          branchId={quote.branchId}
          customer={{ customerId: quote.customerId, name: quote.customerName }}
          conversationId={quote.conversationId}
          quote={quote}
          from={null}
          maySend={can.send}
        />
      </Stack>
    );
  }
  return (
    <Stack>
      <PageHeader
        title={`${code} · ${quote.customerName}`}
        subtitle={<StatusPill table={quoteLooks(t)} status={shownStatus(quote)} />}
        actions={
          quote.conversationId ? (
            <Link href={`${base}/inbox?c=${quote.conversationId}`}>{t("selling.seeConversation")}</Link>
          ) : null
        }
      />
      {isErrorCode(query.aviso) ? <Banner tone="warning">{t(`errors.${query.aviso}`)}</Banner> : null}
      <LiveRecord subjects={[quote.id]} />
      <QuoteActions key={`${quote.status}${quote.version}`} quote={quote} base={base} can={can} />
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_var(--panel)]">
        <DocumentPreview
          label={`${t("selling.quote")} ${code}`}
          header={
            <div className="flex flex-col gap-1">
              <span className="text-ink-2">{t("selling.amountDue")}</span>
              <span className="text-4xl font-semibold">
                <Amount value={quote.total} />
              </span>
              <span className="text-ink-2">
                {t("selling.validUntil")} <When at={quote.validUntil} style="datetime" />
              </span>
            </div>
          }
          parties={
            <>
              <div>
                <p className="text-sm text-ink-3">{t("selling.from")}</p>
                <p className="font-semibold">{me.tenant.name}</p>
                <p className="text-ink-2">{branch?.name}</p>
              </div>
              <div>
                <p className="text-sm text-ink-3">{t("selling.customer")}</p>
                <p className="font-semibold">{quote.customerName}</p>
              </div>
            </>
          }
          lines={<MoneyLines lines={quote.lines} t={t} />}
          totals={<MoneyTotals totals={quote} t={t} country={country} />}
          footer={quote.note ?? undefined}
        />
        <History
          title={t("selling.timeline")}
          steps={[
            { label: t("selling.tlCreated"), at: quote.createdAt },
            { label: t("selling.tlSent"), at: quote.sentAt },
            { label: t("selling.tlViewed"), at: quote.viewedAt },
            { label: t("selling.tlAccepted"), at: quote.acceptedAt },
            { label: t("selling.tlClosed"), at: quote.acceptedAt ? null : quote.closedAt },
          ]}
        />
      </div>
    </Stack>
  );
}
