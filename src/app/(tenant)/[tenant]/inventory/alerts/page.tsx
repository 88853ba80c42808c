import { BellRing, PackageX, TrendingDown } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DecisionCard, EvidenceList } from "@/components/acts";
import { AlertActions } from "@/components/alerts/alert-actions";
import { LiveRefresh } from "@/components/inventory/live-refresh";
import { InventoryTabs } from "@/components/inventory/tabs";
import { Badge, ButtonLink, Card, EmptyState, Link, PageHeader, Stack, Tabs } from "@/components/ui";
import { Qty, When } from "@/components/values";
import { formatMoney, formatQuantity, isCountryCode } from "@/lib/format";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("inventory.alertsTitle") };
}

export default async function AlertsPage({ params, searchParams }: Props) {
  const [{ tenant: slug }, query] = await Promise.all([params, searchParams]);
  const api = await getServerTrpc(slug);
  const me = await api.access.me.query();
  if (!me.permissions.includes("alert:read")) notFound();
  const country = isCountryCode(me.tenant.country) ? me.tenant.country : "CO";
  const t = await getT(country);
  const state = query.estado === "cerradas" ? "closed" : "open";
  const branch = me.branches.find(({ code }) => code === query.sucursal);
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const page = await api.alerts.list
    .query({ state, branchId: branch?.id, cursor, limit: 30 })
    .catch((error: unknown) => {
      if (refusalOf(error) === "cursor_invalid") notFound();
      throw error;
    });
  const base = `/${slug}/inventory`;
  const hrefOf = (next: Record<string, string | undefined>) => {
    const all = { estado: state === "closed" ? "cerradas" : undefined, sucursal: branch?.code, ...next };
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(all)) if (value) search.set(name, value);
    return search.size > 0 ? `${base}/alerts?${search}` : `${base}/alerts`;
  };
  const kinds = { stock_out: t("inventory.stockOut"), low_stock: t("inventory.lowStock") };
  const can = {
    approve: me.permissions.includes("proposal:approve"),
    resolve: state === "open" && me.permissions.includes("alert:resolve"),
  };
  const firstToDecide = page.items.find(({ proposal }) => proposal?.status === "proposed");
  return (
    <Stack>
      <PageHeader title={t("inventory.alertsTitle")} />
      <InventoryTabs t={t} slug={slug} current="alerts" permissions={me.permissions} />
      <Tabs
        label={t("common.status")}
        items={[
          { href: hrefOf({ estado: undefined }), label: t("inventory.open"), current: state === "open" },
          { href: hrefOf({ estado: "cerradas" }), label: t("inventory.closed"), current: state === "closed" },
        ]}
      />
      <LiveRefresh prefixes={["alerts/"]} />
      {page.items.length === 0 ? (
        <EmptyState
          icon={BellRing}
          title={state === "open" ? t("inventory.noAlerts") : t("inventory.noClosed")}
          hint={t("inventory.noAlertsHint")}
        />
      ) : (
        <Card flush className="divide-y divide-line">
          {page.items.map((alert) => (
            <DecisionCard
              key={alert.id}
              id={`alert-${alert.id}`}
              tone={alert.severity === "critical" ? "danger" : "warning"}
              icon={alert.kind === "stock_out" ? PackageX : TrendingDown}
              kind={kinds[alert.kind]}
              fact={
                <>
                  <Link quiet href={`/${slug}/catalog/${alert.itemId}`}>
                    {alert.name}
                  </Link>
                  {" · "}
                  {alert.branchName}
                  {alert.status === "acknowledged" ? <Badge className="ml-2">{t("inventory.inHands")}</Badge> : null}
                </>
              }
              proposal={
                <>
                  {alert.sentence}{" "}
                  {alert.proposal
                    ? alert.proposal.sentence
                    : alert.suggestedPurchase !== "0"
                      ? t("inventory.buySuggestion", { quantity: formatQuantity(alert.suggestedPurchase, country) })
                      : null}
                </>
              }
              money={
                alert.proposal?.gain.amount === alert.risk.amount
                  ? null
                  : t("inventory.atRisk", { amount: formatMoney(alert.risk, country) })
              }
              whyLabel={t("inventory.why")}
              why={
                <EvidenceList
                  items={[
                    { key: "available", label: t("inventory.available"), value: <Qty value={alert.available} /> },
                    { key: "incoming", label: t("inventory.incoming"), value: <Qty value={alert.incoming} /> },
                    { key: "sold", label: t("inventory.soldLately"), value: <Qty value={alert.sold} /> },
                    ...(alert.runsOutOn
                      ? [
                          {
                            key: "end",
                            label: t("inventory.runsOutOn"),
                            value: <When at={alert.runsOutOn} style="short" />,
                          },
                        ]
                      : []),
                  ]}
                />
              }
              actions={
                <AlertActions
                  alert={alert}
                  transfersHref={`${base}/transfers`}
                  can={can}
                  isFirst={alert === firstToDecide}
                />
              }
            />
          ))}
        </Card>
      )}
      {page.nextCursor ? (
        <ButtonLink href={hrefOf({ cursor: page.nextCursor })} className="self-center">
          {t("common.loadMore")}
        </ButtonLink>
      ) : null}
    </Stack>
  );
}
