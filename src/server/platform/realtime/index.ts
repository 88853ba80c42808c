import type { PermissionSet } from "@/lib/permissions";
import { listen, sql, tenantReader } from "../db";
import { realtimeChannel } from "../relay";
import { reportDefect, telemetry } from "../telemetry";

export interface LiveEvent {
  seq: bigint;
  type: string;
  subject: string;
  rooms: string[];
  payload: unknown;
}

const keptInMemory = 512;
const replayPage = 500;
/** Beyond this the client is told to fetch afresh instead of replaying. */
const replayLimit = 5_000n;
const retryMs = 1_000;

/** What this process knows of one tenant, shared by its streams: `recent` are the last events without a gap, ending at `lastSeq`. */
interface Hub {
  lastSeq: bigint | null;
  recent: LiveEvent[];
  wakers: Set<() => void>;
  isStale: boolean;
  reading: Promise<bigint> | null;
}

const key = Symbol.for("mostrador.realtime");
const shared = globalThis as { [key]?: { hubs: Map<string, Hub>; listening: Promise<unknown> | null } };
shared[key] ??= { hubs: new Map(), listening: null };
const state = shared[key];

async function eventsAfter(schema: string, after: bigint): Promise<LiveEvent[]> {
  return sql<LiveEvent>(tenantReader(schema))`
    select seq, type, subject, rooms, payload from outbox where seq > ${after} order by seq limit ${replayPage}`;
}

async function headOf(schema: string): Promise<bigint> {
  const rows = await sql<{ seq: bigint }>(tenantReader(schema))`
    select event_seq as seq from tenant_state where id = 1`;
  return rows[0]?.seq ?? 0n;
}

async function readNew(schema: string, hub: Hub): Promise<bigint> {
  let head = hub.lastSeq ?? (await headOf(schema));
  while (hub.isStale) {
    hub.isStale = false;
    const fresh = await eventsAfter(schema, head);
    head = fresh.at(-1)?.seq ?? head;
    hub.recent = [...hub.recent, ...fresh].slice(-keptInMemory);
    if (fresh.length === replayPage) hub.isStale = true;
  }
  hub.lastSeq = head;
  return head;
}

/**
 * Reads what is new once per process and tenant, wakes its streams, and answers the head. A call during a read makes that read look
 * once more, since it may have begun before the commit this call is about.
 */
function refresh(schema: string, hub: Hub): Promise<bigint> {
  hub.isStale = true;
  hub.reading ??= readNew(schema, hub).finally(() => {
    hub.reading = null;
    for (const wake of hub.wakers) wake();
  });
  return hub.reading;
}

/** For news nobody waits for: a failed read is tried again, as its notice will not be. */
function refreshLater(schema: string): void {
  const hub = state.hubs.get(schema);
  if (!hub) return;
  refresh(schema, hub).catch((error: unknown) => {
    reportDefect("realtime", error);
    setTimeout(() => refreshLater(schema), retryMs).unref();
  });
}

/** One listener per process. Streams wait for it: what is committed before it listens would be told to nobody. */
async function ensureListening(): Promise<void> {
  state.listening ??= listen(realtimeChannel, refreshLater, () => {
    for (const schema of state.hubs.keys()) refreshLater(schema);
  });
  try {
    await state.listening;
  } catch (error) {
    state.listening = null;
    throw error;
  }
}

/** An event of branches is for those who work in one of them; any other is for the whole business. */
function mayHear(event: LiveEvent, { branches }: PermissionSet): boolean {
  const rooms = event.rooms.filter((room) => room.startsWith("branch:"));
  return rooms.length === 0 || branches === "all" || rooms.some((room) => branches.has(room.slice(7)));
}

/** After `cursor`, from memory where it reaches back that far. */
function eventsSince(schema: string, hub: Hub, cursor: bigint): LiveEvent[] | Promise<LiveEvent[]> {
  if (hub.lastSeq === null || cursor >= hub.lastSeq) return [];
  const first = hub.recent[0];
  return first && first.seq <= cursor + 1n
    ? hub.recent.filter((event) => event.seq > cursor)
    : eventsAfter(schema, cursor);
}

/** `ready` says from where a newcomer hears; `reset`, that too much was missed to replay, so everything shown is to be fetched again. */
export type Feed = { kind: "event"; event: LiveEvent } | { kind: "ready" | "reset"; seq: bigint };

/**
 * Every event of the tenant after `lastSeq`, once and in order, as the permissions of that moment allow. Ends when `signal` aborts. Slow
 * readers cost no memory: nothing is read ahead of them, and what has left memory comes from the table.
 */
export async function* follow(
  schema: string,
  permissions: () => PermissionSet,
  lastSeq: bigint | null,
  signal: AbortSignal,
): AsyncGenerator<Feed> {
  await ensureListening();
  const hub = state.hubs.get(schema) ?? {
    lastSeq: null,
    recent: [],
    wakers: new Set(),
    isStale: false,
    reading: null,
  };
  state.hubs.set(schema, hub);
  let wake: () => void = () => undefined;
  const onWake = () => wake();
  hub.wakers.add(onWake);
  signal.addEventListener("abort", onWake);
  telemetry().sse.inc();
  try {
    const head = await refresh(schema, hub);
    let cursor = lastSeq ?? head;
    if (lastSeq === null) yield { kind: "ready", seq: head };
    else if (cursor > head || head - cursor > replayLimit) {
      cursor = head;
      yield { kind: "reset", seq: head };
    }
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const events = await eventsSince(schema, hub, cursor);
      for (const event of events) {
        cursor = event.seq;
        if (mayHear(event, permissions())) yield { kind: "event", event };
        if (signal.aborted) return;
      }
      if (events.length === 0 && !signal.aborted) await woken;
    }
  } finally {
    telemetry().sse.dec();
    hub.wakers.delete(onWake);
    signal.removeEventListener("abort", onWake);
    if (hub.wakers.size === 0 && state.hubs.get(schema) === hub) state.hubs.delete(schema);
  }
}
