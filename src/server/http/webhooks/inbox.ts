import { controlReader, isUnavailable, sql } from "@/server/platform/db";

export interface Envelope {
  provider: string;
  appKey: string;
  dedupeKey: string;
  raw: Uint8Array;
  headers: Record<string, string>;
}

const mostInBatch = 64;
const mostBatchBytes = 4_000_000;
/** Two, so that one slow commit does not hold everybody up. */
const mostAtOnce = 2;

interface Waiting {
  envelope: Envelope;
  resolve(isNew: boolean): void;
  reject(error: unknown): void;
}
const queue: Waiting[] = [];
let running = 0;

async function insert(envelopes: readonly Envelope[]): Promise<Set<string>> {
  const rows = envelopes.map(
    ({ provider, appKey, dedupeKey, raw, headers }) =>
      sql.fragment`(${provider}, ${appKey}, ${dedupeKey}, ${raw}::bytea, ${JSON.stringify(headers)}::jsonb)`,
  );
  const stored = await sql<{ key: string }>(controlReader())`
    insert into control.provider_inbox (provider, app_key, dedupe_key, raw, headers) values ${sql.join(rows)}
    on conflict (provider, app_key, dedupe_key) do nothing
    returning provider || ' ' || app_key || ' ' || dedupe_key as key`;
  return new Set(stored.map(({ key }) => key));
}

async function storeBatch(batch: readonly Waiting[]): Promise<void> {
  try {
    const stored = await insert(batch.map(({ envelope }) => envelope));
    // Of two alike in one batch, the first is the new one.
    for (const { envelope, resolve } of batch)
      resolve(stored.delete(`${envelope.provider} ${envelope.appKey} ${envelope.dedupeKey}`));
  } catch (error) {
    const [only] = batch;
    if (only && batch.length === 1) only.reject(error);
    else if (isUnavailable(error)) for (const { reject } of batch) reject(error);
    else for (const one of batch) await storeBatch([one]);
  }
}

function nextBatch(): Waiting[] {
  let bytes = 0;
  const end = queue.findIndex(({ envelope }, index) => {
    bytes += envelope.raw.byteLength;
    return index > 0 && (index >= mostInBatch || bytes > mostBatchBytes);
  });
  return queue.splice(0, end < 0 ? queue.length : end);
}

async function drain(): Promise<void> {
  running += 1;
  while (queue.length > 0) await storeBatch(nextBatch());
  running -= 1;
}

/**
 * Durable before the answer: true when it is new, false when these very bytes (or this event id) were stored before. Alone it is
 * written at once; those that arrive while a commit is under way share the next one.
 */
export function storeEnvelope(envelope: Envelope): Promise<boolean> {
  return new Promise((resolve, reject) => {
    queue.push({ envelope, resolve, reject });
    if (running < mostAtOnce) void drain();
  });
}

/** Counted, never stored whole: a bad signature is either a mistake of ours or somebody knocking. */
export async function recordReject(reject: {
  provider: string;
  appKey: string;
  reason: string;
  size: number;
}): Promise<void> {
  await sql.execute(controlReader())`
    insert into control.provider_reject (provider, app_key, reason, size)
    select ${reject.provider}, ${reject.appKey}, ${reject.reason}, ${reject.size}
    where (select count(*) from control.provider_reject where app_key = ${reject.appKey} and at > now() - interval '1 day') < 1000`;
}
