import { controlReader, sql } from "@/server/platform/db";

export interface Envelope {
  provider: string;
  appKey: string;
  dedupeKey: string;
  raw: Uint8Array;
  headers: Record<string, string>;
}

/** Durable before the answer: true when it is new, false when these very bytes (or this event id) were stored before. */
export async function storeEnvelope(envelope: Envelope): Promise<boolean> {
  const count = await sql.execute(controlReader())`
    insert into control.provider_inbox (provider, app_key, dedupe_key, raw, headers)
    values (${envelope.provider}, ${envelope.appKey}, ${envelope.dedupeKey}, decode(${Buffer.from(envelope.raw).toString("hex")}, 'hex'),
      ${JSON.stringify(envelope.headers)}::jsonb)
    on conflict (provider, app_key, dedupe_key) do nothing`;
  return count === 1;
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
