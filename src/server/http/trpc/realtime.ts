import { tracked } from "@trpc/server";
import { z } from "zod";
import { limits } from "@/lib/limits";
import { follow } from "@/server/platform/realtime";
import { router, tenantProcedure } from "./init";

const recheckMs = 60_000;

/** What a browser hears: ids and small fields; it fetches what it shows. */
export interface LiveMessage {
  type: string;
  subject: string;
  payload: unknown;
}

export const realtimeRouter = router({
  /** Every event of the tenant once and in order, from `lastEventId` on. Authority is read again each minute, and the stream is bounded. */
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
      const stop = new AbortController();
      const end = () => stop.abort();
      signal?.addEventListener("abort", end);
      const bounded = setTimeout(end, limits.sseMaxDurationMs);
      const recheck = setInterval(() => {
        ctx.reopen().catch(end);
      }, recheckMs);
      const last = input?.lastEventId ? BigInt(input.lastEventId) : null;
      try {
        for await (const item of follow(ctx.service.tenant.schema, ctx.service.permissions, last, stop.signal)) {
          if (item.kind === "reset")
            yield tracked(String(item.seq), { type: "reset", subject: "", payload: null } satisfies LiveMessage);
          else {
            const { seq, type, subject, payload } = item.event;
            yield tracked(String(seq), { type, subject, payload } satisfies LiveMessage);
          }
        }
      } finally {
        clearTimeout(bounded);
        clearInterval(recheck);
        signal?.removeEventListener("abort", end);
      }
    }),
});
