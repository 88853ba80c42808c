import type { BranchId, ItemId } from "@/lib/ids";
import { currencyDigits, type MoneyWire, money, toWire } from "@/lib/money";
import { branchScope } from "@/lib/permissions";
import { milliToText } from "@/lib/quantity";
import { type LocalDate, plusDays } from "@/lib/time";
import { getItems } from "@/server/modules/catalog/public";
import { recordAudit } from "@/server/platform/audit";
import { cache } from "@/server/platform/cache";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantReader, TenantTx } from "@/server/platform/db";
import { changePerThousand, marginPerThousand, type SaleFact } from "./domain";
import { type DemandDay, saleRepository } from "./repository";
import type { SalesSummary, SummaryQuery, TopProductsQuery } from "./schema";

const importBatch = 5_000;
/** A figure to look at, not to decide on: it may be this old. */
const freshSeconds = 20;

/** Part of the caller's transaction: facts and rollup together, each fact once. */
export async function recordSales(tx: TenantTx, facts: readonly SaleFact[]): Promise<number> {
  return facts.length === 0 ? 0 : saleRepository(tx).insertFacts(tx, facts);
}

/** What an earlier till sold, in batches that each commit: a repeat adds nothing, a kill resumes. */
export async function importSalesHistory(ctx: ServiceContext, facts: readonly SaleFact[]): Promise<{ added: number }> {
  ctx.require("sales:import");
  let added = 0;
  for (let at = 0; at < facts.length; at += importBatch) {
    const batch = facts.slice(at, at + importBatch);
    added += await ctx.transaction((tx) => recordSales(tx, batch));
  }
  await ctx.transaction((tx) =>
    recordAudit(tx, ctx, { action: "sales.import", subject: ctx.tenant.id, after: { given: facts.length, added } }),
  );
  return { added };
}

/** Sold per business day over the last `days`, today excluded since it is not over. Days without sales are absent. */
export function dailyDemand(
  reader: TenantReader | TenantTx,
  today: LocalDate,
  itemIds: readonly (ItemId | string)[],
  branchIds: readonly (BranchId | string)[],
  days: number,
): Promise<DemandDay[]> {
  return saleRepository(reader).demand(itemIds, branchIds, plusDays(today, -days), plusDays(today, -1));
}

const scopeOf = (ctx: ServiceContext, branchId: string | undefined) =>
  branchId ? [branchId] : branchScope(ctx.permissions, "analytics:read");

/** Net sales of the period over the equal one before, by day and by branch. */
export async function salesSummary(ctx: ServiceContext, query: SummaryQuery): Promise<SalesSummary> {
  ctx.require("analytics:read", query.branchId);
  const scope = scopeOf(ctx, query.branchId);
  const reach = scope === "all" ? "all" : [...scope].sort().join(",");
  const seesCost = ctx.can("cost:read");
  const key = [ctx.today(), query.days, query.branchId, reach, seesCost];
  return cache().get({
    tenant: ctx.tenant.id,
    name: "sales-summary",
    key,
    freshSeconds,
    load: () => readSummary(ctx, query),
  });
}

async function readSummary(ctx: ServiceContext, { branchId, days }: SummaryQuery): Promise<SalesSummary> {
  const { currency } = ctx.tenant;
  const to = ctx.today();
  const from = plusDays(to, -(days - 1));
  const repository = saleRepository(ctx.read);
  const [totals, branches] = await Promise.all([
    repository.dayTotals(scopeOf(ctx, branchId), plusDays(from, -days), to),
    repository.branches(),
  ]);
  const net = (rows: typeof totals) => rows.reduce((all, { netMinor }) => all + netMinor, 0n);
  const wire = (minor: bigint) => toWire(money(minor, currency));
  const now = totals.filter(({ businessDate }) => businessDate >= from);
  const before = totals.filter(({ businessDate }) => businessDate < from);
  const onDay = (rows: typeof totals, date: LocalDate) => net(rows.filter(({ businessDate }) => businessDate === date));
  const cost = now.reduce((all, { costMicro }) => all + costMicro, 0n);
  const visible = scopeOf(ctx, branchId);
  return {
    from,
    to,
    sales: wire(net(now)),
    salesBefore: wire(net(before)),
    changePerThousand: changePerThousand(net(now), net(before)),
    marginPerThousand: ctx.can("cost:read") ? marginPerThousand(net(now), cost, currencyDigits[currency]) : null,
    pieces: milliToText(now.reduce((all, { qtyMilli }) => all + qtyMilli, 0n)),
    perDay: Array.from({ length: days }, (_, index) => {
      const date = plusDays(from, index);
      return { date, sales: wire(onDay(now, date)).amount, before: wire(onDay(before, plusDays(date, -days))).amount };
    }),
    perBranch: branches
      .filter(({ id }) => visible === "all" || visible.includes(id))
      .map(({ id, name }) => {
        const mine = net(now.filter((row) => row.branchId === id));
        return {
          branchId: id,
          name,
          sales: wire(mine),
          changePerThousand: changePerThousand(mine, net(before.filter((row) => row.branchId === id))),
        };
      }),
  };
}

