import { Boxes } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SearchBox } from "@/components/catalog/search-box";
import { AdjustButton } from "@/components/inventory/adjust-button";
import { Cover, coverDays } from "@/components/inventory/cover";
import { LiveRefresh } from "@/components/inventory/live-refresh";
import { InventoryTabs } from "@/components/inventory/tabs";
import {
  Banner,
  ButtonLink,
  EmptyState,
  Link,
  PageHeader,
  Stack,
  Table,
  TableFrame,
  Td,
  Th,
  Tr,
} from "@/components/ui";
import { Qty } from "@/components/values";
import { isCountryCode } from "@/lib/format";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("inventory.stockTitle") };
}

const textOf = (value: string | string[] | undefined): string => (typeof value === "string" ? value : "");

export default async function StockPage({ params, searchParams }: Props) {
  const [{ tenant: slug }, query] = await Promise.all([params, searchParams]);
  const api = await getServerTrpc(slug);
  const me = await api.access.me.query();
  if (!me.permissions.includes("stock:read")) notFound();
  const country = isCountryCode(me.tenant.country) ? me.tenant.country : "CO";
  const t = await getT(country);
  const text = textOf(query.q).slice(0, 200);
  const categoryId = textOf(query.categoria);
  const chosen = me.branches.find(({ code }) => code === query.sucursal);
  const [grid, categories] = await Promise.all([
    api.inventory.grid
      .query({ text, categoryId: categoryId || undefined, cursor: textOf(query.cursor) || undefined })
      .catch((error: unknown) => {
        if (refusalOf(error) === "cursor_invalid" || refusalOf(error) === "validation_failed") notFound();
        throw error;
      }),
    api.catalog.categories.query(),
  ]);
  const items = grid.items.filter((item) => item.kind === "good");
  const pace =
    items.length > 0
      ? await api.analytics.pace.query({ itemIds: items.map((item) => item.itemId) })
      : { days: 1, rows: [] };
  const branches = grid.branches.filter(
    ({ branchId }) => me.branches.some(({ id }) => id === branchId) && (!chosen || chosen.id === branchId),
  );
  const key = (row: { itemId: string; branchId: string }) => `${row.itemId}:${row.branchId}`;
  const rows = new Map(grid.rows.map((row) => [key(row), row]));
  const sold = new Map(pace.rows.map((row) => [key(row), row.sold]));
  const base = `/${slug}/inventory`;
  const mayAdjust = me.permissions.includes("stock:adjust");
  const more = new URLSearchParams(
    Object.entries({
      q: text,
      categoria: categoryId,
      sucursal: chosen?.code ?? "",
      cursor: grid.nextCursor ?? "",
    }).filter(([, value]) => value !== ""),
  );
  return (
    <Stack>
      <PageHeader title={t("inventory.stockTitle")} />
      <InventoryTabs t={t} slug={slug} current="stock" permissions={me.permissions} />
      <SearchBox
        action={base}
        text={text}
        label={t("common.search")}
        placeholder={t("catalog.searchPlaceholder")}
        submitLabel={t("common.search")}
        hidden={{ sucursal: chosen?.code }}
        select={{
          name: "categoria",
          label: t("catalog.category"),
          value: categoryId,
          options: [
            { value: "", label: t("catalog.allCategories") },
            ...categories.items.map((category) => ({ value: category.categoryId, label: category.name })),
          ],
        }}
      />
      <LiveRefresh prefixes={["inventory/stock."]} />
      {grid.isApproximate ? <Banner tone="info">{t("catalog.approximate")}</Banner> : null}
      {items.length === 0 ? (
        <EmptyState
          icon={Boxes}
          title={text || categoryId ? t("catalog.nothingFound", { query: text }) : t("inventory.emptyStock")}
          hint={text || categoryId ? t("catalog.nothingFoundHint") : t("inventory.emptyStockHint")}
          action={
            <ButtonLink href={text || categoryId ? base : `/${slug}/catalog/import`}>
              {text || categoryId ? t("catalog.clearFilters") : t("catalog.importTitle")}
            </ButtonLink>
          }
        />
      ) : (
        <TableFrame label={t("inventory.stockTitle")}>
          <Table>
            <thead>
              <tr>
                <Th>{t("inventory.product")}</Th>
                {branches.map((branch) => (
                  <Th key={branch.branchId} numeric>
                    {branch.name}
                  </Th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <Tr key={item.itemId}>
                  <Td className="min-w-40">
                    <Link quiet href={`/${slug}/catalog/${item.itemId}`} className="font-semibold">
                      {item.name}
                    </Link>
                    <span className="block text-sm text-ink-2">{item.sku}</span>
                  </Td>
                  {branches.map((branch) => {
                    const cell = key({ itemId: item.itemId, branchId: branch.branchId });
                    const row = rows.get(cell);
                    return (
                      <Td key={branch.branchId} numeric>
                        <span className="inline-flex items-center justify-end gap-1">
                          <span>
                            <Qty
                              value={row?.available ?? "0"}
                              unit={item.unit === "each" ? undefined : item.unit}
                              className="font-semibold"
                            />
                            <span className="block">
                              <Cover t={t} days={coverDays(row?.available ?? "0", sold.get(cell), pace.days)} />
                            </span>
                          </span>
                          {mayAdjust ? (
                            <AdjustButton
                              compact
                              item={item}
                              branch={branch}
                              onHand={row?.onHand ?? "0"}
                              min={row?.min ?? null}
                            />
                          ) : null}
                        </span>
                      </Td>
                    );
                  })}
                </Tr>
              ))}
            </tbody>
          </Table>
        </TableFrame>
      )}
      {grid.nextCursor ? (
        <ButtonLink href={`${base}?${more}`} className="self-center">
          {t("common.loadMore")}
        </ButtonLink>
      ) : null}
    </Stack>
  );
}
