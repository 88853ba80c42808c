import { randomUUID } from "node:crypto";
import type { SimClock } from "./clock";
import type { Faults } from "./faults";
import type { Store } from "./store";

/** A signed POST to the product, kept until it is answered with 2xx. The body is stored and sent byte for byte. */
export type Delivery = {
  id: string;
  no: number;
  url: string;
  body: string;
  /** What the sender needs to sign at the time of sending: a secret's name, never the secret. */
  signer: string;
  /** Items of one subject leave in order as long as none of them has failed. */
  subject: string;
  topic: string;
  /** Ids of the provider's objects inside, so that whoever enqueued can tell which of them arrived. */
  refs: string[];
  state: "pending" | "delivered" | "gave_up";
  /** Simulated time before which it may not leave (a delay fault). */
  notBefore: number;
  /** Wall time of the next try. */
  nextTryAt: number;
  attempts: { at: number; status: number; error?: string }[];
};

export type Outgoing = Pick<Delivery, "url" | "body" | "signer" | "subject" | "topic" | "refs">;

export interface Deliveries {
  enqueue(item: Outgoing): void;
  /** Resolves when nothing is due any more, or after the limit. */
  settled(limitMs?: number): Promise<boolean>;
  all(): Delivery[];
  stop(): Promise<void>;
}

type Options = {
  store: Store;
  clock: SimClock;
  faults: Faults;
  sign: (delivery: Delivery, body: string, isForged: boolean) => Record<string, string>;
  delivered?: (delivery: Delivery) => void;
  changed?: () => void;
};

const TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 500;
const SLOWEST_RETRY_MS = 15_000;
const GIVE_UP_AFTER_MS = 7 * 24 * 3_600_000;
const IN_FLIGHT = 16;
const REORDER_WINDOW_MS = 1_200;
const KEPT_DELIVERED = 5_000;

