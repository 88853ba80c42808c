import { isAppError } from "@/lib/errors";
import type { TenantId } from "@/lib/ids";
import { ingestItem, splitMetaEnvelope } from "@/server/modules/conversations/public";
import { applyStripeEvent } from "@/server/modules/payments/public";
import { controlReader, sql, transactControl } from "@/server/platform/db";
import { findRoute } from "@/server/platform/routing";
import { reportDefect, telemetry } from "@/server/platform/telemetry";
import { webhookContext } from "./job-context";

const envelopeBatch = 50;
const itemBatch = 32;
const maxTries = 5;
const leaseSeconds = 30;

interface EnvelopeRow {
  id: bigint;
  provider: string;
  appKey: string;
  raw: Uint8Array;
}
interface SplitItem {
  externalId: string;
  subjectKey: string;
  kind: string;
  payload: unknown;
}
interface ItemRow {
  envelopeId: bigint;
  ordinal: number;
  provider: string;
  subjectKey: string;
  kind: string;
  attempts: number;
  payload: { externalId: string; body: unknown };
}

function splitStripe(json: unknown): SplitItem[] {
  const event = json as { id: string; type: string; data: { object: { id: string; object: string } } };
  return [
    {
      externalId: event.data.object.id,
      subjectKey: `stripe:${event.data.object.id}`,
      kind: event.type,
      payload: { id: event.id, type: event.type, object: event.data.object.object },
    },
  ];
}

const splitters: Record<string, (json: unknown) => SplitItem[]> = { meta: splitMetaEnvelope, stripe: splitStripe };

function split(envelope: EnvelopeRow): SplitItem[] | null {
  try {
    return splitters[envelope.provider]?.(JSON.parse(Buffer.from(envelope.raw).toString("utf8"))) ?? null;
  } catch {
    return null; // a signed body we cannot read: kept whole, visible as poison
  }
}

/** Turns stored envelopes into items, one transaction each batch: a crash leaves them pending. */
async function splitEnvelopes(): Promise<number> {
  return transactControl(async (tx) => {
    const envelopes = await sql<EnvelopeRow>(tx)`
      select id, provider, app_key as "appKey", raw from control.provider_inbox
      where state = 'pending' and next_at <= now() order by id limit ${envelopeBatch} for update skip locked`;
    for (const envelope of envelopes) {
      const items = split(envelope);
      for (const [ordinal, item] of (items ?? []).entries()) {
        await sql.execute(tx)`
          insert into control.provider_item (envelope_id, ordinal, kind, subject_key, payload)
          values (${envelope.id}, ${ordinal}, ${item.kind}, ${item.subjectKey}, ${JSON.stringify({ externalId: item.externalId, body: item.payload })}::jsonb)
          on conflict do nothing`;
      }
      await sql.execute(tx)`
        update control.provider_inbox set state = ${items ? "done" : "poison"}, done_at = now(), error = ${items ? null : "unreadable"} where id = ${envelope.id}`;
    }
    return envelopes.length;
  });
}

/** The oldest pending item of each subject, leased: order is kept per subject, work is parallel across. */
async function claimItems(): Promise<ItemRow[]> {
  return sql<ItemRow>(controlReader())`
    update control.provider_item i set attempts = i.attempts + 1, next_at = now() + make_interval(secs => ${leaseSeconds})
    from control.provider_inbox e
    where e.id = i.envelope_id and (i.envelope_id, i.ordinal) in (
      select c.envelope_id, c.ordinal from control.provider_item c
      where c.state = 'pending' and c.next_at <= now() and not exists (
        select 1 from control.provider_item earlier
        where earlier.subject_key = c.subject_key and earlier.state = 'pending'
          and (earlier.envelope_id, earlier.ordinal) < (c.envelope_id, c.ordinal))
      order by c.envelope_id, c.ordinal limit ${itemBatch} for update skip locked)
    returning i.envelope_id as "envelopeId", i.ordinal, e.provider, i.subject_key as "subjectKey", i.kind, i.attempts, i.payload`;
}

async function finish(
  item: ItemRow,
  state: "done" | "unroutable" | "poison" | "pending",
  error: string | null,
  tenantId: string | null,
): Promise<void> {
  const waitSeconds = state === "pending" ? Math.min(60, 4 ** item.attempts) : 0;
  await sql.execute(controlReader())`
    update control.provider_item set state = ${state}, error = ${error}, tenant_id = coalesce(${tenantId}, tenant_id),
      next_at = now() + make_interval(secs => ${waitSeconds})
    where envelope_id = ${item.envelopeId} and ordinal = ${item.ordinal}`;
  if (state !== "pending") telemetry().items.inc({ provider: item.provider, state });
}

async function apply(item: ItemRow): Promise<void> {
  const route = await findRoute(item.provider, item.payload.externalId);
  if (!route) return finish(item, "unroutable", "no route", null);
  try {
    const ctx = await webhookContext(item.provider, route.tenantId as TenantId);
    if (item.provider === "meta") {
      await ingestItem(ctx, { channelId: route.subjectId, kind: item.kind, payload: item.payload.body });
    } else {
      await applyStripeEvent(ctx, { paymentId: route.subjectId, checkoutSessionId: item.payload.externalId });
    }
    await finish(item, "done", null, route.tenantId);
  } catch (error) {
    const reason = isAppError(error) ? error.code : "defect";
    if (!isAppError(error) || !error.expected)
      reportDefect("inbox.apply", error, { provider: item.provider, kind: item.kind });
    await finish(item, item.attempts >= maxTries ? "poison" : "pending", reason, route.tenantId);
  }
}

let running = false;
let again = false;

/** Works until nothing is due. A second call while one runs makes it look once more. */
export async function workInbox(): Promise<void> {
  again = true;
  if (running) return;
  running = true;
  try {
    while (again) {
      again = false;
      const envelopes = await splitEnvelopes();
      const items = await claimItems();
      await Promise.all(items.map(apply));
      if (envelopes > 0 || items.length > 0) again = true;
    }
  } catch (error) {
    reportDefect("inbox", error); // the sweep comes back to it
  } finally {
    running = false;
  }
}

/** A number that was nobody's may have been given an owner since. */
export async function retryUnroutable(): Promise<number> {
  return sql.execute(controlReader())`
    update control.provider_item i set state = 'pending', attempts = 0, next_at = now()
    from control.provider_inbox e
    where e.id = i.envelope_id and i.state = 'unroutable'
      and exists (select 1 from control.provider_route r where r.provider = e.provider and r.external_id = i.payload ->> 'externalId' and r.active)`;
}
