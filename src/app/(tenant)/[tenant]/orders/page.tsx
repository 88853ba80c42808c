import { ReceiptText } from "lucide-react";
import type { Metadata } from "next";
import NextLink from "next/link";
import { notFound } from "next/navigation";
import { channelName, orderLooks, paymentLooks } from "@/components/orders/status";
import { LiveList } from "@/components/quotes/live-record";
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
import { isCountryCode } from "@/lib/format";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const states = ["accepted", "completed", "cancelled"] as const;
type State = (typeof states)[number];
const isState = (value: unknown): value is State => states.some((state) => state === value);

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("selling.ordersTitle") };
}

export default async function OrdersPage({ params, searchParams }: Props) {
  const [{ tenant: slug }, query] = await Promise.all([params, searchParams]);
  const api = await getServerTrpc(slug);
  const me = await api.access.me.query();
  if (!me.permissions.includes("order:read")) notFound();
  const country = isCountryCode(me.tenant.country) ? me.tenant.country : "CO";
  const t = await getT(country);
  const state = isState(query.estado) ? query.estado : undefined;
  const branch = me.branches.find(({ code }) => code === query.sucursal);
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const page = await api.orders.list.query({ status: state, branchId: branch?.id, cursor }).catch((error: unknown) => {
    if (refusalOf(error) === "cursor_invalid" || refusalOf(error) === "forbidden") notFound();
    throw error;
  });
  const base = `/${slug}/orders`;
  const hrefOf = (next: Record<string, string | undefined>) => {
    const search = new URLSearchParams();
    const all = { estado: state, sucursal: branch?.code, ...next };
    for (const [name, value] of Object.entries(all)) if (value) search.set(name, value);
    return search.size > 0 ? `${base}?${search}` : base;
  };
  const [looks, money] = [orderLooks(t), paymentLooks(t)];
  const branchName = new Map(me.branches.map(({ id, name }) => [id, name]));
  return (
    <Stack>
      <PageHeader title={t("selling.ordersTitle")} actions={<LiveList prefix="orders/order." />} />
      <Tabs
        label={t("common.status")}
        items={[
          { href: hrefOf({ estado: undefined }), label: t("selling.seeAllOrders"), current: !state },
          ...states.map((one) => ({ href: hrefOf({ estado: one }), label: looks[one].label, current: state === one })),
        ]}
      />
      {page.items.length === 0 ? (
        <EmptyState
          icon={ReceiptText}
          title={state ? t("selling.noOrdersInState") : t("selling.emptyOrders")}
          hint={state ? undefined : t("selling.emptyOrdersHint")}
          action={state ? <ButtonLink href={base}>{t("selling.seeAllOrders")}</ButtonLink> : undefined}
        />
      ) : (
        <TableFrame label={t("selling.ordersTitle")}>
          <Table>
            <thead>
              <tr>
                <Th>{t("selling.number")}</Th>
                <Th className="hidden md:table-cell">{t("selling.customer")}</Th>
                <Th className="hidden lg:table-cell">{t("common.branch")}</Th>
                <Th className="hidden lg:table-cell">{t("selling.channel")}</Th>
                <Th className="hidden md:table-cell">{t("common.status")}</Th>
                <Th>{t("selling.payments")}</Th>
                <Th className="hidden md:table-cell">{t("selling.placedAt")}</Th>
                <Th numeric>{t("selling.total")}</Th>
              </tr>
            </thead>
            <tbody>
              {page.items.map((order) => (
                <Tr key={order.id} className="relative">
                  <Td>
                    <NextLink href={`${base}/${order.id}`} className="font-semibold after:absolute after:inset-0">
                      #{order.number}
                    </NextLink>
                    <span className="block text-sm text-ink-2 md:hidden">{order.customerName}</span>
                  </Td>
                  <Td className="hidden md:table-cell">{order.customerName}</Td>
                  <Td className="hidden lg:table-cell">{branchName.get(order.branchId)}</Td>
                  <Td className="hidden lg:table-cell">{channelName(order.channel, t)}</Td>
                  <Td className="hidden md:table-cell">
                    <StatusPill table={looks} status={order.status} />
                  </Td>
                  <Td>
                    <StatusPill table={money} status={order.payment} />
                  </Td>
                  <Td className="hidden md:table-cell">
                    <When at={order.acceptedAt} />
                  </Td>
                  <Td numeric>
                    <Amount value={order.total} />
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
