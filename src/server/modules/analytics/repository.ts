import type { BranchId, ItemId } from "@/lib/ids";
import { dateColumn, type LocalDate, toDate } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import type { SaleFact } from "./domain";

/** What items sold on each business day; days without sales are absent. */
export interface DemandDay {
  itemId: ItemId;
  branchId: BranchId;
  businessDate: LocalDate;
  qtyMilli: bigint;
}

export interface DayTotal {
  businessDate: LocalDate;
  branchId: BranchId;
  netMinor: bigint;
  costMicro: bigint;
  qtyMilli: bigint;
  sales: number;
}

const inBranches = (branches: "all" | readonly string[]) =>
  branches === "all" ? sql.fragment`true` : sql.fragment`branch_id = any(${[...branches]}::text[])`;

export const saleRepository = (db: TenantReader | TenantTx) => ({
  /** Facts known already are left alone, and only new ones reach the rollup. Returns how many were new. */
  async insertFacts(tx: TenantTx, facts: readonly SaleFact[]): Promise<number> {
    const [row] = await sql<{ count: bigint }>(tx)`
      with given as (
        select * from unnest(${facts.map((f) => dateColumn(f.businessDate))}::date[], ${facts.map((f) => f.factKey)}::text[],
          ${facts.map((f) => f.branchId)}::text[], ${facts.map((f) => f.itemId)}::text[], ${facts.map((f) => f.source)}::text[],
          ${facts.map((f) => f.qtyMilli)}::bigint[], ${facts.map((f) => f.netMinor)}::bigint[], ${facts.map((f) => f.taxMinor)}::bigint[],
          ${facts.map((f) => f.costMicro)}::bigint[], ${facts.map((f) => f.currency)}::text[], ${facts.map((f) => toDate(f.occurredAt))}::timestamptz[])
          as g(business_date, fact_key, branch_id, item_id, source, qty_milli, net_minor, tax_minor, cost_micro, currency, occurred_at)
      ), added as (
        insert into sale_fact (business_date, fact_key, branch_id, item_id, source, qty_milli, net_minor, tax_minor, cost_micro, currency, occurred_at)
        select * from given on conflict do nothing
        returning business_date, branch_id, item_id, currency, qty_milli, net_minor, cost_micro
      ), rolled as (
        insert into sale_day (business_date, branch_id, item_id, currency, qty_milli, net_minor, cost_micro, sales)
        select business_date, branch_id, item_id, min(currency), sum(qty_milli)::bigint, sum(net_minor)::bigint, sum(cost_micro)::bigint, count(*)::int
        from added group by business_date, branch_id, item_id order by business_date, branch_id, item_id
        on conflict (business_date, branch_id, item_id) do update set
          qty_milli = sale_day.qty_milli + excluded.qty_milli, net_minor = sale_day.net_minor + excluded.net_minor,
          cost_micro = sale_day.cost_micro + excluded.cost_micro, sales = sale_day.sales + excluded.sales
        returning 1
      )
      select (select count(*) from added) as count, (select count(*) from rolled) as rolled`;
    return Number(row?.count ?? 0n);
  },
  async demand(
    itemIds: readonly (ItemId | string)[],
    branchIds: readonly (BranchId | string)[],
    from: LocalDate,
    to: LocalDate,
  ): Promise<DemandDay[]> {
    const rows = await sql<DemandDay>(db)`
      select item_id as "itemId", branch_id as "branchId", business_date::text as "businessDate", qty_milli as "qtyMilli" from sale_day
      where item_id = any(${[...itemIds]}::text[]) and branch_id = any(${[...branchIds]}::text[])
        and business_date between ${dateColumn(from)}::date and ${dateColumn(to)}::date
      order by item_id, branch_id, business_date`;
    return rows;
  },
  async dayTotals(branches: "all" | readonly string[], from: LocalDate, to: LocalDate): Promise<DayTotal[]> {
    const rows = await sql<DayTotal>(db)`
      select business_date::text as "businessDate", branch_id as "branchId", sum(net_minor)::bigint as "netMinor",
        sum(cost_micro)::bigint as "costMicro", sum(qty_milli)::bigint as "qtyMilli", sum(sales)::int as sales
      from sale_day where business_date between ${dateColumn(from)}::date and ${dateColumn(to)}::date and ${inBranches(branches)}
      group by business_date, branch_id order by business_date`;
    return rows;
  },
  async top(branches: "all" | readonly string[], from: LocalDate, to: LocalDate, limit: number) {
    return sql<{ itemId: ItemId; qtyMilli: bigint; netMinor: bigint }>(db)`
      select item_id as "itemId", sum(qty_milli)::bigint as "qtyMilli", sum(net_minor)::bigint as "netMinor" from sale_day
      where business_date between ${dateColumn(from)}::date and ${dateColumn(to)}::date and ${inBranches(branches)}
      group by item_id order by sum(net_minor) desc, item_id limit ${limit}`;
  },
  async branches() {
    return db.branch.findMany({
      where: { status: "active" },
      orderBy: { position: "asc" },
      select: { id: true, name: true, code: true },
    });
  },
  /** Rollup and facts that disagree; none when healthy. */
  async disagreements() {
    return sql<{ itemId: string; branchId: string; businessDate: string }>(db)`
      select coalesce(d.item_id, f.item_id) as "itemId", coalesce(d.branch_id, f.branch_id) as "branchId", coalesce(d.business_date, f.business_date)::text as "businessDate"
      from sale_day d full join (
        select business_date, branch_id, item_id, sum(qty_milli) as qty, sum(net_minor) as net, sum(cost_micro) as cost
        from sale_fact group by business_date, branch_id, item_id) f using (business_date, branch_id, item_id)
      where d.qty_milli is distinct from f.qty or d.net_minor is distinct from f.net or d.cost_micro is distinct from f.cost limit 20`;
  },
});
