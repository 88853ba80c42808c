import { scaleLinear, scalePoint } from "d3-scale";
import { area, curveMonotoneX, line } from "d3-shape";
import { type ReactNode, useId } from "react";
import { cn } from "../ui/cn";
import { type ChartColor, fillOf, strokeOf } from "./spark-area-chart";

export type ChartRow = { readonly [key: string]: string | number | null };

export type AreaChartProps = {
  data: readonly ChartRow[];
  /** The key of the horizontal axis. */
  index: string;
  /** One series, or up to three. */
  categories: readonly string[];
  /** Drawn thin and dashed behind: the same weekdays before. */
  comparison?: string;
  valueFormatter: (value: number) => string;
  indexFormatter?: (value: string) => string;
  /** The finding, in a sentence. */
  title: ReactNode;
  unit?: string;
  tableLabel: string;
  /** Heads the first column of the table. */
  indexLabel: string;
  categoryLabels?: Readonly<Record<string, string>>;
  className?: string;
};

const W = 720;
const H = 220;
const EDGE = { top: 12, right: 12, bottom: 24, left: 64 };
const colours: readonly ChartColor[] = [1, 2, 3];
const dashes = ["", "", "6 3"];

const numberAt = (row: ChartRow, key: string): number | null => {
  const value = row[key];
  return typeof value === "number" ? value : null;
};

/** Drawn on the server: the finding is the title, the chart its proof, and the table under it the same data. */
export function AreaChart(props: AreaChartProps) {
  const { data, index, categories, comparison, valueFormatter, indexFormatter = String, title, tableLabel } = props;
  const titleId = useId();
  const series = comparison ? [...categories, comparison] : categories;
  const top = Math.max(1, ...data.flatMap((row) => series.map((key) => numberAt(row, key) ?? 0)));
  const x = scalePoint(
    data.map((row) => String(row[index])),
    [EDGE.left, W - EDGE.right],
  );
  const y = scaleLinear([0, top], [H - EDGE.bottom, EDGE.top]).nice(4);
  const at = (row: ChartRow) => x(String(row[index])) ?? 0;
  const drawLine = (key: string) =>
    line<ChartRow>(at, (row) => y(numberAt(row, key) ?? 0))
      .defined((row) => numberAt(row, key) !== null)
      .curve(curveMonotoneX)([...data]) ?? "";
  const drawArea = (key: string) =>
    area<ChartRow>(at, y(0), (row) => y(numberAt(row, key) ?? 0))
      .defined((row) => numberAt(row, key) !== null)
      .curve(curveMonotoneX)([...data]) ?? "";
  const name = (key: string) => props.categoryLabels?.[key] ?? key;
  const labelled = new Set([0, Math.floor((data.length - 1) / 2), data.length - 1]);
  return (
    <figure aria-labelledby={titleId} className={cn("flex flex-col gap-2", props.className)}>
      <figcaption id={titleId} className="font-heading text-lg font-semibold">
        {title}
      </figcaption>
      <svg viewBox={`0 0 ${W} ${H}`} className="h-auto w-full" aria-hidden>
        {y.ticks(4).map((tick) => (
          <g key={tick}>
            <line x1={EDGE.left} x2={W - EDGE.right} y1={y(tick)} y2={y(tick)} className="stroke-line" />
            <text x={EDGE.left - 8} y={y(tick) + 4} textAnchor="end" className="fill-ink-3 text-xs tabular-nums">
              {valueFormatter(tick)}
            </text>
          </g>
        ))}
        {categories.map((key, order) => (
          <path key={key} d={drawArea(key)} className={cn(fillOf[colours[order] ?? 1], "opacity-10")} />
        ))}
        {comparison ? (
          <path d={drawLine(comparison)} fill="none" className="stroke-ink-3" strokeDasharray="3 3" strokeWidth="1" />
        ) : null}
        {categories.map((key, order) => (
          <path
            key={key}
            d={drawLine(key)}
            fill="none"
            className={strokeOf[colours[order] ?? 1]}
            strokeWidth="2"
            strokeDasharray={dashes[order]}
          />
        ))}
        {data.map((row, order) =>
          labelled.has(order) ? (
            <text
              key={String(row[index])}
              x={at(row)}
              y={H - 6}
              textAnchor={order === 0 ? "start" : order === data.length - 1 ? "end" : "middle"}
              className="fill-ink-3 text-xs"
            >
              {indexFormatter(String(row[index]))}
            </text>
          ) : null,
        )}
      </svg>
      <details>
        <summary className="w-fit rounded-sm text-sm text-link underline underline-offset-2">{tableLabel}</summary>
        <div className="max-h-64 overflow-auto pt-2">
          <table className="w-full text-left text-sm">
            <thead>
              <tr>
                <th scope="col" className="font-semibold">
                  {props.indexLabel}
                </th>
                {series.map((key) => (
                  <th key={key} scope="col" className="num font-semibold">
                    {name(key)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.map((row) => (
                <tr key={String(row[index])} className="border-t border-line">
                  <th scope="row" className="py-1 font-normal">
                    {indexFormatter(String(row[index]))}
                  </th>
                  {series.map((key) => {
                    const value = numberAt(row, key);
                    return (
                      <td key={key} className="num">
                        {value === null ? "—" : valueFormatter(value)}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
