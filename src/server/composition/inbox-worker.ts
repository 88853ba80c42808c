import { createHash } from "node:crypto";
import { isAppError } from "@/lib/errors";
import { ingestItem, splitMetaEnvelope } from "@/server/modules/conversations/public";
import { applyStripeEvent } from "@/server/modules/payments/public";
import { type ControlTx, controlReader, isUnavailable, sql, sqlStateOf, transactControl } from "@/server/platform/db";
import { EgressTimeout, EgressUnreachable } from "@/server/platform/egress";
import { findRoute, type ProviderRoute } from "@/server/platform/routing";
import { reportDefect, telemetry } from "@/server/platform/telemetry";
import { webhookContext } from "./job-context";

const envelopeBatch = 50;
const itemBatch = 32;
const maxTries = 5;
/** Longer than any item takes; after a crash this is how long its items wait for somebody else. */
const leaseSeconds = 20;
const outageWaitSeconds = 2;

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
  appKey: string;
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

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** What `jsonb` cannot hold is taken out of the copy we work on; the envelope keeps the bytes as they came. */
const storable = (_key: string, value: unknown): unknown =>
  typeof value === "string" ? value.replaceAll("\u0000", "").replace(loneSurrogate, "\ufffd") : value;

/** An index has a longest key; a person's own key is far shorter. */
const boundedKey = (key: string): string => (key.length <= 200 ? key : createHash("sha256").update(key).digest("hex"));

async function splitInto(tx: ControlTx, envelope: EnvelopeRow): Promise<void> {
  const items = split(envelope);
  if (items && items.length > 0) {
    const payloads = items.map(({ externalId, payload }) => JSON.stringify({ externalId, body: payload }, storable));
    await sql.execute(tx)`
      insert into control.provider_item (envelope_id, ordinal, kind, subject_key, payload)
      select ${envelope.id}::bigint, i.n - 1, i.kind, i.subject_key, i.payload::jsonb
      from unnest(${items.map(({ kind }) => kind)}::text[], ${items.map(({ subjectKey }) => boundedKey(subjectKey.replaceAll("\u0000", "")))}::text[],
        ${payloads}::text[]) with ordinality as i (kind, subject_key, payload, n)
      on conflict do nothing`;
  }
  await sql.execute(tx)`
    update control.provider_inbox set state = ${items ? "done" : "poison"}, done_at = now(), error = ${items ? null : "unreadable"}
    where id = ${envelope.id}`;
}

class UnstorableError extends Error {
  override readonly name = "UnstorableError";
  constructor(
    readonly envelopeId: bigint,
    options: { cause: unknown },
  ) {
    super("an envelope could not be turned into items", options);
  }
}

/** Data the database will refuse again: classes 22, 23 and 54 of SQLSTATE, or a value that is no JSON. */
const isRefusedForGood = (error: unknown): boolean =>
  error instanceof RangeError || error instanceof TypeError || /^(22|23|54)/.test(sqlStateOf(error) ?? "");

/**
 * Turns stored envelopes into items, many to a transaction: a crash leaves them pending. One that can never be stored is put aside
 * with its bytes, and the others go on.
 */
