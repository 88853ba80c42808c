import { z } from "zod";
import { defineEvent, publish } from "@/server/platform/outbox";
import { relayTenant } from "@/server/platform/relay";
import type { TestTenant } from "./fixtures";
import { type Fetcher, origin } from "./http";

/** An event of no module, so that the tests of the platform depend on none. */
export const thingHappened = defineEvent({
  type: "test/thing.happened",
  schema: z.object({ n: z.number(), branchId: z.string().nullable() }),
  subject: ({ n }) => `thing:${n}`,
  rooms: ({ branchId }) => (branchId ? [`branch:${branchId}`] : ["tenant"]),
});
/** The same, for the job runner too. */
export const workHappened = defineEvent({
  type: "test/work.happened",
  schema: z.object({ n: z.number() }),
  subject: ({ n }) => `work:${n}`,
  jobs: true,
});

export async function happen(tenant: TestTenant, n: number, branchId: string | null = null): Promise<void> {
  const ctx = tenant.job();
  await ctx.transaction((tx) => publish(tx, ctx, thingHappened, { n, branchId }));
}
export async function happenAndRelay(tenant: TestTenant, n: number, branchId: string | null = null): Promise<void> {
  await happen(tenant, n, branchId);
  await relayTenant(tenant.info);
}

export interface Frame {
  id: string;
  event: string;
  data: { type?: string; subject?: string; payload?: { n: number } | null; code?: string };
}

/** A browser's end of the stream: reads frames until it is cut or the server ends it. */
export async function openFeed(fetcher: Fetcher, cookie: string, lastEventId?: string) {
  const cut = new AbortController();
  const headers: Record<string, string> = { cookie, accept: "text/event-stream" };
  if (lastEventId) headers["last-event-id"] = lastEventId;
  const answer = await fetcher(new Request(`${origin}/api/trpc/realtime.feed`, { headers, signal: cut.signal }));
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let isOver = false;
  const frames: Frame[] = [];
  const parse = (block: string): Frame => {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1] ?? "";
    const data = field("data");
    return { id: field("id"), event: field("event") || "message", data: data ? JSON.parse(data) : {} };
  };
  return {
    answer,
    /** The next frame, or null once the stream has ended. */
    async next(): Promise<Frame | null> {
      while (frames.length === 0 && !isOver) {
        const { done, value } = (await reader?.read().catch(() => null)) ?? { done: true, value: undefined };
        isOver = done;
        const blocks = (text + (value ?? "")).split("\n\n");
        text = blocks.pop() ?? "";
        frames.push(...blocks.filter((block) => block.trim() !== "").map(parse));
      }
      return frames.shift() ?? null;
    },
    async cut(): Promise<void> {
      cut.abort();
      await reader?.cancel().catch(() => undefined);
    },
  };
}
export type OpenFeed = Awaited<ReturnType<typeof openFeed>>;

/** The next `count` frames that carry an event of ours. */
export async function take(feed: OpenFeed, count: number): Promise<Frame[]> {
  const taken: Frame[] = [];
  while (taken.length < count) {
    const frame = await feed.next();
    if (!frame) break;
    if (frame.event === "message" && frame.data.type?.startsWith("test/")) taken.push(frame);
  }
  return taken;
}
/** Waits until the stream says from where it hears. */
export async function ready(feed: OpenFeed): Promise<Frame> {
  for (;;) {
    const frame = await feed.next();
    if (!frame) throw new Error("the stream ended before it was ready");
    if (frame.data.type === "ready" || frame.data.type === "reset") return frame;
  }
}
