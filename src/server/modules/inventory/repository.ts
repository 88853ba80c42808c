import type { BranchId, ItemId } from "@/lib/ids";
import { type Instant, toDate } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";

/** What a branch's shelf holds of an item. */
export interface BranchStock {
  itemId: ItemId;
  branchId: BranchId;
  branchName: string;
  onHandMilli: bigint;
  reservedMilli: bigint;
  /** On hand less live reservations. */
  availableMilli: bigint;
  valueMicro: bigint;
  averageCostMicro: bigint;
  minMilli: bigint | null;
  maxMilli: bigint | null;
  updatedAt: Date;
}

interface StockRow {
  item_id: ItemId;
  branch_id: BranchId;
  branch_name: string;
  on_hand_milli: bigint;
  reserved_milli: bigint;
  value_micro: bigint;
  average_cost_micro: bigint;
  min_milli: bigint | null;
  max_milli: bigint | null;
  updated_at: Date;
}

export interface BranchName {
  id: BranchId;
  code: string;
  name: string;
}

/** Branches are reference data of every module; only `tenancy` writes them. */
export async function listBranches(reader: TenantReader): Promise<BranchName[]> {
  return sql<BranchName>(reader)`select id, code, name from branch where status = 'active' order by position, name`;
}

/**
 * Shelf levels of these items. Only pairs that ever held something have a row. With `now`, a hold that ran out no longer counts even
 * where the sweep has not passed yet.
 */
export async function listShelfStock(
  reader: TenantReader,
  filter: { itemIds: readonly string[]; branchIds?: readonly string[]; now?: Instant },
): Promise<BranchStock[]> {
  const branches =
    filter.branchIds === undefined ? sql.empty : sql.fragment`and l.branch_id = any(${filter.branchIds}::text[])`;
  const lapsed =
    filter.now === undefined
      ? sql.fragment`0::bigint`
      : sql.fragment`coalesce((select sum(r.qty_milli)::bigint from reservation r
          where r.item_id = l.item_id and r.location_id = l.location_id and r.consumed_at is null and r.released_at is null
            and r.expires_at <= ${toDate(filter.now)}), 0)`;
  const rows = await sql<StockRow>(reader)`
    select l.item_id, l.branch_id, b.name as branch_name, l.on_hand_milli, l.reserved_milli - ${lapsed} as reserved_milli,
      l.value_micro, case when l.on_hand_milli > 0 then round(l.value_micro::numeric * 1000 / l.on_hand_milli)::bigint
        else l.last_cost_micro end as average_cost_micro,
      l.min_milli, l.max_milli, l.updated_at
    from stock_level l
    join branch b on b.id = l.branch_id and b.status = 'active'
    where l.item_id = any(${filter.itemIds}::text[]) and l.branch_id is not null ${branches}
    order by l.item_id, b.position, b.name`;
  return rows.map((row) => ({
    itemId: row.item_id,
    branchId: row.branch_id,
    branchName: row.branch_name,
    onHandMilli: row.on_hand_milli,
    reservedMilli: row.reserved_milli,
    availableMilli: row.on_hand_milli - row.reserved_milli,
    valueMicro: row.value_micro,
    averageCostMicro: row.average_cost_micro,
    minMilli: row.min_milli,
    maxMilli: row.max_milli,
    updatedAt: row.updated_at,
  }));
}

/** Shelf pairs in key order, for a sweep that goes on where it stopped. */
export async function listShelfPairs(
  reader: TenantReader,
  after: { itemId: string; branchId: string } | null,
  limit: number,
): Promise<{ itemId: ItemId; branchId: BranchId }[]> {
  const rows = await sql<{ item_id: ItemId; branch_id: BranchId }>(reader)`
    select item_id, branch_id from stock_level
    where branch_id is not null and (item_id, branch_id) > (${after?.itemId ?? ""}, ${after?.branchId ?? ""})
    order by item_id, branch_id limit ${limit}`;
  return rows.map((row) => ({ itemId: row.item_id, branchId: row.branch_id }));
}

export interface Incoming {
  itemId: ItemId;
  branchId: BranchId;
  qtyMilli: bigint;
}

