export { ProgressBar } from "../ui/feedback";
export { AreaChart, type AreaChartProps, type ChartRow } from "./area-chart";
export { BarList, type BarListProps } from "./bar-list";
export { BadgeDelta, type DeltaDirection, Metric } from "./metric";
export { type ChartColor, SparkAreaChart, type SparkAreaChartProps } from "./spark-area-chart";
