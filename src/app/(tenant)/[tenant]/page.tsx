import type { Metadata } from "next";
import { PageHeader, Stack } from "@/components/ui";
import { renderInstant } from "@/lib/browser/clock";
import { formatShortDate, formatTime, isCountryCode } from "@/lib/format";
import { getLanguage, getT } from "@/lib/i18n/server";
import { getServerTrpc } from "@/server/http/trpc/server-client";
import { Checklist } from "./_components/checklist";
import { Decisions, listDecisions } from "./_components/decisions";
import { readHome } from "./_components/home-data";
import { HomeNews } from "./_components/home-news";
import { Branches, Figures, SalesChart } from "./_components/sales";

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("common.home") };
}

export default async function HomePage({ params, searchParams }: Props) {
  const [{ tenant: slug }, query] = await Promise.all([params, searchParams]);
  const api = await getServerTrpc(slug);
  const me = await api.access.me.query();
  const country = isCountryCode(me.tenant.country) ? me.tenant.country : "CO";
  const [t, language] = await Promise.all([getT(country), getLanguage()]);
  const branch = me.branches.find(({ code }) => code === query.sucursal);
  const data = await readHome(api, me.permissions, branch?.id);

  const base = `/${slug}`;
  const branchQuery = branch ? `?sucursal=${encodeURIComponent(branch.code)}` : "";
  const now = renderInstant();
  const frame = { zone: me.tenant.timeZone, country, language };
  const decisions = listDecisions({ t, data, base, query: branchQuery, frame });
  const { summary } = data;
  const hasSales = summary !== null && (Number(summary.sales.amount) !== 0 || Number(summary.salesBefore.amount) !== 0);
  return (
    <Stack className="gap-6">
      <PageHeader
        title={
          decisions.total > 0
            ? t("home.waiting", { count: decisions.total })
            : t("home.greeting", { name: me.member.name.split(" ")[0] ?? me.member.name })
        }
        subtitle={`${formatShortDate(now, frame)} · ${t("home.dataAsOf", { time: formatTime(now, frame) })}`}
        actions={<HomeNews />}
      />
      <section aria-label={t("home.decisions")}>
        <Decisions decisions={decisions} t={t} base={base} query={branchQuery} frame={frame} now={now} />
      </section>
      {summary && hasSales ? (
        <>
          <Figures t={t} summary={summary} frame={frame} data={data} base={base} query={branchQuery} />
          <SalesChart t={t} summary={summary} frame={frame} now={now} />
          <Branches t={t} summary={summary} frame={frame} />
        </>
      ) : (
        <Checklist t={t} base={base} permissions={me.permissions} />
      )}
    </Stack>
  );
}
