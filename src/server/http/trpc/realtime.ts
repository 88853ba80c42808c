import { tracked } from "@trpc/server";
import { z } from "zod";
import { raise } from "@/lib/errors";
import { limits } from "@/lib/limits";
import { actorRef } from "@/server/platform/context";
import { follow } from "@/server/platform/realtime";
import { router, tenantProcedure } from "./init";

/** With what a verified session is trusted for, somebody who was removed hears nothing after five seconds. */
const recheckMs = 3_000;
const retryAfterSeconds = 5;

/** Streams open in this process, of all and of each member: an idle stream is cheap, and still not free. */
let open = 0;
const openBy = new Map<string, number>();

function takePlace(member: string): () => void {
  const own = openBy.get(member) ?? 0;
  if (open >= limits.ssePerProcess || own >= limits.ssePerMember) raise("rate_limited", { retryAfterSeconds });
  open += 1;
  openBy.set(member, own + 1);
  return () => {
    open -= 1;
    const left = (openBy.get(member) ?? 1) - 1;
    if (left > 0) openBy.set(member, left);
    else openBy.delete(member);
  };
}

/** What a browser hears: ids and small fields; it fetches what it shows. */
export interface LiveMessage {
  type: string;
  subject: string;
  payload: unknown;
}

export const realtimeRouter = router({
  /** Every event of the tenant once and in order, from `lastEventId` on. Authority is read again all along, and the stream is bounded. */
  feed: tenantProcedure
    .input(
      z
        .strictObject({
          lastEventId: z
            .string()
            .regex(/^\d{1,18}$/)
            .nullish(),
        })
        .optional(),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      let { service } = ctx;
      const leave = takePlace(actorRef(service));
      const stop = new AbortController();
      const end = () => stop.abort();
      signal?.addEventListener("abort", end);
      const bounded = setTimeout(end, limits.sseMaxDurationMs);
      const recheck = setInterval(() => {
        ctx.reopen().then((reopened) => {
          if (reopened.tenant.id === service.tenant.id) service = reopened;
          else end();
        }, end);
      }, recheckMs);
      const last = input?.lastEventId ? BigInt(input.lastEventId) : null;
      try {
        for await (const item of follow(service.tenant.schema, () => service.permissions, last, stop.signal)) {
          if (item.kind === "event") {
            const { seq, type, subject, payload } = item.event;
            yield tracked(String(seq), { type, subject, payload } satisfies LiveMessage);
          } else {
            yield tracked(String(item.seq), { type: item.kind, subject: "", payload: null } satisfies LiveMessage);
          }
        }
      } finally {
        clearTimeout(bounded);
        clearInterval(recheck);
        signal?.removeEventListener("abort", end);
        leave();
      }
    }),
});
