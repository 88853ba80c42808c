import { Users } from "lucide-react";
import type { Metadata } from "next";
import { ButtonLink, EmptyState, Input, PageHeader, Stack, Table, TableFrame, Td, Th, Tr } from "@/components/ui";
import { Button } from "@/components/ui/button";
import { Person, Phone, When } from "@/components/values";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};
const one = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("inbox.customersTitle") };
}

export default async function CustomersPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const query = await searchParams;
  const search = one(query.q)?.trim() || undefined;
  const t = await getT();
  const trpc = await getServerTrpc(tenant);
  const { items, nextCursor } = await trpc.customers.list.query({ search, cursor: one(query.cursor), limit: 50 });
  const next = new URLSearchParams({ ...(search ? { q: search } : {}), ...(nextCursor ? { cursor: nextCursor } : {}) });
  return (
    <Stack>
      <PageHeader title={t("inbox.customersTitle")} />
      <search>
        <form className="flex max-w-lg gap-2">
          <Input
            name="q"
            type="search"
            defaultValue={search}
            aria-label={t("inbox.customersSearch")}
            placeholder={t("inbox.customersSearch")}
          />
          <Button type="submit">{t("common.search")}</Button>
        </form>
      </search>
      {items.length === 0 ? (
        <EmptyState
          icon={Users}
          title={search ? t("common.noResults", { query: search }) : t("inbox.customersEmpty")}
          hint={search ? undefined : t("inbox.customersEmptyHint")}
        />
      ) : (
        <TableFrame label={t("inbox.customersTitle")}>
          <Table>
            <thead>
              <Tr>
                <Th>{t("common.name")}</Th>
                <Th>{t("common.phone")}</Th>
                <Th>{t("inbox.customerSince")}</Th>
              </Tr>
            </thead>
            <tbody>
              {items.map(({ customerId, name, phone, createdAt }) => (
                <Tr key={customerId}>
                  <Td>
                    <Person name={name} phone={phone} href={`/${tenant}/customers/${customerId}`} />
                  </Td>
                  <Td>{phone ? <Phone value={phone} /> : "—"}</Td>
                  <Td>
                    <When at={createdAt} style="date" />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </TableFrame>
      )}
      {nextCursor ? <ButtonLink href={`?${next}`}>{t("common.loadMore")}</ButtonLink> : null}
    </Stack>
  );
}
