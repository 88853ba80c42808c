import { allows, type PermissionSet } from "@/lib/permissions";
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

interface Hub {
  lastSeq: bigint;
  recent: LiveEvent[];
  listeners: Set<() => void>;
  fetching: Promise<void> | null;
}

const key = Symbol.for("mostrador.realtime");
const shared = globalThis as { [key]?: { hubs: Map<string, Hub>; listening: Promise<unknown> | null } };
shared[key] ??= { hubs: new Map(), listening: null };
const state = shared[key];

async function eventsAfter(schema: string, after: bigint, limit: number): Promise<LiveEvent[]> {
  return sql<LiveEvent>(tenantReader(schema))`
    select seq, type, subject, rooms, payload from outbox where seq > ${after} order by seq limit ${limit}`;
}

async function headOf(schema: string): Promise<bigint> {
  const [row] = await sql<{ seq: bigint }>(
    tenantReader(schema),
  )`select event_seq as seq from tenant_state where id = 1`;
  return row?.seq ?? 0n;
}

/** Reads what is new once per process and tenant, then wakes every stream of that tenant. */
async function refresh(schema: string, hub: Hub): Promise<void> {
  hub.fetching ??= (async () => {
    try {
      for (;;) {
        const fresh = await eventsAfter(schema, hub.lastSeq, replayPage);
        const last = fresh.at(-1);
        if (!last) break;
        hub.lastSeq = last.seq;
        hub.recent = [...hub.recent, ...fresh].slice(-keptInMemory);
        if (fresh.length < replayPage) break;
      }
    } finally {
      hub.fetching = null;
    }
  })();
  await hub.fetching;
  for (const wake of hub.listeners) wake();
}

function startListening(): void {
  state.listening ??= listen(
    realtimeChannel,
    (schema) => {
      const hub = state.hubs.get(schema);
      if (hub) refresh(schema, hub).catch((error: unknown) => reportDefect("realtime", error));
    },
    () => {
      for (const [schema, hub] of state.hubs)
        refresh(schema, hub).catch((error: unknown) => reportDefect("realtime", error));
    },
  );
}

const mayHear = (event: LiveEvent, permissions: PermissionSet): boolean => {
  const branches = event.rooms.filter((room) => room.startsWith("branch:")).map((room) => room.slice(7));
  if (branches.length === 0) return true;
  return branches.some(
    (branch) =>
      allows(permissions, "product:read", branch) &&
      (permissions.branches === "all" || permissions.branches.has(branch)),
  );
};

export type Feed = { kind: "event"; event: LiveEvent } | { kind: "reset"; seq: bigint };

/**
 * Every event of the tenant after `lastSeq`, once and in order, as the permissions allow; `reset` when the client is too far behind.
 * Ends when `signal` aborts. The caller re-checks the session while it iterates.
 */
export async function* follow(
  schema: string,
  permissions: PermissionSet,
  lastSeq: bigint | null,
  signal: AbortSignal,
): AsyncGenerator<Feed> {
  startListening();
  let hub = state.hubs.get(schema);
  if (!hub) {
    hub = { lastSeq: await headOf(schema), recent: [], listeners: new Set(), fetching: null };
    state.hubs.set(schema, state.hubs.get(schema) ?? hub);
    hub = state.hubs.get(schema) ?? hub;
  }
  const mine = hub;
  let wake: () => void = () => undefined;
  const onWake = () => wake();
  mine.listeners.add(onWake);
  signal.addEventListener("abort", onWake);
  telemetry().sse.inc();
  try {
    const head = await headOf(schema);
    let cursor = lastSeq ?? head;
    if (cursor > head || head - cursor > replayLimit) {
      cursor = head;
      yield { kind: "reset", seq: head };
    }
    while (!signal.aborted) {
      const sleeping = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const first = mine.recent[0];
      const pending =
        cursor >= mine.lastSeq
          ? []
          : first && first.seq <= cursor + 1n
            ? mine.recent.filter((event) => event.seq > cursor)
            : await eventsAfter(schema, cursor, replayPage);
      for (const event of pending) {
        cursor = event.seq;
        if (mayHear(event, permissions)) yield { kind: "event", event };
        if (signal.aborted) return;
      }
      if (pending.length === 0 && cursor < head && cursor >= mine.lastSeq) {
        const missed = await eventsAfter(schema, cursor, replayPage);
        for (const event of missed) {
          cursor = event.seq;
          if (mayHear(event, permissions)) yield { kind: "event", event };
        }
        if (missed.length > 0) continue;
      }
      if (pending.length === 0) await sleeping;
    }
  } finally {
    telemetry().sse.dec();
    mine.listeners.delete(onWake);
    signal.removeEventListener("abort", onWake);
    if (mine.listeners.size === 0) state.hubs.delete(schema);
  }
}