/** Net sales between two business days, both included, by branch, largest first; `sales` counts sale lines. */
export async function salesBetween(
  ctx: ServiceContext,
  { from, to, branchId }: { from: LocalDate; to: LocalDate; branchId?: string },
): Promise<{ total: MoneyWire; sales: number; perBranch: { name: string; total: MoneyWire }[] }> {
  ctx.require("analytics:read", branchId);
  const repository = saleRepository(ctx.read);
  const [totals, branches] = await Promise.all([
    repository.dayTotals(scopeOf(ctx, branchId), from, to),
    repository.branches(),
  ]);
  const wire = (minor: bigint) => toWire(money(minor, ctx.tenant.currency));
  const byBranch = new Map<string, bigint>();
  for (const row of totals) byBranch.set(row.branchId, (byBranch.get(row.branchId) ?? 0n) + row.netMinor);
  return {
    total: wire(totals.reduce((all, { netMinor }) => all + netMinor, 0n)),
    sales: totals.reduce((all, row) => all + row.sales, 0),
    perBranch: branches
      .flatMap(({ id, name }) => (byBranch.has(id) ? [{ name, minor: byBranch.get(id) ?? 0n }] : []))
      .sort((a, b) => (a.minor === b.minor ? 0 : a.minor > b.minor ? -1 : 1))
      .map(({ name, minor }) => ({ name, total: wire(minor) })),
  };
}

export async function topProducts(ctx: ServiceContext, { branchId, days, limit }: TopProductsQuery) {
  ctx.require("analytics:read", branchId);
  const to = ctx.today();
  const rows = await saleRepository(ctx.read).top(scopeOf(ctx, branchId), plusDays(to, -(days - 1)), to, limit);
  const items = new Map(
    (
      await getItems(
        ctx.read,
        rows.map(({ itemId }) => itemId),
      )
    ).map((item) => [item.itemId as string, item]),
  );
  return rows.map(({ itemId, qtyMilli, netMinor }) => ({
    itemId,
    name: items.get(itemId)?.name ?? "",
    sku: items.get(itemId)?.sku ?? "",
    pieces: milliToText(qtyMilli),
    sales: toWire(money(netMinor, ctx.tenant.currency)),
  }));
}

const paceDays = 28;

/** How much of each item each branch sold lately: days of cover are a figure of stock, so whoever sees stock sees it. */
export async function salesPace(ctx: ServiceContext, { itemIds }: { itemIds: readonly string[] }) {
  ctx.require("stock:read");
  const branches = await saleRepository(ctx.read).branches();
  const branchIds = branches.map(({ id }) => id);
  const sold = new Map<string, { itemId: string; branchId: string; milli: bigint }>();
  for (const day of await dailyDemand(ctx.read, ctx.today(), itemIds, branchIds, paceDays)) {
    const key = `${day.itemId}:${day.branchId}`;
    const before = sold.get(key)?.milli ?? 0n;
    sold.set(key, { itemId: day.itemId, branchId: day.branchId, milli: before + day.qtyMilli });
  }
  return {
    days: paceDays,
    rows: [...sold.values()].map(({ itemId, branchId, milli }) => ({ itemId, branchId, sold: milliToText(milli) })),
  };
}

/** Healthy when it returns nothing. */
export async function verifyInvariants(ctx: ServiceContext): Promise<{ invariant: string; detail: string }[]> {
  ctx.require("analytics:read");
  const rows = await saleRepository(ctx.read).disagreements();
  return rows.map(({ itemId, branchId }) => ({
    invariant: "I5",
    detail: `sales rollup differs from its facts: ${itemId} in ${branchId}`,
  }));
}
