import { z } from "zod";
import { admit } from "./admission";
import { cancelRun } from "./endings";
import { isTrue, valueAt } from "./expressions";
import { newId, seededId } from "./ids";
import { insertRuns, type NewRun } from "./new-runs";
import { type EventPayload, LIMITS } from "./protocol";
import { resumeStep } from "./queue";
import type { Work } from "./work";

const incoming = z.object({
  id: z.string().min(1).nullish(),
  name: z.string().min(1).max(256),
  data: z.record(z.string(), z.unknown()).nullish(),
  ts: z.number().int().positive().nullish(),
  v: z.string().nullish(),
});

export type Refusal = { status: number; error: string };
export type ParsedEvents = { events: EventPayload[]; ids: string[] } | Refusal;

/** Refuses what the cloud refuses, before anything is stored: a request is taken whole or not at all. */
export function parseEvents(body: unknown, seed: string | undefined, now: Date): ParsedEvents {
  const list = Array.isArray(body) ? body : [body];
  if (list.length > LIMITS.eventsPerRequest) {
    return { status: 413, error: `a request carries at most ${LIMITS.eventsPerRequest} events` };
  }
  const [seedMs, entropy] = (seed ?? "").split(",");
  const events: EventPayload[] = [];
  const ids: string[] = [];
  for (const [index, item] of list.entries()) {
    const parsed = incoming.safeParse(item);
    if (!parsed.success)
      return { status: 400, error: `event ${index}: ${parsed.error.issues[0]?.message ?? "invalid"}` };
    const { id, name, data, ts, v } = parsed.data;
    if (name.startsWith("inngest/")) return { status: 400, error: `event ${index}: names under inngest/ are reserved` };
    const size = Buffer.byteLength(JSON.stringify(item));
    if (size > LIMITS.eventBytes)
      return { status: 413, error: `event ${index}: ${size} bytes is over ${LIMITS.eventBytes}` };
    const internal = entropy ? seededId(Number(seedMs), entropy, index) : newId(now.getTime());
    ids.push(internal);
    events.push({ id: id ?? internal, name, data: data ?? {}, ts: ts ?? now.getTime(), ...(v ? { v } : {}) });
  }
  return { events, ids };
}

const DEDUPE_HOURS = 24;

/**
 * Events from outside. `ids` are ours, one per event; a repeated request brings the same ones, a repeated event brings its own id, and
 * either way nothing starts twice.
 */
export async function ingest(work: Work, events: readonly EventPayload[], ids: readonly string[]): Promise<void> {
  const keys = events.map(({ id, name }, index) => (id === ids[index] ? id : `${name}\u0001${id}`));
  const { rows } = await work.db.query<{ event_id: string }>(
    `insert into jobs.event_key (key, event_id, seen_at)
     select distinct on (key) replace(key, chr(1), ' '), id, $3 from unnest($1::text[], $2::text[]) with ordinality as t(key, id, n)
      order by key, n
     on conflict (key) do update set event_id = excluded.event_id, seen_at = excluded.seen_at
      where event_key.seen_at < $3::timestamptz - make_interval(hours => $4)
     returning event_id`,
    [keys, ids, work.now, DEDUPE_HOURS],
  );
  const fresh = new Set(rows.map(({ event_id }) => event_id));
  const kept = events.filter((_, index) => fresh.has(ids[index] ?? ""));
  if (kept.length === 0) return;
  await work.db.query(
    `insert into jobs.event (id, name, payload, received_at)
     select id, name, payload, $4 from unnest($1::text[], $2::text[], $3::json[]) as t(id, name, payload)`,
    [
      ids.filter((id) => fresh.has(id)),
      kept.map(({ name }) => name),
      kept.map((event) => JSON.stringify(event)),
      work.now,
    ],
  );
  await deliver(work, kept);
}

/** Waits first: an event never resolves a wait of a run that it starts itself. */
export async function deliver(work: Work, events: readonly EventPayload[]): Promise<void> {
  await answerWaits(work, events);
  const plain: NewRun[] = [];
  for (const event of events) {
    for (const fn of work.registry.triggeredBy(event)) await admit(work, fn, event, plain);
  }
  await insertRuns(work, plain);
}

type MatchedWait = {
  id: string;
  run_id: string;
  step_id: string | null;
  kind: "event" | "cancel";
  expression: string | null;
  match_path: string;
  source: EventPayload;
  n: number;
};

async function answerWaits(work: Work, events: readonly EventPayload[]): Promise<void> {
  const names = [...new Set(events.map(({ name }) => name))];
  const { rows: paths } = await work.db.query<{ event_name: string; match_path: string }>(
    "select distinct event_name, match_path from jobs.wait where event_name = any ($1)",
    [names],
  );
  if (paths.length === 0) return;
  const probes = events.flatMap((event, n) =>
    paths
      .filter(({ event_name }) => event_name === event.name)
      .map(({ match_path }) => ({
        n,
        name: event.name,
        path: match_path,
        value: match_path && valueAt(match_path, event),
      })),
  );
  const { rows } = await work.db.query<MatchedWait>(
    `select w.id, w.run_id, w.step_id, w.kind, w.expression, w.match_path, r.events -> 0 as source, q.n
       from unnest($1::int[], $2::text[], $3::text[], $4::text[]) as q(n, name, path, value)
       join jobs.wait w on w.event_name = q.name and w.match_path = q.path and w.match_value = q.value
       join jobs.run r on r.id = w.run_id
      where w.expires_at is null or w.expires_at > $5
      order by q.n, w.run_id`,
    [
      probes.map(({ n }) => n),
      probes.map(({ name }) => name),
      probes.map(({ path }) => path),
      probes.map(({ value }) => value),
      work.now,
    ],
  );
  for (const wait of rows) {
    const event = events[wait.n];
    if (event === undefined) continue;
    const matches =
      wait.match_path !== "" ||
      wait.expression === null ||
      isTrue(wait.expression, { event: wait.source, async: event });
    if (!matches) continue;
    const { rowCount } = await work.db.query("delete from jobs.wait where id = $1", [wait.id]);
    if (rowCount === 0) continue; // answered by an earlier event of this very request
    if (wait.kind === "cancel") await cancelRun(work, wait.run_id, `cancelled by ${event.name}`);
    else if (wait.step_id !== null) await resumeStep(work, wait.run_id, wait.step_id, { type: "data", data: event });
  }
}
