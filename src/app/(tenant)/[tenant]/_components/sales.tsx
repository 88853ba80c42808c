import { AreaChart, BadgeDelta, type DeltaDirection, Metric } from "@/components/charts";
import { Card, Table, TableFrame, Td, Th, Tr } from "@/components/ui";
import { formatMoney, formatPercent, formatQuantity, formatShortDate, formatTime, type TimeFrame } from "@/lib/format";
import type { Translate } from "@/lib/i18n/translate";
import type { HomeData } from "./home-data";

type Summary = NonNullable<HomeData["summary"]>;
type SalesProps = { t: Translate; summary: Summary; frame: TimeFrame };

const PPM_PER_THOUSANDTH = 1_000;

function directionOf(change: number): DeltaDirection {
  return change > 0 ? "up" : change < 0 ? "down" : "same";
}

/** More sales are good news; that is known, so it may be coloured. */
function SalesDelta({ t, change, frame }: { t: Translate; change: number | null; frame: TimeFrame }) {
  if (change === null) return null;
  const direction = directionOf(change);
  const size = formatPercent(Math.abs(change) * PPM_PER_THOUSANDTH, frame.country);
  const text =
    direction === "same" ? t("common.same") : t(direction === "up" ? "common.up" : "common.down", { value: size });
  return (
    <BadgeDelta direction={direction} text={text} isGood={direction === "same" ? undefined : direction === "up"} />
  );
}

export type FiguresProps = SalesProps & { data: HomeData; base: string; query: string };

export function Figures({ t, summary, frame, data, base, query }: FiguresProps) {
  const open = data.pipeline?.find(({ status }) => status === "sent");
  return (
    <Card className="grid grid-cols-2 gap-x-6 gap-y-4 lg:grid-cols-4">
      <Metric
        label={t("home.sales30")}
        value={formatMoney(summary.sales, frame.country)}
        href={`${base}/orders${query}`}
        delta={<SalesDelta t={t} change={summary.changePerThousand} frame={frame} />}
      />
      <Metric
        label={t("home.margin")}
        value={
          summary.marginPerThousand === null
            ? "—"
            : formatPercent(summary.marginPerThousand * PPM_PER_THOUSANDTH, frame.country)
        }
      />
      <Metric
        label={t("home.pieces")}
        value={formatQuantity(summary.pieces, frame.country)}
        href={`${base}/inventory${query}`}
      />
      {open ? (
        <Metric
          label={t("home.quotesOpen")}
          value={formatMoney(open.total, frame.country)}
          href={`${base}/quotes${query}`}
        />
      ) : null}
    </Card>
  );
}

/** The title is the finding; the dashed line is the same weekdays before. */
export function SalesChart({ t, summary, frame, now }: SalesProps & { now: string }) {
  const { changePerThousand: change, sales } = summary;
  const size = formatPercent(Math.abs(change ?? 0) * PPM_PER_THOUSANDTH, frame.country);
  const finding =
    change === null
      ? t("home.sales30")
      : change > 0
        ? t("home.salesTitleUp", { percent: size })
        : change < 0
          ? t("home.salesTitleDown", { percent: size })
          : t("home.salesTitleSame");
  return (
    <Card>
      <AreaChart
        data={summary.perDay.map(({ date, sales: sold, before }) => ({
          date,
          sales: Number(sold),
          before: Number(before),
        }))}
        index="date"
        categories={["sales"]}
        comparison="before"
        categoryLabels={{ sales: t("home.sales"), before: t("home.ownBefore") }}
        indexLabel={t("home.day")}
        valueFormatter={(value) =>
          formatMoney({ amount: value.toFixed(2), currency: sales.currency }, frame.country, { trimZeros: true })
        }
        indexFormatter={(date) => formatShortDate(date, frame)}
        title={finding}
        tableLabel={t("home.salesTable")}
        unfinished={t("home.todayUntil", { time: formatTime(now, frame) })}
      />
    </Card>
  );
}

export function Branches({ t, summary, frame }: SalesProps) {
  if (summary.perBranch.length < 2) return null;
  return (
    <div className="flex flex-col gap-2">
      <h2 className="text-xl">{t("home.branches")}</h2>
      <TableFrame label={t("home.branches")}>
        <Table>
          <thead>
            <tr>
              <Th>{t("common.branch")}</Th>
              <Th numeric>{t("home.sales30")}</Th>
              <Th>{t("home.comparedWith")}</Th>
            </tr>
          </thead>
          <tbody>
            {summary.perBranch.map((branch) => (
              <Tr key={branch.branchId}>
                <Td className="font-semibold">{branch.name}</Td>
                <Td numeric>{formatMoney(branch.sales, frame.country)}</Td>
                <Td>
                  <SalesDelta t={t} change={branch.changePerThousand} frame={frame} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </TableFrame>
    </div>
  );
}
