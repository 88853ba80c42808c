import { ArrowLeftRight, ArrowRight } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LiveRefresh } from "@/components/inventory/live-refresh";
import { InventoryTabs } from "@/components/inventory/tabs";
import { TransferActions } from "@/components/inventory/transfer-actions";
import { transferLooks } from "@/components/inventory/transfer-status";
import { ButtonLink, Card, EmptyState, Icon, Link, PageHeader, Stack, StatusPill, Tabs } from "@/components/ui";
import { Qty, When } from "@/components/values";
import { isCountryCode } from "@/lib/format";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("inventory.transfersTitle") };
}

export default async function TransfersPage({ params, searchParams }: Props) {
  const [{ tenant: slug }, query] = await Promise.all([params, searchParams]);
  const api = await getServerTrpc(slug);
  const me = await api.access.me.query();
  if (!me.permissions.includes("stock:read")) notFound();
  const t = await getT(isCountryCode(me.tenant.country) ? me.tenant.country : "CO");
  const state = query.estado === "terminados" ? "done" : "open";
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const page = await api.inventory.transfers.list.query({ state, cursor }).catch((error: unknown) => {
    if (refusalOf(error) === "cursor_invalid") notFound();
    throw error;
  });
  const base = `/${slug}/inventory/transfers`;
  const looks = transferLooks(t);
  const has = (permission: string) => me.permissions.includes(permission);
  const isMine = (branchId: string) => me.branches.some(({ id }) => id === branchId);
  return (
    <Stack>
      <PageHeader title={t("inventory.transfersTitle")} />
      <InventoryTabs t={t} slug={slug} current="transfers" permissions={me.permissions} />
      <Tabs
        label={t("common.status")}
        items={[
          { href: base, label: t("inventory.openTransfers"), current: state === "open" },
          { href: `${base}?estado=terminados`, label: t("inventory.doneTransfers"), current: state === "done" },
        ]}
      />
      <LiveRefresh prefixes={["inventory/transfer."]} />
      {page.items.length === 0 ? (
        <EmptyState
          icon={ArrowLeftRight}
          title={t("inventory.emptyTransfers")}
          hint={t("inventory.emptyTransfersHint")}
          action={<ButtonLink href={`/${slug}/inventory/alerts`}>{t("inventory.alertsTitle")}</ButtonLink>}
        />
      ) : (
        <ul className="flex flex-col gap-3">
          {page.items.map((transfer) => (
            <li key={transfer.transferId}>
              <Card className="flex flex-col gap-3">
                <div className="flex flex-wrap items-center justify-between gap-2">
                  <h2 className="inline-flex flex-wrap items-center gap-2 text-base">
                    <span className="text-ink-2">
                      {t("inventory.transferNumber", { number: String(transfer.number) })}
                    </span>
                    {transfer.from.name}
                    <Icon icon={ArrowRight} className="size-4 text-ink-3" />
                    <span className="sr-only">{t("inventory.to")}</span>
                    {transfer.to.name}
                  </h2>
                  <span className="inline-flex items-center gap-3">
                    <span className="text-sm text-ink-2">
                      <When at={transfer.receivedAt ?? transfer.shippedAt ?? transfer.requestedAt} />
                    </span>
                    <StatusPill table={looks} status={transfer.status} />
                  </span>
                </div>
                <ul className="flex flex-col gap-1">
                  {transfer.lines.map((line) => (
                    <li key={line.lineNo} className="flex flex-wrap items-baseline justify-between gap-2">
                      <span>
                        <Link quiet href={`/${slug}/catalog/${line.itemId}`}>
                          {line.name}
                        </Link>{" "}
                        <span className="text-sm text-ink-2">{line.sku}</span>
                      </span>
                      <Qty className="font-semibold" value={line.shipped === "0" ? line.requested : line.shipped} />
                    </li>
                  ))}
                </ul>
                {transfer.reason ? <p className="text-sm text-ink-2">{transfer.reason}</p> : null}
                {state === "open" ? (
                  <TransferActions
                    transfer={transfer}
                    can={{
                      approve: has("transfer:approve") && isMine(transfer.from.branchId),
                      ship: has("transfer:ship") && isMine(transfer.from.branchId),
                      receive: has("transfer:receive") && isMine(transfer.to.branchId),
                      cancel: has("transfer:request") && isMine(transfer.to.branchId),
                    }}
                  />
                ) : null}
              </Card>
            </li>
          ))}
        </ul>
      )}
      {page.nextCursor ? (
        <ButtonLink
          className="self-center"
          href={`${base}?${new URLSearchParams({ ...(state === "done" ? { estado: "terminados" } : {}), cursor: page.nextCursor })}`}
        >
          {t("common.loadMore")}
        </ButtonLink>
      ) : null}
    </Stack>
  );
}
