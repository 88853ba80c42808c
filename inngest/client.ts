import { NonRetriableError } from "inngest";
import { isAppError } from "@/lib/errors";
import type { TenantId } from "@/lib/ids";
import { eachTenant, jobContext } from "@/server/composition/job-context";
import type { ServiceContext } from "@/server/platform/context";
import { jobClient } from "@/server/platform/jobs";
import { reportDefect } from "@/server/platform/telemetry";

type Handler = Parameters<typeof jobClient.createFunction>[1];
type Step = Parameters<Handler>[0]["step"];

interface Envelope {
  tenantId: TenantId;
  eventId: string;
  version: number;
  requestId: string | null;
  payload: unknown;
}
interface EventSource<Payload extends object> {
  type: string;
  schema: { parse(input: unknown): Payload };
}

/** Somebody else was faster, or too many were: the same work may well succeed a moment later. */
const passing = new Set<number>([409, 412, 429]);

async function refuseOnce<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error) && error.expected && error.http < 500 && !passing.has(error.http))
      throw new NonRetriableError(error.code, { cause: error });
    throw error;
  }
}

/**
 * A listener of a module's event, for the event's tenant. One body is one step unless the handler takes `step` to name its own.
 * The default concurrency is one run at a time per tenant and function; name `key` to be finer (`event.data.payload.conversationId`).
 */
export function onEvent<Payload extends object>(
  options: {
    id: string;
    event: EventSource<Payload>;
    key?: string;
    limit?: number;
    retries?: 0 | 1 | 2 | 3 | 4 | 5;
    debounce?: { period: string; key: string; timeout?: string };
  },
  body: (ctx: ServiceContext, payload: Payload, step: Step) => Promise<unknown>,
) {
  const key = options.key ? `event.data.tenantId + ":" + ${options.key}` : "event.data.tenantId";
  return jobClient.createFunction(
    {
      id: options.id,
      triggers: [{ event: options.event.type }],
      concurrency: [{ key, limit: options.limit ?? 1 }],
      retries: options.retries ?? 4,
      ...(options.debounce ? { debounce: options.debounce as never } : {}),
    },
    async ({ event, step }) => {
      const envelope = event.data as unknown as Envelope;
      const payload = options.event.schema.parse(envelope.payload);
      const ctx = await jobContext(options.id, envelope.tenantId, envelope.requestId ?? undefined);
      return refuseOnce(() => body(ctx, payload, step));
    },
  );
}

/** A sweep over every live tenant; one tenant's failure does not stop the others. */
export function everyTenant(options: { id: string; cron: string }, body: (ctx: ServiceContext) => Promise<unknown>) {
  return jobClient.createFunction(
    { id: options.id, triggers: [{ cron: options.cron }], concurrency: [{ limit: 1 }], retries: 1 },
    async ({ step }) =>
      step.run("sweep", async () => {
        let failed = 0;
        for await (const ctx of eachTenant(options.id)) {
          try {
            await body(ctx);
          } catch (error) {
            failed += 1;
            reportDefect(`sweep.${options.id}`, error, { tenant: ctx.tenant.id });
          }
        }
        return { failed };
      }),
  );
}