/** What approved and shipped transfers still bring to each branch. */
export async function listIncoming(reader: TenantReader, itemIds: readonly string[]): Promise<Incoming[]> {
  const rows = await sql<{ item_id: ItemId; branch_id: BranchId; qty: bigint }>(reader)`
    select line.item_id, t.to_branch_id as branch_id,
      sum(case when t.status in ('requested', 'approved') then greatest(line.approved_milli, line.requested_milli)
        else line.shipped_milli - line.received_milli - line.lost_milli - line.returned_milli end)::bigint as qty
    from transfer t join transfer_line line on line.transfer_id = t.id
    where t.status in ('requested', 'approved', 'in_transit', 'partially_received') and line.item_id = any(${itemIds}::text[])
    group by 1, 2`;
  return rows.map((row) => ({ itemId: row.item_id, branchId: row.branch_id, qtyMilli: row.qty }));
}

export async function saveLimits(
  tx: TenantTx,
  row: { itemId: string; locationId: string; minMilli: bigint | null; maxMilli: bigint | null },
): Promise<void> {
  await tx.stockLevel.update({
    where: { itemId_locationId: { itemId: row.itemId, locationId: row.locationId } },
    data: { minMilli: row.minMilli, maxMilli: row.maxMilli },
  });
}

export interface Violation {
  rule: string;
  subject: string;
  expected: string;
  found: string;
}

/** Every figure that is kept twice must agree with its ledger; an empty answer is the proof. */
export async function findViolations(reader: TenantReader): Promise<Violation[]> {
  return sql<Violation>(reader)`
    with entries as (
      select item_id, location_id, count(*) as entries, max(seq) as seq, sum(delta_milli) as qty, sum(delta_value_micro) as value
      from stock_entry group by 1, 2
    ), moved as (
      select item_id, location_id, sum(qty) as qty, sum(value) as value from (
        select item_id, to_location_id as location_id, qty_milli as qty, value_micro - correction_micro as value from stock_movement
        union all
        select item_id, from_location_id, -qty_milli, -value_micro from stock_movement) sides
      join stock_location place on place.id = location_id and place.is_real
      group by 1, 2
    ), held as (
      select item_id, location_id, sum(qty_milli) as qty from reservation
      where consumed_at is null and released_at is null group by 1, 2
    ), onway as (
      select line.item_id, sum(line.shipped_milli - line.received_milli - line.lost_milli - line.returned_milli) as qty
      from transfer_line line join transfer t on t.id = line.transfer_id and t.status in ('in_transit', 'partially_received')
      group by 1
    ), transit as (
      select l.item_id, sum(l.on_hand_milli) as qty from stock_level l
      join stock_location place on place.id = l.location_id and place.kind = 'transit' group by 1
    )
    select 'level_is_fold_of_entries' as rule, l.item_id || ':' || l.location_id as subject,
      coalesce(e.qty, 0) || ' / ' || coalesce(e.value, 0) || ' @ ' || coalesce(e.seq, 0) as expected,
      l.on_hand_milli || ' / ' || l.value_micro || ' @ ' || l.seq as found
    from stock_level l left join entries e using (item_id, location_id)
    where (coalesce(e.qty, 0), coalesce(e.value, 0), coalesce(e.seq, 0), coalesce(e.entries, 0))
      is distinct from (l.on_hand_milli::numeric, l.value_micro::numeric, l.seq, l.seq)
    union all
    select 'entries_are_fold_of_movements', coalesce(m.item_id, e.item_id) || ':' || coalesce(m.location_id, e.location_id),
      coalesce(m.qty, 0) || ' / ' || coalesce(m.value, 0), coalesce(e.qty, 0) || ' / ' || coalesce(e.value, 0)
    from moved m full join entries e using (item_id, location_id)
    where (m.qty, m.value) is distinct from (e.qty, e.value)
    union all
    select 'reserved_is_sum_of_holds', l.item_id || ':' || l.location_id, coalesce(h.qty, 0)::text, l.reserved_milli::text
    from stock_level l left join held h using (item_id, location_id) where coalesce(h.qty, 0) <> l.reserved_milli
    union all
    select 'transit_is_what_is_on_the_way', coalesce(o.item_id, t.item_id), coalesce(o.qty, 0)::text, coalesce(t.qty, 0)::text
    from onway o full join transit t using (item_id) where coalesce(o.qty, 0) <> coalesce(t.qty, 0)
    limit 100`;
}
