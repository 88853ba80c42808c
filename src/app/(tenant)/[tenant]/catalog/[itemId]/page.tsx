import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ProductActions } from "@/components/catalog/product-actions";
import { AdjustButton } from "@/components/inventory/adjust-button";
import { Cover, coverDays } from "@/components/inventory/cover";
import { MoveButton } from "@/components/inventory/move-button";
import { movementWord } from "@/components/inventory/movement-words";
import {
  Badge,
  Banner,
  ButtonLink,
  Card,
  Link,
  PageHeader,
  Stack,
  Table,
  TableFrame,
  Tabs,
  Td,
  Th,
  Tr,
} from "@/components/ui";
import { Amount, Code, Qty, When } from "@/components/values";
import { formatPercent, formatQuantity, isCountryCode } from "@/lib/format";
import { getT } from "@/lib/i18n/server";
import { getServerTrpc, refusalOf } from "@/server/http/trpc/server-client";

type Props = {
  params: Promise<{ tenant: string; itemId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT())("catalog.product") };
}

/** A margin is told to the tenth of a percent. */
const tenths = 1_000;
const ppmPerTenth = 1_000;
const movementPage = 20;

export default async function ProductPage({ params, searchParams }: Props) {
  const [{ tenant: slug, itemId }, query] = await Promise.all([params, searchParams]);
  const api = await getServerTrpc(slug);
  const me = await api.access.me.query();
  const country = isCountryCode(me.tenant.country) ? me.tenant.country : "CO";
  const t = await getT(country);
  const item = await api.catalog.get.query({ itemId }).catch((error: unknown) => {
    const code = refusalOf(error);
    if (code === "item_not_found" || code === "validation_failed" || code === "forbidden") notFound();
    throw error;
  });
  const can = (permission: string) => me.permissions.includes(permission);
  const isStocked = item.kind === "good" && can("stock:read");
  const none = { branches: [], rows: [] };
  const [stock, pace, categories, taxes] = await Promise.all([
    isStocked ? api.inventory.stockOf.query({ itemIds: [itemId] }) : none,
    isStocked ? api.analytics.pace.query({ itemIds: [itemId] }) : { days: 1, rows: [] },
    api.catalog.categories.query(),
    api.catalog.taxes.query(),
  ]);
  const shown = stock.branches.filter(({ branchId }) => me.branches.some((branch) => branch.id === branchId));
  const branch = shown.find(({ code }) => code === query.sucursal) ?? shown[0];
  const movements =
    isStocked && branch
      ? await api.inventory.movements.query({
          itemId,
          branchId: branch.branchId,
          limit: movementPage,
          cursor: typeof query.cursor === "string" ? query.cursor : undefined,
        })
      : { items: [], nextCursor: null };
  const base = `/${slug}/catalog`;
  const average =
    stock.rows.find((row) => row.averageCost && Number(row.averageCost.amount) > 0)?.averageCost ?? item.cost;
  const price = item.price ? Number(item.price.amount) : 0;
  const hasMargin = average && item.price && price > 0 && average.currency === item.price.currency;
  const margin = hasMargin ? Math.round(((price - Number(average.amount)) / price) * tenths) * ppmPerTenth : null;
  const relations = {
    same: t("catalog.relationSame"),
    upgrade: t("catalog.relationUpgrade"),
    cheaper: t("catalog.relationCheaper"),
  };
  return (
    <Stack className="gap-6">
      <PageHeader
        title={item.name}
        subtitle={
          <span className="inline-flex flex-wrap items-center gap-2">
            <Code value={item.sku} />
            {[item.brand, item.categoryName].filter(Boolean).join(" · ")}
          </span>
        }
        actions={
          can("product:write") ? (
            <ProductActions
              base={base}
              currency={item.price?.currency ?? me.tenant.currency}
              isArchived={item.isArchived}
              can={{ price: can("price:update"), cost: can("cost:read") }}
              choices={{
                categories: categories.items.map(({ categoryId, name }) => ({ value: categoryId, label: name })),
                taxes: taxes.items.map(({ taxId, name }) => ({ value: taxId, label: name })),
              }}
              draft={{
                itemId: item.itemId,
                version: item.version,
                name: item.name,
                sku: item.sku,
                brand: item.brand ?? "",
                categoryId: item.categoryId ?? "",
                taxId: item.taxId ?? "",
                price: item.price?.amount ?? "",
                cost: item.cost?.amount ?? "",
                barcode: item.barcode ?? "",
                oemCodes: item.oemCodes.join(", "),
              }}
            />
          ) : null
        }
      />
      {item.isArchived ? <Banner tone="info">{t("catalog.archivedNote")}</Banner> : null}
      <dl className="flex flex-wrap gap-x-8 gap-y-3">
        <div>
          <dt className="text-sm text-ink-2">{t("catalog.price")}</dt>
          <dd className="text-xl font-semibold">{item.price ? <Amount value={item.price} /> : t("catalog.noPrice")}</dd>
        </div>
        {average ? (
          <div>
            <dt className="text-sm text-ink-2">{t("catalog.cost")}</dt>
            <dd className="text-xl font-semibold">
              <Amount value={average} />
            </dd>
          </div>
        ) : null}
        {margin !== null ? (
          <div>
            <dt className="text-sm text-ink-2">{t("catalog.margin")}</dt>
            <dd className="text-xl font-semibold tabular-nums">{formatPercent(margin, country)}</dd>
          </div>
        ) : null}
        {item.taxCode ? (
          <div>
            <dt className="text-sm text-ink-2">{t("catalog.tax")}</dt>
            <dd className="text-xl font-semibold tabular-nums">{formatPercent(item.taxRatePpm, country)}</dd>
          </div>
        ) : null}
      </dl>
      {isStocked ? (
        <section aria-label={t("catalog.perBranch")} className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {shown.map((place) => {
            const row = stock.rows.find(({ branchId }) => branchId === place.branchId);
            const sold = pace.rows.find(({ branchId }) => branchId === place.branchId)?.sold;
            return (
              <Card key={place.branchId} className="flex items-start justify-between gap-3">
                <div>
                  <h2 className="text-base">{place.name}</h2>
                  <p className="text-2xl font-semibold">
                    <Qty value={row?.available ?? "0"} unit={item.unit === "each" ? undefined : item.unit} />
                  </p>
                  <p>
                    <Cover t={t} days={coverDays(row?.available ?? "0", sold, pace.days)} />
                  </p>
                  {row && row.reserved !== "0" ? (
                    <p className="text-sm text-ink-2">
                      {t("inventory.reserved")}: <Qty value={row.reserved} />
                    </p>
                  ) : null}
                </div>
                {can("stock:adjust") && !item.isArchived ? (
                  <AdjustButton item={item} branch={place} onHand={row?.onHand ?? "0"} min={row?.min ?? null} />
                ) : null}
              </Card>
            );
          })}
        </section>
      ) : null}
      {isStocked && shown.length > 1 && can("transfer:request") && !item.isArchived ? (
        <div>
          <MoveButton
            item={{ itemId: item.itemId, name: item.name }}
            branches={shown.map(({ branchId, name }) => ({
              branchId,
              name,
              available: formatQuantity(stock.rows.find((row) => row.branchId === branchId)?.available ?? "0", country),
            }))}
          />
        </div>
      ) : null}
      <div className="grid gap-6 lg:grid-cols-2">
        <section className="flex flex-col gap-2">
          <h2 className="text-lg">{t("catalog.equivalents")}</h2>
          {item.equivalents.length === 0 ? (
            <p className="text-ink-2">{t("catalog.noEquivalents")}</p>
          ) : (
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {item.equivalents.map((other) => (
                <li key={other.itemId} className="flex flex-wrap items-center justify-between gap-2 px-3 py-2">
                  <span>
                    <Link href={`${base}/${other.itemId}`}>{other.name}</Link>{" "}
                    <span className="text-sm text-ink-2">{other.sku}</span>
                  </span>
                  <span className="flex items-center gap-3">
                    <Badge>{relations[other.relation]}</Badge>
                    {other.price ? <Amount value={other.price} /> : null}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
        <section className="flex flex-col gap-2">
          <h2 className="text-lg">{t("catalog.vehicles")}</h2>
          {item.fitments.length === 0 ? (
            <p className="text-ink-2">{t("catalog.noVehicles")}</p>
          ) : (
            <ul className="flex flex-col gap-1">
              {item.fitments.map((fitment) => (
                <li key={`${fitment.make} ${fitment.model} ${fitment.yearFrom} ${fitment.engine}`}>
                  {fitment.make} {fitment.model} {fitment.yearFrom}–{fitment.yearTo} {fitment.engine}
                </li>
              ))}
            </ul>
          )}
          {item.oemCodes.length > 0 ? (
            <p className="flex flex-wrap gap-2 text-ink-2">
              {t("catalog.oem")}:
              {item.oemCodes.map((code) => (
                <Code key={code} value={code} />
              ))}
            </p>
          ) : null}
        </section>
      </div>
      {isStocked && branch ? (
        <section className="flex flex-col gap-2">
          <h2 className="text-lg">{t("catalog.movements")}</h2>
          <Tabs
            label={t("common.branch")}
            items={shown.map((place) => ({
              href: `${base}/${itemId}?sucursal=${encodeURIComponent(place.code)}`,
              label: place.name,
              current: place.branchId === branch.branchId,
            }))}
          />
          {movements.items.length === 0 ? (
            <p className="text-ink-2">{t("catalog.noMovements")}</p>
          ) : (
            <TableFrame label={t("catalog.movements")}>
              <Table>
                <thead>
                  <tr>
                    <Th>{t("common.date")}</Th>
                    <Th>{t("catalog.movement")}</Th>
                    <Th numeric>{t("catalog.change")}</Th>
                    <Th numeric>{t("catalog.balance")}</Th>
                  </tr>
                </thead>
                <tbody>
                  {movements.items.map((entry) => (
                    <Tr key={entry.seq}>
                      <Td>
                        <When at={entry.at} />
                      </Td>
                      <Td>{movementWord(entry.reason, t)}</Td>
                      <Td numeric>
                        <Qty value={entry.delta} signed />
                      </Td>
                      <Td numeric>
                        <Qty value={entry.balance} />
                      </Td>
                    </Tr>
                  ))}
                </tbody>
              </Table>
            </TableFrame>
          )}
          {movements.nextCursor ? (
            <ButtonLink
              className="self-center"
              href={`${base}/${itemId}?sucursal=${encodeURIComponent(branch.code)}&cursor=${movements.nextCursor}`}
            >
              {t("common.loadMore")}
            </ButtonLink>
          ) : null}
        </section>
      ) : null}
    </Stack>
  );
}
