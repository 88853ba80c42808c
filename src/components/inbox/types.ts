import type { trpc } from "@/components/trpc/client";
import type { ConversationMode } from "@/components/values";

type Answer<P extends { query: (input: never) => Promise<unknown> }> = Awaited<ReturnType<P["query"]>>;

export type InboxPage = Answer<typeof trpc.conversations.list>;
export type InboxRow = InboxPage["items"][number];
export type InboxCounts = Answer<typeof trpc.conversations.counts>;
export type OpenConversation = Answer<typeof trpc.conversations.get>;
export type ThreadPage = Answer<typeof trpc.conversations.thread>;
export type ThreadMessage = ThreadPage["items"][number];
export type Tab = "mine" | "unassigned" | "ai" | "all" | "closed";
export const tabs: readonly Tab[] = ["mine", "unassigned", "ai", "all", "closed"];

/** Who the reader is, for «Tú» and for what may be done. */
export type Me = { memberId: string; tenant: string; branchId?: string };

/** The kit's sign of who answers. */
export function modeSign(row: { mode: string; aiPolicy: string }): ConversationMode {
  if (row.mode === "bot") return "ai";
  if (row.mode === "human") return row.aiPolicy === "draft" ? "copilot" : "human";
  return "queued";
}
