import { scaleLinear } from "d3-scale";
import { area, curveMonotoneX, line } from "d3-shape";
import { cn } from "../ui/cn";

/** A chart's series by meaning; which colour that is stays in the stylesheet. */
export type ChartColor = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
export const strokeOf: Record<ChartColor, string> = {
  1: "stroke-chart-1",
  2: "stroke-chart-2",
  3: "stroke-chart-3",
  4: "stroke-chart-4",
  5: "stroke-chart-5",
  6: "stroke-chart-6",
  7: "stroke-chart-7",
  8: "stroke-chart-8",
};
export const fillOf: Record<ChartColor, string> = {
  1: "fill-chart-1",
  2: "fill-chart-2",
  3: "fill-chart-3",
  4: "fill-chart-4",
  5: "fill-chart-5",
  6: "fill-chart-6",
  7: "fill-chart-7",
  8: "fill-chart-8",
};

export const borderOf: Record<ChartColor, string> = {
  1: "border-chart-1",
  2: "border-chart-2",
  3: "border-chart-3",
  4: "border-chart-4",
  5: "border-chart-5",
  6: "border-chart-6",
  7: "border-chart-7",
  8: "border-chart-8",
};

export type SparkAreaChartProps = {
  /** Null is a gap and stays one. */
  data: readonly (number | null)[];
  /** One scale for a whole column of sparks, or they cannot be compared. */
  max?: number;
  color?: ChartColor;
  /** What the line says, for whoever does not see it; omit when the number beside it says the same. */
  label?: string;
  className?: string;
};

const WIDTH = 96;
const HEIGHT = 24;

/** No axes; the last point is marked, and the number stands beside it. */
export function SparkAreaChart({ data, max, color = 1, label, className }: SparkAreaChartProps) {
  const top = max ?? Math.max(1, ...data.map((value) => value ?? 0));
  const x = scaleLinear([0, Math.max(1, data.length - 1)], [2, WIDTH - 3]);
  const y = scaleLinear([0, top], [HEIGHT - 2, 3]);
  const points = data.map((value, index) => ({ index, value }));
  const isDefined = ({ value }: { value: number | null }) => value !== null;
  const shape = { x: (p: { index: number }) => x(p.index), y: (p: { value: number | null }) => y(p.value ?? 0) };
  const stroke = line<(typeof points)[number]>(shape.x, shape.y).defined(isDefined).curve(curveMonotoneX)(points);
  const fill = area<(typeof points)[number]>(shape.x, HEIGHT - 2, shape.y)
    .defined(isDefined)
    .curve(curveMonotoneX)(points);
  const last = points.findLast(isDefined);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={cn("h-6 w-24", className)}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <path d={fill ?? ""} className={cn(fillOf[color], "opacity-15")} />
      <path
        d={stroke ?? ""}
        fill="none"
        className={strokeOf[color]}
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
      {last ? <circle cx={x(last.index)} cy={y(last.value ?? 0)} r="2" className={fillOf[color]} /> : null}
    </svg>
  );
}
