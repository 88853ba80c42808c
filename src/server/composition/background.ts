import { dispatchDue } from "@/server/modules/conversations/public";
import { resumeProvisioning } from "@/server/modules/tenancy/public";
import type { ServiceContext } from "@/server/platform/context";
import { listen, refillSpares } from "@/server/platform/db";
import { outboxChannel } from "@/server/platform/outbox";
import { relayTenant } from "@/server/platform/relay";
import { reportDefect } from "@/server/platform/telemetry";
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

async function sweep(): Promise<void> {
  await retryUnroutable();
  await workInbox();
  for await (const ctx of eachTenant("sweep")) {
    await relayTenant(ctx.tenant);
    await dispatch(ctx);
  }
  await resumeProvisioning(systemContext());
  await refillSpares(spares);
}

/**
 * The work of a process that stays: inbox, relay and dispatch, woken by commits and swept every few seconds so that a lost wake-up
 * costs time and nothing else. Returns how to stop.
 */
export async function startBackground(): Promise<() => Promise<void>> {
  let stopped = false;
  let sweeping: Promise<void> = Promise.resolve();
  onInboxWake(() => {
    void workInbox();
  });
  const unlisten = await listen(outboxChannel, (schema) => {
    void (async () => {
      const ctx = await tenantBySchema(schema);
      if (ctx && !stopped) await Promise.all([relayTenant(ctx.tenant), dispatch(ctx)]);
    })().catch((error: unknown) => reportDefect("wake", error));
  });
  const loop = async () => {
    while (!stopped) {
      sweeping = sweep().catch((error: unknown) => reportDefect("sweep", error));
      await sweeping;
      await new Promise<void>((resolve) => {
        timer = setTimeout(resolve, sweepMs);
        wakeLoop = resolve;
      });
    }
  };
  let timer: NodeJS.Timeout | undefined;
  let wakeLoop: () => void = () => undefined;
  void loop();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    wakeLoop();
    await unlisten();
    await sweeping;
  };
}
