import { FileText, Plus } from "lucide-react";
import type { Metadata } from "next";
import NextLink from "next/link";
import { notFound } from "next/navigation";
import { LiveList } from "@/components/quotes/live-record";
import { codeOf, quoteLooks, shownStatus } from "@/components/quotes/status";
import {
  ButtonLink,
  EmptyState,
  PageHeader,
  Stack,
  StatusPill,
  Table,
  TableFrame,
  Tabs,
  Td,
  Th,
  Tr,
} from "@/components/ui";
import { Amount, When } from "@/components/values";
import { formatMoney, isCountryCode } from "@/lib/format";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The states somebody acts on; «convertida» is what people call accepted. */
const states = ["draft", "sent", "converted", "expired", "declined"] as const;
type State = (typeof states)[number];
const isState = (value: unknown): value is State => states.some((state) => state === value);

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("selling.quotesTitle") };
}

export default async function QuotesPage({ params, searchParams }: Props) {
  const [{ tenant: slug }, query] = await Promise.all([params, searchParams]);
  const api = await getServerTrpc(slug);
  const me = await api.access.me.query();
  if (!me.permissions.includes("quote:read")) notFound();
  const country = isCountryCode(me.tenant.country) ? me.tenant.country : "CO";
  const t = await getT(country);
  const state = isState(query.estado) ? query.estado : undefined;
  const branch = me.branches.find(({ code }) => code === query.sucursal);
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const filter = { status: state, branchId: branch?.id, cursor };
  const [page, pipeline] = await Promise.all([
    api.invoicing.list.query(filter).catch((error: unknown) => {
      if (refusalOf(error) === "cursor_invalid" || refusalOf(error) === "forbidden") notFound();
      throw error;
    }),
    api.invoicing.pipeline.query(),
  ]);
  const base = `/${slug}/quotes`;
  const hrefOf = (next: Record<string, string | undefined>) => {
    const search = new URLSearchParams();
    const all = { estado: state, sucursal: branch?.code, ...next };
    for (const [name, value] of Object.entries(all)) if (value) search.set(name, value);
    return search.size > 0 ? `${base}?${search}` : base;
  };
  const looks = quoteLooks(t);
  // The empty list has the button in its middle; a view has one filled button.
  const isEmpty = page.items.length === 0 && !state;
  const mayCreate = me.permissions.includes("quote:create");
  const create = mayCreate ? (
    <ButtonLink href={`${base}/new`} variant="primary" icon={Plus}>
      {t("selling.newQuote")}
    </ButtonLink>
  ) : null;
  return (
    <Stack>
      <PageHeader
        title={t("selling.quotesTitle")}
        actions={
          <>
            <LiveList prefix="invoicing/quote." />
            {isEmpty ? null : create}
          </>
        }
      />
      <ul aria-label={t("selling.pipeline")} className="flex empty:hidden flex-wrap gap-x-6 gap-y-1 text-ink-2">
        {pipeline
          .filter(({ status }) => isState(status))
          .map(({ status, count, total }) => (
            <li key={`${status}${total.currency}`}>
              {looks[status].label} <span className="font-semibold text-ink tabular-nums">{count}</span>
              {" · "}
              <span className="tabular-nums">{formatMoney(total, country)}</span>
            </li>
          ))}
      </ul>
      <Tabs
        label={t("common.status")}
        items={[
          { href: hrefOf({ estado: undefined }), label: t("selling.allStates"), current: !state },
          ...states.map((one) => ({ href: hrefOf({ estado: one }), label: looks[one].label, current: state === one })),
        ]}
      />
      {page.items.length === 0 ? (
        <EmptyState
          icon={FileText}
          title={state ? t("selling.noneInState") : t("selling.emptyQuotes")}
          hint={state ? t("selling.noneInStateHint") : t("selling.emptyQuotesHint")}
          action={state ? <ButtonLink href={base}>{t("selling.seeAll")}</ButtonLink> : create}
        />
      ) : (
        <TableFrame label={t("selling.quotesTitle")}>
          <Table>
            <thead>
              <tr>
                <Th>{t("selling.number")}</Th>
                <Th className="hidden md:table-cell">{t("selling.customer")}</Th>
                <Th>{t("common.status")}</Th>
                <Th className="hidden md:table-cell">{t("selling.validUntil")}</Th>
                <Th numeric>{t("selling.total")}</Th>
              </tr>
            </thead>
            <tbody>
              {page.items.map((quote) => (
                <Tr key={quote.id} className="relative">
                  <Td>
                    <NextLink href={`${base}/${quote.id}`} className="font-semibold after:absolute after:inset-0">
                      {codeOf(quote.number, t)}
                    </NextLink>
                    <span className="block text-sm text-ink-2 md:hidden">{quote.customerName}</span>
                  </Td>
                  <Td className="hidden md:table-cell">{quote.customerName}</Td>
                  <Td>
                    <StatusPill table={looks} status={shownStatus(quote)} />
                  </Td>
                  <Td className="hidden md:table-cell">
                    <When at={quote.validUntil} />
                  </Td>
                  <Td numeric>
                    <Amount value={quote.total} />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </TableFrame>
      )}
      {page.nextCursor ? (
        <ButtonLink href={hrefOf({ cursor: page.nextCursor })} className="self-center">
          {t("common.loadMore")}
        </ButtonLink>
      ) : null}
    </Stack>
  );
}
