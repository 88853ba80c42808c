import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { dbConfig, reportDbError, state } from "./clients";
import type { ControlTx, TenantTx } from "./facade";
import { sql } from "./sql";

const channelPattern = /^[a-z][a-z0-9_]{0,62}$/;
/** Postgres refuses more than 8,000 bytes; large payloads belong in a row, with its id in the notice. */
const longestPayload = 7_900;
const slowestReconnectMs = 5_000;

type Handler = (payload: string, channel: string) => void;

function assertChannel(channel: string): string {
  if (!channelPattern.test(channel)) throw new TypeError(`not a channel name: ${channel}`);
  return channel;
}

/** Heard by listeners when this transaction commits, and not at all if it does not. */
export async function notify(tx: TenantTx | ControlTx, channel: string, payload: string): Promise<void> {
  if (Buffer.byteLength(payload) > longestPayload) throw new RangeError("the notice is too long");
  await sql(tx)`select pg_notify(${assertChannel(channel)}, ${payload})`;
}

/**
 * Hears a channel until the returned function is called. After a lost connection it listens again and calls `onGap`:
 * notices sent in between are gone, so whoever needs completeness reads its rows again.
 */
export async function listen(channel: string, handler: Handler, onGap?: () => void): Promise<() => Promise<void>> {
  assertChannel(channel);
  let stopped = false;
  let client: pg.Client | undefined;
  const stopping = new AbortController();

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: dbConfig().directUrl,
      application_name: "mostrador-listen",
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    next.on("error", (error) => reportDbError(error, "listen"));
    next.on("notification", ({ payload }) => handler(payload ?? "", channel));
    await next.connect();
    await next.query(`listen "${channel}"`);
    next.on("end", () => {
      if (!stopped) void reconnect();
    });
    client = next;
    if (stopped) await next.end();
  };
  const reconnect = async (): Promise<void> => {
    for (let pauseMs = 100; !stopped; pauseMs = Math.min(pauseMs * 2, slowestReconnectMs)) {
      await wait(pauseMs, undefined, { signal: stopping.signal }).catch((error: Error) => {
        if (error.name !== "AbortError") throw error;
      });
      if (stopped) return;
      try {
        await connect();
        onGap?.();
        return;
      } catch (error) {
        reportDbError(error as Error, "listen");
      }
    }
  };
  const stop = async (): Promise<void> => {
    stopped = true;
    state.closers.delete(stop);
    stopping.abort();
    await client?.end();
  };

  await connect();
  state.closers.add(stop);
  return stop;
}
