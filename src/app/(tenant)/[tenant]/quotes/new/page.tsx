import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { QuoteEditor } from "@/components/quotes/quote-editor";
import { PageHeader, Stack } from "@/components/ui";
import { getT } from "@/lib/i18n/server";
import { idPattern } from "@/lib/ids";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("selling.quoteNew") };
}

const idIn = (value: string | string[] | undefined) =>
  typeof value === "string" && idPattern.test(value) ? value : undefined;
const orNothing = (error: unknown) => {
  if (refusalOf(error)) return null; // what the address names may be gone: the page opens empty
  throw error;
};

export default async function NewQuotePage({ params, searchParams }: Props) {
  const [{ tenant: slug }, query] = await Promise.all([params, searchParams]);
  const api = await getServerTrpc(slug);
  const me = await api.access.me.query();
  const branch = me.branches.find(({ code }) => code === query.sucursal) ?? me.branches[0];
  if (!me.permissions.includes("quote:create") || !branch) notFound();
  const t = await getT();
  const [conversationId, customerId, fromId] = [idIn(query.conversation), idIn(query.customer), idIn(query.desde)];
  const [conversation, named, from] = await Promise.all([
    conversationId ? api.conversations.get.query({ conversationId }).catch(orNothing) : null,
    customerId ? api.customers.get.query({ customerId }).catch(orNothing) : null,
    fromId ? api.invoicing.get.query({ quoteId: fromId }).catch(orNothing) : null,
  ]);
  const customer = conversation
    ? { customerId: conversation.customerId as string, name: conversation.name }
    : named
      ? { customerId: named.customerId as string, name: named.name }
      : from
        ? { customerId: from.customerId, name: from.customerName }
        : null;
  return (
    <Stack>
      <PageHeader title={t("selling.newQuote")} />
      <QuoteEditor
        base={`/${slug}`}
        branches={me.branches}
        branchId={conversation?.branchId ?? from?.branchId ?? branch.id}
        customer={customer}
        conversationId={conversation?.conversationId ?? from?.conversationId ?? null}
        quote={null}
        from={from}
        maySend={me.permissions.includes("quote:send")}
      />
    </Stack>
  );
}
