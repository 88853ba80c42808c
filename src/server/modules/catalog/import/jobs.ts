import type { ServiceContext } from "@/server/platform/context";
import { advanceImport, resumeImports } from "./service";

/** One durable step: what it answers is remembered, so a run that is interrupted goes on after its last finished chunk. */
type RunStep = (
  id: string,
  work: () => Promise<{ isDone: boolean; cursor: number }>,
) => Promise<{ isDone: boolean; cursor: number }>;

/** Works through the chunks of a started run, one step each. Started twice, the two take turns. */
export async function runImport(
  ctx: ServiceContext,
  payload: { runId: string },
  step: RunStep,
): Promise<{ chunks: number }> {
  for (let chunks = 1; ; chunks += 1) {
    const { isDone } = await step(`chunk-${chunks}`, () => advanceImport(ctx, { importId: payload.runId }));
    if (isDone) return { chunks };
  }
}

export const resumeStalledImports = (ctx: ServiceContext): Promise<{ resumed: number }> => resumeImports(ctx);
