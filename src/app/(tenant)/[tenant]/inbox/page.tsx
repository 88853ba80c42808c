import type { Metadata } from "next";
import { Inbox } from "@/components/inbox/inbox";
import type { Tab } from "@/components/inbox/types";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("inbox.title") };
}

const views: readonly Tab[] = ["mine", "unassigned", "ai", "all", "closed"];
const one = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);

/** The first screen comes whole from the server; afterwards the list and the conversation keep themselves true. */
export default async function InboxPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const query = await searchParams;
  const trpc = await getServerTrpc(tenant);
  const me = await trpc.access.me.query();
  const branchId = me.branches.find(({ code }) => code === one(query.sucursal))?.id;
  const tab = views.find((name) => name === one(query.vista)) ?? "all";
  const conversationId = one(query.c);
  const [page, counts, opened] = await Promise.all([
    trpc.conversations.list.query({ tab, branchId, limit: 50 }),
    trpc.conversations.counts.query({ branchId }),
    conversationId
      ? Promise.all([
          trpc.conversations.get.query({ conversationId }),
          trpc.conversations.thread.query({ conversationId, limit: 50 }),
        ]).then(
          ([conversation, thread]) => ({ conversation, thread }),
          // A link to what is not there, or not theirs, opens the list; the conversation says so itself.
          () => null,
        )
      : null,
  ]);
  return <Inbox me={{ memberId: me.member.id, tenant, branchId }} initial={{ page, counts, tab, opened }} />;
}
