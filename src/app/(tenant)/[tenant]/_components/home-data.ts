import type { getServerTrpc } from "@/server/http/trpc/server-client";
import { refusalOf } from "@/server/http/trpc/server-client";

type Api = Awaited<ReturnType<typeof getServerTrpc>>;

/** A part that could not be read leaves its place empty; only a defect takes the page down. */
async function attempt<T>(allowed: boolean, read: () => Promise<T>): Promise<T | null> {
  if (!allowed) return null;
  try {
    return await read();
  } catch (error) {
    if (refusalOf(error)) return null;
    throw error;
  }
}

/** Everything the home shows, asked for at once. */
export async function readHome(api: Api, permissions: readonly string[], branchId: string | undefined) {
  const can = (permission: string) => permissions.includes(permission);
  const [alerts, alertCounts, summary, inbox, transfers, pipeline] = await Promise.all([
    attempt(can("alert:read"), () => api.alerts.list.query({ state: "open", limit: 5, branchId })),
    attempt(can("alert:read"), () => api.alerts.counts.query()),
    attempt(can("analytics:read"), () => api.analytics.summary.query({ days: 30, branchId })),
    attempt(can("conversation:read"), () => api.conversations.counts.query({ branchId })),
    attempt(can("stock:read"), () => api.inventory.transfers.list.query({ state: "open", limit: 5 })),
    attempt(can("quote:read"), () => api.invoicing.pipeline.query()),
  ]);
  return { alerts, alertCounts, mayApprove: can("proposal:approve"), summary, inbox, transfers, pipeline };
}

export type HomeData = Awaited<ReturnType<typeof readHome>>;
