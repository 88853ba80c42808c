import type { ZodType } from "zod";
import { toDate } from "@/lib/time";
import type { ServiceContext } from "../context";
import { notify, type TenantTx } from "../db";

export type { EventDefinition };

/** A typed fact of a module, `module/noun.past_verb`. Payloads carry ids and a few small fields, never entities. */
interface EventDefinition<Payload extends object> {
  readonly type: string;
  readonly version: number;
  readonly schema: ZodType<Payload>;
  /** The thing the order of events is kept for. */
  readonly subject: (payload: Payload) => string;
  /** Real-time rooms that hear it: `tenant`, `branch:<id>`, `conversation:<id>`… */
  readonly rooms: (payload: Payload) => string[];
  /** Whether Inngest functions listen. */
  readonly jobs: boolean;
}

export function defineEvent<Payload extends object>(definition: {
  type: string;
  version?: number;
  schema: ZodType<Payload>;
  subject: (payload: Payload) => string;
  rooms?: (payload: Payload) => string[];
  jobs?: boolean;
}): EventDefinition<Payload> {
  return { version: 1, rooms: () => ["tenant"], jobs: false, ...definition };
}

export const outboxChannel = "mostrador_outbox";

/**
 * Writes the fact in the business transaction; the relay gives it its number and sends it after commit.
 * The wake-up travels in the same transaction, so nobody is woken for a rollback.
 */
export async function publish<Payload extends object>(
  tx: TenantTx,
  ctx: ServiceContext,
  event: EventDefinition<Payload>,
  payload: Payload,
): Promise<void> {
  const parsed = event.schema.parse(payload);
  await tx.outbox.create({
    data: {
      id: ctx.ids.next(),
      type: event.type,
      version: event.version,
      subject: event.subject(parsed),
      rooms: event.rooms(parsed),
      actor: { kind: ctx.actor.kind, id: ctx.actor.id },
      payload: parsed,
      deliverJobs: event.jobs,
      requestId: ctx.requestId,
      occurredAt: toDate(ctx.clock.now()),
    },
  });
  await notify(tx, outboxChannel, ctx.tenant.schema);
}
