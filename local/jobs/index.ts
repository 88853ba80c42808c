export { type ExecutorOptions, type JobExecutor, startJobExecutor } from "./executor";
export type { Log } from "./scheduler";
