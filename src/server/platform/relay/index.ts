import type { TenantId } from "@/lib/ids";
import { fromDate } from "@/lib/time";
import { notify, sql, tenantReader, transactTenant } from "../db";
import { type JobEvent, sendJobEvents } from "../jobs";
import { reportDefect, telemetry } from "../telemetry";

export const realtimeChannel = "mostrador_realtime";
const batch = 500;

interface Undelivered {
  id: string;
  seq: bigint;
  type: string;
  version: number;
  payload: unknown;
  requestId: string | null;
  occurredAt: Date;
}

/**
 * Gives committed events their gapless number, in order, one relay per tenant at a time. Numbers are given after the business
 * transaction, so writers never queue on a counter. Returns how many were numbered.
 */
export async function numberCommitted(schema: string): Promise<number> {
  return transactTenant(schema, async (tx) => {
    const [lock] = await sql<{ held: boolean }>(
      tx,
    )`select pg_try_advisory_xact_lock(hashtextextended(${`relay:${schema}`}, 0)) as held`;
    if (!lock?.held) return 0;
    const count = await sql.execute(tx)`
      with due as (
        select id, row_number() over (order by occurred_at, id) as n from (
          select id, occurred_at from outbox where seq is null and parked_at is null order by occurred_at, id limit ${batch}
        ) waiting
      ), base as (
        update tenant_state set event_seq = event_seq + (select count(*) from due) where id = 1
        returning event_seq - (select count(*) from due) as start
      )
      update outbox o set seq = base.start + due.n, published_at = case when o.deliver_jobs then null else now() end
      from due, base where o.id = due.id`;
    if (count > 0) await notify(tx, realtimeChannel, schema);
    return count;
  });
}

/** Sends numbered events to the job runner. Marked only after it answered: a crash between the two sends again with the same id. */
async function deliver(tenant: { id: TenantId; schema: string }): Promise<number> {
  const reader = tenantReader(tenant.schema);
  const rows = await sql<Undelivered>(reader)`
    select id, seq, type, version, payload, request_id as "requestId", occurred_at as "occurredAt"
    from outbox where seq is not null and published_at is null and parked_at is null order by seq limit ${batch}`;
  if (rows.length === 0) return 0;
  const events: JobEvent[] = rows.map((row) => ({
    id: row.id,
    name: row.type,
    ts: fromDate(row.occurredAt),
    data: {
      tenantId: tenant.id,
      eventId: row.id,
      version: row.version,
      requestId: row.requestId,
      payload: row.payload,
    },
  }));
  await sendJobEvents(events);
  await sql.execute(reader)`update outbox set published_at = now() where id = any(${rows.map(({ id }) => id)}::text[])`;
  return rows.length;
}

const running = new Map<string, { again: boolean }>();

/** One at a time per tenant in this process; a call during a run makes it look once more. */
export async function relayTenant(tenant: { id: TenantId; schema: string }): Promise<void> {
  const current = running.get(tenant.schema);
  if (current) {
    current.again = true;
    return;
  }
  const run = { again: true };
  running.set(tenant.schema, run);
  try {
    while (run.again) {
      run.again = false;
      const numbered = await numberCommitted(tenant.schema);
      telemetry().relayed.inc(numbered);
      const delivered = await deliver(tenant);
      if (numbered === batch || delivered === batch) run.again = true;
    }
  } catch (error) {
    reportDefect("relay", error, { tenant: tenant.id }); // the sweep comes back to it
  } finally {
    running.delete(tenant.schema);
  }
}