async function splitEnvelopes(): Promise<number> {
  try {
    return await transactControl(async (tx) => {
      const envelopes = await sql<EnvelopeRow>(tx)`
        select id, provider, app_key as "appKey", raw from control.provider_inbox
        where state = 'pending' and next_at <= now() order by id limit ${envelopeBatch} for update skip locked`;
      for (const envelope of envelopes) {
        try {
          await splitInto(tx, envelope);
        } catch (cause) {
          throw new UnstorableError(envelope.id, { cause });
        }
      }
      return envelopes.length;
    });
  } catch (error) {
    if (!(error instanceof UnstorableError) || !isRefusedForGood(error.cause)) throw error;
    reportDefect("inbox.split", error.cause, { envelope: String(error.envelopeId) });
    return sql.execute(controlReader())`
      update control.provider_inbox set state = 'poison', done_at = now(), error = 'cannot be stored'
      where id = ${error.envelopeId} and state = 'pending'`;
  }
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
    returning i.envelope_id as "envelopeId", i.ordinal, e.provider, e.app_key as "appKey", i.subject_key as "subjectKey", i.kind, i.attempts, i.payload`;
}

interface Outcome {
  state: "done" | "unroutable" | "poison" | "pending";
  error?: string;
  tenantId?: string | null;
  waitSeconds?: number;
  /** Tries given back, when it was not the item that failed. */
  refund?: 0 | 1;
}

async function finish(item: ItemRow, outcome: Outcome): Promise<void> {
  const { state, error = null, tenantId = null, waitSeconds = 0, refund = 0 } = outcome;
  await sql.execute(controlReader())`
    update control.provider_item set state = ${state}, error = ${error}, tenant_id = coalesce(${tenantId}, tenant_id),
      attempts = attempts - ${refund}::int, next_at = now() + make_interval(secs => ${waitSeconds})
    where envelope_id = ${item.envelopeId} and ordinal = ${item.ordinal}`;
  if (state !== "pending") telemetry().items.inc({ provider: item.provider, state });
}

async function applyRouted(item: ItemRow, route: ProviderRoute): Promise<void> {
  const ctx = await webhookContext(item.provider, route.tenantId);
  if (item.provider === "meta") {
    await ingestItem(ctx, { channelId: route.subjectId, kind: item.kind, payload: item.payload.body });
  } else {
    await applyStripeEvent(ctx, { paymentId: route.subjectId, checkoutSessionId: item.payload.externalId });
  }
}

const refusedForGood = new Set<number>([400, 404, 422]);

/** The database, or a provider we had to ask, was away. */
const isOutage = (error: unknown): boolean =>
  isUnavailable(error) ||
  error instanceof EgressTimeout ||
  error instanceof EgressUnreachable ||
  (isAppError(error) && error.http === 503);

/** One item to its end, whatever happens to it: its neighbours must not notice. Returns the seconds until it is due again, 0 when over. */
async function apply(item: ItemRow): Promise<number> {
  let tenantId: string | null = null;
  try {
    const route = await findRoute(item.provider, item.payload.externalId);
    // Another application's number is not this one's to speak for.
    if (!route || route.appKey !== item.appKey) {
      await finish(item, { state: "unroutable", error: route ? "another application's" : "no route" });
      return 0;
    }
    tenantId = route.tenantId;
    await applyRouted(item, route);
    await finish(item, { state: "done", tenantId });
    return 0;
  } catch (error) {
    if (!isAppError(error) || !error.expected || isOutage(error))
      reportDefect("inbox.apply", error, { provider: item.provider, kind: item.kind });
    return setBack(item, error, tenantId);
  }
}

/** An outage costs no try; what is wrong in itself is put aside at once, so that the person's next message goes on; the rest is retried. */
async function setBack(item: ItemRow, error: unknown, tenantId: string | null): Promise<number> {
  const isAway = isOutage(error);
  const isWrong = isAppError(error) && refusedForGood.has(error.http);
  const isPoison = isWrong || (!isAway && item.attempts >= maxTries);
  const reason = isAppError(error) ? error.code : isAway ? "away" : "defect";
  const waitSeconds = isPoison ? 0 : isUnavailable(error) ? outageWaitSeconds : Math.min(60, 4 ** item.attempts);
  try {
    const state = isPoison ? "poison" : "pending";
    await finish(item, { state, error: reason, tenantId, waitSeconds, refund: isAway ? 1 : 0 });
    return waitSeconds;
  } catch (failure) {
    reportDefect("inbox.finish", failure, { provider: item.provider });
    return leaseSeconds;
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
      const waits = await Promise.all(items.map(apply));
      if (envelopes > 0 || waits.includes(0)) again = true;
      else if (waits.length > 0) setTimeout(() => void workInbox(), Math.min(...waits) * 1_000).unref();
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
      and exists (select 1 from control.provider_route r where r.provider = e.provider and r.external_id = i.payload ->> 'externalId'
        and r.app_key = e.app_key and r.active)`;
}
