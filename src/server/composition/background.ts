import { dispatchDue } from "@/server/modules/conversations/public";
import { resumeProvisioning } from "@/server/modules/tenancy/public";
import type { ServiceContext } from "@/server/platform/context";
import { listen, refillSpares } from "@/server/platform/db";
import { outboxChannel } from "@/server/platform/outbox";
import { relayTenant } from "@/server/platform/relay";
import { reportDefect } from "@/server/platform/telemetry";
import { warmCatalogSearch } from "./catalog-search";
import { retryUnroutable, workInbox } from "./inbox-worker";
import { eachTenant } from "./job-context";
import { systemContext, tenantBySchema } from "./tenants";
import { onInboxWake } from "./wake";

const sweepMs = 10_000;
const spares = 2;

/** One dispatch per tenant at a time; a wake-up during a run makes it look once more. */
const dispatching = new Map<string, { again: boolean }>();
async function dispatch(ctx: ServiceContext): Promise<void> {
  const current = dispatching.get(ctx.tenant.schema);
  if (current) {
    current.again = true;
    return;
  }
  const run = { again: true };
  dispatching.set(ctx.tenant.schema, run);
  try {
    while (run.again) {
      run.again = false;
      if ((await dispatchDue(ctx)) > 0) run.again = true;
    }
  } catch (error) {
    reportDefect("dispatch", error, { tenant: ctx.tenant.id });
  } finally {
    dispatching.delete(ctx.tenant.schema);
  }
}

async function sweep(isStopped: () => boolean): Promise<void> {
  await retryUnroutable();
  await workInbox();
  for await (const ctx of eachTenant("sweep")) {
    if (isStopped()) return;
    await relayTenant(ctx.tenant);
    await dispatch(ctx);
    warmCatalogSearch(ctx);
  }
  await resumeProvisioning(systemContext());
  await refillSpares(spares);
}

/**
 * The work of a process that stays: inbox, relay and dispatch, woken by commits and swept every few seconds so that a lost wake-up
 * costs time and nothing else. Returns how to stop: what was begun is finished first.
 */
export async function startBackground(): Promise<() => Promise<void>> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let wakeLoop: () => void = () => undefined;
  const begun = new Set<Promise<void>>();
  const begin = (where: string, work: () => Promise<void>) => {
    if (stopped) return;
    const run = work()
      .catch((error: unknown) => reportDefect(where, error))
      .finally(() => begun.delete(run));
    begun.add(run);
  };
  onInboxWake(() => begin("inbox", workInbox));
  const unlisten = await listen(
    outboxChannel,
    (schema) =>
      begin("wake", async () => {
        const ctx = await tenantBySchema(schema);
        if (ctx) await Promise.all([relayTenant(ctx.tenant), dispatch(ctx)]);
      }),
    () => wakeLoop(),
  );
  const loop = async () => {
    while (!stopped) {
      await sweep(() => stopped).catch((error: unknown) => reportDefect("sweep", error));
      await new Promise<void>((resolve) => {
        if (stopped) return resolve();
        timer = setTimeout(resolve, sweepMs);
        wakeLoop = resolve;
      });
    }
  };
  const looping = loop();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    wakeLoop();
    await unlisten();
    await looping;
    await Promise.all(begun);
  };
}
