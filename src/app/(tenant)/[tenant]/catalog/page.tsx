import { Package, Plus, Upload } from "lucide-react";
import type { Metadata } from "next";
import NextLink from "next/link";
import { notFound } from "next/navigation";
import { SearchBox } from "@/components/catalog/search-box";
import {
  Banner,
  ButtonLink,
  EmptyState,
  PageHeader,
  Stack,
  Table,
  TableFrame,
  Tabs,
  Td,
  Th,
  Tr,
} from "@/components/ui";
import { Amount, Code, Qty } from "@/components/values";
import { isCountryCode } from "@/lib/format";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("catalog.title") };
}

const textOf = (value: string | string[] | undefined): string => (typeof value === "string" ? value : "");

export default async function CatalogPage({ params, searchParams }: Props) {
  const [{ tenant: slug }, query] = await Promise.all([params, searchParams]);
  const api = await getServerTrpc(slug);
  const me = await api.access.me.query();
  if (!me.permissions.includes("product:read")) notFound();
  const country = isCountryCode(me.tenant.country) ? me.tenant.country : "CO";
  const t = await getT(country);
  const filter = { text: textOf(query.q).slice(0, 200), categoryId: textOf(query.categoria) };
  const isArchived = query.archivados === "1";
  const branch = me.branches.find(({ code }) => code === query.sucursal);
  const [page, categories] = await Promise.all([
    api.catalog.list
      .query({
        text: filter.text,
        categoryId: filter.categoryId || undefined,
        isArchived,
        cursor: textOf(query.cursor) || undefined,
      })
      .catch((error: unknown) => {
        if (refusalOf(error) === "cursor_invalid" || refusalOf(error) === "validation_failed") notFound();
        throw error;
      }),
    api.catalog.categories.query(),
  ]);
  const maySeeStock = me.permissions.includes("stock:read") && page.items.length > 0;
  const stock = maySeeStock
    ? await api.inventory.stockOf.query({ itemIds: page.items.map((item) => item.itemId), branchId: branch?.id })
    : { branches: [], rows: [] };
  const available = new Map<string, bigint>();
  for (const row of stock.rows) {
    available.set(row.itemId, (available.get(row.itemId) ?? 0n) + BigInt(Math.round(Number(row.available) * 1000)));
  }
  const base = `/${slug}/catalog`;
  const hrefOf = (next: Record<string, string | undefined>) => {
    const search = new URLSearchParams();
    const all = {
      q: filter.text,
      categoria: filter.categoryId,
      sucursal: branch?.code,
      archivados: isArchived ? "1" : undefined,
      ...next,
    };
    for (const [name, value] of Object.entries(all)) if (value) search.set(name, value);
    return search.size > 0 ? `${base}?${search}` : base;
  };
  const mayWrite = me.permissions.includes("product:write");
  const create = mayWrite ? (
    <ButtonLink href={`${base}/new`} variant="primary" icon={Plus}>
      {t("catalog.newProduct")}
    </ButtonLink>
  ) : null;
  const importing = me.permissions.includes("product:import") ? (
    <ButtonLink href={`${base}/import`} icon={Upload}>
      {t("common.import")}
    </ButtonLink>
  ) : null;
  const isFiltered = filter.text !== "" || filter.categoryId !== "" || isArchived;
  return (
    <Stack>
      <PageHeader
        title={t("catalog.title")}
        actions={
          <>
            {importing}
            {create}
          </>
        }
      />
      <SearchBox
        action={base}
        text={filter.text}
        label={t("common.search")}
        placeholder={t("catalog.searchPlaceholder")}
        submitLabel={t("common.search")}
        hidden={{ sucursal: branch?.code, archivados: isArchived ? "1" : undefined }}
        select={{
          name: "categoria",
          label: t("catalog.category"),
          value: filter.categoryId,
          options: [
            { value: "", label: t("catalog.allCategories") },
            ...categories.items.map((category) => ({ value: category.categoryId, label: category.name })),
          ],
        }}
      />
      <Tabs
        label={t("common.status")}
        items={[
          { href: hrefOf({ archivados: undefined }), label: t("catalog.title"), current: !isArchived },
          { href: hrefOf({ archivados: "1" }), label: t("catalog.archived"), current: isArchived },
        ]}
      />
      {page.isApproximate ? <Banner tone="info">{t("catalog.approximate")}</Banner> : null}
      {page.items.length === 0 ? (
        <EmptyState
          icon={Package}
          title={
            isFiltered ? t("catalog.nothingFound", { query: filter.text || t("catalog.archived") }) : t("catalog.empty")
          }
          hint={isFiltered ? t("catalog.nothingFoundHint") : t("catalog.emptyHint")}
          action={
            isFiltered ? (
              <div className="flex flex-wrap justify-center gap-2">
                <ButtonLink href={base}>{t("catalog.clearFilters")}</ButtonLink>
                {mayWrite && filter.text ? (
                  <ButtonLink variant="primary" href={`${base}/new?nombre=${encodeURIComponent(filter.text)}`}>
                    {t("catalog.emptySearchCreate", { name: filter.text })}
                  </ButtonLink>
                ) : null}
              </div>
            ) : (
              <div className="flex flex-wrap justify-center gap-2">
                {importing}
                {create}
              </div>
            )
          }
        />
      ) : (
        <TableFrame label={t("catalog.title")}>
          <Table>
            <thead>
              <tr>
                <Th>{t("catalog.product")}</Th>
                <Th className="hidden md:table-cell">{t("catalog.sku")}</Th>
                <Th className="hidden lg:table-cell">{t("catalog.category")}</Th>
                {maySeeStock ? <Th numeric>{t("catalog.stock")}</Th> : null}
                <Th numeric>{t("catalog.price")}</Th>
              </tr>
            </thead>
            <tbody>
              {page.items.map((item) => (
                <Tr key={item.itemId} className="relative">
                  <Td>
                    <NextLink href={`${base}/${item.itemId}`} className="font-semibold after:absolute after:inset-0">
                      {item.name}
                    </NextLink>
                    <span className="block text-sm text-ink-2 md:hidden">{item.sku}</span>
                    {item.brand ? <span className="hidden text-sm text-ink-2 md:block">{item.brand}</span> : null}
                  </Td>
                  <Td className="hidden md:table-cell">
                    <Code value={item.sku} copies={false} />
                  </Td>
                  <Td className="hidden text-ink-2 lg:table-cell">{item.categoryName ?? ""}</Td>
                  {maySeeStock ? (
                    <Td numeric>{item.kind === "good" ? <Qty value={available.get(item.itemId) ?? 0n} /> : null}</Td>
                  ) : null}
                  <Td numeric>
                    {item.price ? (
                      <Amount value={item.price} />
                    ) : (
                      <span className="text-ink-3">{t("catalog.noPrice")}</span>
                    )}
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </TableFrame>
      )}
      {page.nextCursor ? (
        <ButtonLink href={hrefOf({ cursor: page.nextCursor })} className="self-center">
          {t("common.loadMore")}
        </ButtonLink>
      ) : null}
    </Stack>
  );
}
