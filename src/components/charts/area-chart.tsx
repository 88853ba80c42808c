import { scaleLinear, scalePoint } from "d3-scale";
import { area, curveMonotoneX, line } from "d3-shape";
import { type ReactNode, useId } from "react";
import { cn } from "../ui/cn";
import { borderOf, type ChartColor, fillOf, strokeOf } from "./spark-area-chart";

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
  /** Names a last row that is still growing («hoy, hasta 10:44»): the line ends before it and a hollow point stands for it. */
  unfinished?: string;
  className?: string;
};

/** Room above the highest point, in hundredths of the height, so that its line is not cut. */
const HEADROOM = 4;
const colours: readonly ChartColor[] = [1, 2, 3];
const dashes = ["", "", "6 3"];

const numberAt = (row: ChartRow, key: string): number | null => {
  const value = row[key];
  return typeof value === "number" ? value : null;
};

/** Which line is which, by its stroke and not by colour alone. */
function Legend({ categories, comparison, categoryLabels }: AreaChartProps) {
  const entries = [
    ...categories.map((key, order) => ({ key, stroke: strokeOf[colours[order] ?? 1], width: 2, dash: dashes[order] })),
    ...(comparison ? [{ key: comparison, stroke: "stroke-ink-3", width: 1, dash: "3 3" }] : []),
  ];
  return (
    <ul className="flex flex-wrap gap-x-4 text-sm text-ink-2">
      {entries.map(({ key, stroke, width, dash }) => (
        <li key={key} className="flex items-center gap-1.5">
          <svg aria-hidden width="20" height="4">
            <line x1="0" x2="20" y1="2" y2="2" className={stroke} strokeWidth={width} strokeDasharray={dash} />
          </svg>
          {categoryLabels?.[key] ?? key}
        </li>
      ))}
    </ul>
  );
}

/** Drawn on the server: the finding is the title, the chart its proof, and the table under it the same data. */
export function AreaChart(props: AreaChartProps) {
  const { data, index, categories, comparison, valueFormatter, indexFormatter = String, title, tableLabel } = props;
  const titleId = useId();
  const series = comparison ? [...categories, comparison] : categories;
  const top = Math.max(1, ...data.flatMap((row) => series.map((key) => numberAt(row, key) ?? 0)));
  const x = scalePoint(
    data.map((row) => String(row[index])),
    [0, 100],
  );
  const y = scaleLinear([0, top], [100, HEADROOM]).nice(4);
  const ticks = y.ticks(4);
  const at = (row: ChartRow) => x(String(row[index])) ?? 0;
  const rowsOf = (key: string) => (props.unfinished && key !== comparison ? data.slice(0, -1) : [...data]);
  const drawLine = (key: string) =>
    line<ChartRow>(at, (row) => y(numberAt(row, key) ?? 0))
      .defined((row) => numberAt(row, key) !== null)
      .curve(curveMonotoneX)(rowsOf(key)) ?? "";
  const drawArea = (key: string) =>
    area<ChartRow>(at, y(0), (row) => y(numberAt(row, key) ?? 0))
      .defined((row) => numberAt(row, key) !== null)
      .curve(curveMonotoneX)(rowsOf(key)) ?? "";
  const name = (key: string) => props.categoryLabels?.[key] ?? key;
  const last = data.at(-1);
  const middle = data[Math.floor((data.length - 1) / 2)];
  const labelled = [data[0], ...(data.length > 2 ? [middle] : []), ...(data.length > 1 ? [last] : [])].filter(
    (row): row is ChartRow => row !== undefined,
  );
  return (
    <figure aria-labelledby={titleId} className={cn("flex flex-col gap-2", props.className)}>
      <figcaption id={titleId} className="font-heading text-lg font-semibold">
        {title}
      </figcaption>
      <Legend {...props} />
      <div aria-hidden className="grid grid-cols-[auto_1fr] gap-x-2 text-xs text-ink-3">
        <div className="relative h-48 w-14 tabular-nums sm:w-18">
          {ticks.map((tick) => (
            <span key={tick} className="absolute right-0 -translate-y-1/2" style={{ top: `${y(tick)}%` }}>
              {valueFormatter(tick)}
            </span>
          ))}
        </div>
        <div className="relative">
          <svg aria-hidden viewBox="0 0 100 100" preserveAspectRatio="none" className="h-48 w-full overflow-visible">
            {ticks.map((tick) => (
              <line
                key={tick}
                x1="0"
                x2="100"
                y1={y(tick)}
                y2={y(tick)}
                className="stroke-line"
                vectorEffect="non-scaling-stroke"
              />
            ))}
            {categories.map((key, order) => (
              <path key={key} d={drawArea(key)} className={cn(fillOf[colours[order] ?? 1], "opacity-10")} />
            ))}
            {comparison ? (
              <path
                d={drawLine(comparison)}
                fill="none"
                className="stroke-ink-3"
                strokeDasharray="3 3"
                strokeWidth="1"
                vectorEffect="non-scaling-stroke"
              />
            ) : null}
            {categories.map((key, order) => (
              <path
                key={key}
                d={drawLine(key)}
                fill="none"
                className={strokeOf[colours[order] ?? 1]}
                strokeWidth="2"
                strokeDasharray={dashes[order]}
                vectorEffect="non-scaling-stroke"
              />
            ))}
          </svg>
          {last && props.unfinished
            ? categories.map((key, order) => (
                <span
                  key={key}
                  className={cn(
                    "absolute size-2 -translate-1/2 rounded-full border-2 bg-surface",
                    borderOf[colours[order] ?? 1],
                  )}
                  style={{ left: `${at(last)}%`, top: `${y(numberAt(last, key) ?? 0)}%` }}
                />
              ))
            : null}
        </div>
        <span />
        <div className="flex justify-between pt-1">
          {labelled.map((row) => (
            <span key={String(row[index])}>
              {row === last && props.unfinished ? props.unfinished : indexFormatter(String(row[index]))}
            </span>
          ))}
        </div>
      </div>
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