/** Sends webhooks with the provider's own stubbornness, and with its bad manners when a fault asks for them. */
export function createDeliveries({
  store,
  clock,
  faults,
  sign,
  delivered = () => {},
  changed = () => {},
}: Options): Deliveries {
  const rows = store.collection<Delivery>("deliveries");
  const inFlight = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isPumpDue = false;
  let lastNo = rows.all().reduce((top, { no }) => Math.max(top, no), 0);
  const pending = new Map<string, Delivery>();
  for (const row of rows.all()) if (row.state === "pending") pending.set(row.id, row);

  const save = (row: Delivery) => {
    rows.put(row.id, row);
    if (row.state === "pending") pending.set(row.id, row);
    else pending.delete(row.id);
    changed();
  };

  /** Reordering mirrors arrival inside a short window: the last in is the first out. */
  const mirrored = (at: number, no: number) => {
    const start = at - (at % REORDER_WINDOW_MS);
    return start + 2 * REORDER_WINDOW_MS + (start + REORDER_WINDOW_MS - at) - (no % 1_000) / 1_000;
  };

  function enqueue(item: Outgoing): void {
    const copies = Math.max(1, Math.min(5, faults.take("duplicate") ?? 1));
    const delaySeconds = faults.take("delay");
    const isReordered = faults.take("reorder") !== undefined;
    for (let copy = 0; copy < copies; copy += 1) {
      lastNo += 1;
      const wall = Date.now();
      save({
        ...item,
        id: randomUUID(),
        no: lastNo,
        subject: isReordered ? `${item.subject}#${lastNo}` : item.subject,
        state: "pending",
        notBefore: delaySeconds === undefined ? 0 : clock.now() + delaySeconds * 1_000,
        nextTryAt: isReordered ? mirrored(wall, lastNo) : wall,
        attempts: [],
      });
    }
    pumpSoon();
  }

  /** One look at the queue for all that changed in this turn of the event loop. */
  function pumpSoon(): void {
    if (isPumpDue) return;
    isPumpDue = true;
    setImmediate(() => {
      isPumpDue = false;
      pump();
    });
  }

  function pump(): void {
    // When all hands are full, the next one to be free looks again.
    if (isStopped || inFlight.size >= IN_FLIGHT) return;
    const wall = Date.now();
    const sim = clock.now();
    // A subject waits for its try in flight, not for retries to come: providers promise no order once one has failed.
    const busy = new Set([...inFlight.keys()].map((id) => pending.get(id)?.subject));
    const due: Delivery[] = [];
    let soonest = Number.POSITIVE_INFINITY;
    for (const row of pending.values()) {
      if (inFlight.has(row.id)) continue;
      if (row.notBefore > sim) soonest = Math.min(soonest, wall + Math.min(1_000, row.notBefore - sim));
      else if (row.nextTryAt > wall) soonest = Math.min(soonest, row.nextTryAt);
      else due.push(row);
    }
    for (const row of due.sort((a, b) => a.nextTryAt - b.nextTryAt || a.no - b.no)) {
      if (inFlight.size >= IN_FLIGHT) break;
      if (busy.has(row.subject)) continue;
      busy.add(row.subject);
      const task = attempt(row).finally(() => {
        inFlight.delete(row.id);
        pumpSoon();
      });
      inFlight.set(row.id, task);
    }
    clearTimeout(timer);
    if (Number.isFinite(soonest)) timer = setTimeout(pump, Math.max(5, soonest - Date.now()));
  }

  async function attempt(row: Delivery): Promise<void> {
    const at = Date.now();
    const isForged = row.attempts.length === 0 && faults.take("bad_signature") !== undefined;
    const isTruncated = row.attempts.length === 0 && faults.take("truncated") !== undefined;
    const isRefused = faults.take("endpoint_refused") !== undefined;
    const body = isTruncated ? row.body.slice(0, Math.floor(row.body.length / 2)) : row.body;
    const outcome = isRefused
      ? { status: 0, error: "connection refused (fault)" }
      : await post(row.url, body, sign(row, row.body, isForged));
    const isSabotaged = isForged || isTruncated;
    const sabotage = isForged ? "sent with a wrong signature on purpose" : "sent cut in half on purpose";
    const tries = [...row.attempts, { at, ...outcome, ...(isSabotaged ? { error: sabotage } : {}) }];
    const isDone = outcome.status >= 200 && outcome.status < 300 && !isSabotaged;
    const isTooOld = at - (tries[0]?.at ?? at) > GIVE_UP_AFTER_MS;
    const pause = isSabotaged ? 50 : Math.min(SLOWEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries.length - 1));
    if (isStopped) return; // not written: the next process tries again, as after a crash
    save({
      ...row,
      attempts: tries.slice(-20),
      state: isDone ? "delivered" : isTooOld ? "gave_up" : "pending",
      nextTryAt: Date.now() + pause,
    });
    if (isDone) delivered(row);
    forgetOldest();
  }

  function forgetOldest(): void {
    if (rows.size() <= KEPT_DELIVERED * 1.2) return;
    const done = rows.all().filter(({ state }) => state !== "pending");
    for (const row of done.slice(0, Math.max(0, done.length - KEPT_DELIVERED))) rows.delete(row.id);
  }

  const unsubscribe = clock.onChange(pumpSoon);
  pumpSoon();

  return {
    enqueue,
    all: () => rows.all(),
    async settled(limitMs = 5_000) {
      const until = Date.now() + limitMs;
      while (Date.now() < until) {
        if (pending.size === 0) return true;
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      return false;
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      unsubscribe();
      await Promise.race([Promise.allSettled(inFlight.values()), new Promise((resolve) => setTimeout(resolve, 500))]);
    },
  };
}

async function post(url: string, body: string, headers: Record<string, string>) {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.arrayBuffer();
    return { status: answer.status };
  } catch (cause) {
    const reason =
      cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : "failed";
    return { status: 0, error: reason };
  }
}
