import type { TestProject } from "vitest/node";
import { startTestCluster, type TestCluster } from "./cluster";

declare module "vitest" {
  interface ProvidedContext {
    postgres: TestCluster;
  }
}

let stop: (() => Promise<void>) | undefined;

export async function setup(project: TestProject): Promise<void> {
  const running = await startTestCluster();
  stop = () => running.stop();
  project.provide("postgres", running.cluster);
}

export async function teardown(): Promise<void> {
  await stop?.();
}
