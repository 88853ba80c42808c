import type { BranchId, ItemId, LocationId, MovementId } from "@/lib/ids";
import { dateColumn, type Instant, type LocalDate, toDate } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import {
  type Entry,
  type Location,
  type LocationKind,
  levelKey,
  type NegativePolicy,
  type OpenLevel,
  type PostedMovement,
} from "./domain";

interface LocationRow {
  id: LocationId;
  kind: LocationKind;
  branch_id: string | null;
  is_real: boolean;
  negative_policy: NegativePolicy;
}
const toLocation = (row: LocationRow): Location => ({
  id: row.id,
  kind: row.kind,
  branchId: row.branch_id,
  isReal: row.is_real,
  negativePolicy: row.negative_policy,
});

export interface LevelKey {
  itemId: ItemId;
  locationId: LocationId;
  branchId: string | null;
}

interface LevelRow {
  item_id: ItemId;
  location_id: LocationId;
  branch_id: string | null;
  on_hand_milli: bigint;
  reserved_milli: bigint;
  value_micro: bigint;
  last_cost_micro: bigint;
  seq: bigint;
}

export interface StoredMovement {
  id: MovementId;
  movement: PostedMovement;
}

export interface Stamp {
  at: Instant;
  businessDate: LocalDate;
  actor: string;
}

/** Row locks on levels are always taken in (item, location) order, here and nowhere else, so two postings cannot wait for each other. */
export const ledgerRepository = (tx: TenantTx) => ({
  async findLocation(kind: LocationKind, branchId?: BranchId | string, toBranchId?: string): Promise<Location | null> {
    const rows = await sql<LocationRow>(tx)`
      select id, kind, branch_id, is_real, negative_policy from stock_location
      where kind = ${kind} and branch_id is not distinct from ${branchId ?? null}::text
        and to_branch_id is not distinct from ${toBranchId ?? null}::text`;
    return rows[0] ? toLocation(rows[0]) : null;
  },

  /** Two callers may create the same place at once: the unique index lets one win and both read it. */
  async insertLocation(row: {
    id: LocationId;
    kind: LocationKind;
    branchId?: string;
    toBranchId?: string;
  }): Promise<void> {
    const isReal = row.kind === "shelf" || row.kind === "transit";
    await sql.execute(tx)`
      insert into stock_location (id, kind, branch_id, to_branch_id, is_real)
      values (${row.id}, ${row.kind}, ${row.branchId ?? null}, ${row.toBranchId ?? null}, ${isReal})
      on conflict do nothing`;
  },

  /** Makes missing levels and locks all of them, in order. */
  async lockLevels(keys: readonly LevelKey[]): Promise<Map<string, OpenLevel>> {
    const unique = [...new Map(keys.map((key) => [levelKey(key.itemId, key.locationId), key])).values()].sort((a, b) =>
      levelKey(a.itemId, a.locationId) < levelKey(b.itemId, b.locationId) ? -1 : 1,
    );
    const items = unique.map((key) => key.itemId);
    const locations = unique.map((key) => key.locationId);
    const branches = unique.map((key) => key.branchId);
    await sql.execute(tx)`
      insert into stock_level (item_id, location_id, branch_id)
      select * from unnest(${items}::text[], ${locations}::text[], ${branches}::text[]) as k(item_id, location_id, branch_id)
      order by 1, 2
      on conflict (item_id, location_id) do nothing`;
    const rows = await sql<LevelRow>(tx)`
      select l.item_id, l.location_id, l.branch_id, l.on_hand_milli, l.reserved_milli, l.value_micro, l.last_cost_micro, l.seq
      from stock_level l
      join unnest(${items}::text[], ${locations}::text[]) as k(item_id, location_id)
        on l.item_id = k.item_id and l.location_id = k.location_id
      order by l.item_id, l.location_id
      for update of l`;
    return new Map(
      rows.map((row) => [
        levelKey(row.item_id, row.location_id),
        {
          itemId: row.item_id,
          locationId: row.location_id,
          branchId: row.branch_id,
          onHandMilli: row.on_hand_milli,
          reservedMilli: row.reserved_milli,
          valueMicro: row.value_micro,
          lastCostMicro: row.last_cost_micro,
          seq: row.seq,
        },
      ]),
    );
  },

  /** Effects that were already posted, with the value they moved. */
  async findEffects(effectKeys: readonly string[]): Promise<Map<string, bigint>> {
    const rows = await sql<{ effect_key: string; value_micro: bigint }>(tx)`
      select effect_key, value_micro from stock_movement where effect_key = any(${effectKeys}::text[])`;
    return new Map(rows.map((row) => [row.effect_key, row.value_micro]));
  },

  async insertMovements(movements: readonly StoredMovement[], { at, businessDate, actor }: Stamp): Promise<void> {
    const rows = movements.map(({ id, movement }) => ({
      id,
      item_id: movement.itemId,
      from_location_id: movement.from.id,
      to_location_id: movement.to.id,
      qty_milli: `${movement.qtyMilli}`,
      value_micro: `${movement.valueMicro}`,
      correction_micro: `${movement.correctionMicro}`,
      reason: movement.reason,
      source_kind: movement.source.kind,
      source_id: movement.source.id,
      effect_key: movement.effectKey,
      cost_state: movement.isProvisional ? "provisional" : "final",
    }));
    await sql.execute(tx)`
      insert into stock_movement (id, item_id, from_location_id, to_location_id, qty_milli, value_micro, correction_micro, reason,
        source_kind, source_id, effect_key, cost_state, occurred_at, business_date, actor, posted_at)
      select id, item_id, from_location_id, to_location_id, qty_milli, value_micro, correction_micro, reason,
        source_kind, source_id, effect_key, cost_state, ${toDate(at)}, ${dateColumn(businessDate)}::date, ${actor}, ${toDate(at)}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, item_id text, from_location_id text, to_location_id text,
        qty_milli bigint, value_micro bigint, correction_micro bigint, reason text, source_kind text, source_id text,
        effect_key text, cost_state text)`;
  },

  async insertEntries(entries: readonly (Entry & { movementId: MovementId })[]): Promise<void> {
    if (entries.length === 0) return;
    await sql.execute(tx)`
      insert into stock_entry (item_id, location_id, seq, movement_id, delta_milli, balance_milli, delta_value_micro, balance_value_micro)
      select * from unnest(
        ${entries.map((entry) => entry.itemId)}::text[], ${entries.map((entry) => entry.locationId)}::text[],
        ${entries.map((entry) => entry.seq)}::bigint[], ${entries.map((entry) => entry.movementId)}::text[],
        ${entries.map((entry) => entry.deltaMilli)}::bigint[], ${entries.map((entry) => entry.balanceMilli)}::bigint[],
        ${entries.map((entry) => entry.deltaValueMicro)}::bigint[], ${entries.map((entry) => entry.balanceValueMicro)}::bigint[])
        as e(item_id, location_id, seq, movement_id, dm, bm, dv, bv)
      order by 1, 2, 3`;
  },

  async saveLevels(levels: readonly OpenLevel[], at: Instant): Promise<void> {
    if (levels.length === 0) return;
    const now = toDate(at);
    await sql.execute(tx)`
      update stock_level l set on_hand_milli = n.on_hand, reserved_milli = n.reserved, value_micro = n.value, last_cost_micro = n.cost,
        seq = n.seq, updated_at = ${now},
        negative_since = case when n.on_hand < 0 then coalesce(l.negative_since, ${now}) end
      from unnest(${levels.map((level) => level.itemId)}::text[], ${levels.map((level) => level.locationId)}::text[],
        ${levels.map((level) => level.onHandMilli)}::bigint[], ${levels.map((level) => level.reservedMilli)}::bigint[],
        ${levels.map((level) => level.valueMicro)}::bigint[], ${levels.map((level) => level.lastCostMicro)}::bigint[],
        ${levels.map((level) => level.seq)}::bigint[]) as n(item_id, location_id, on_hand, reserved, value, cost, seq)
      where l.item_id = n.item_id and l.location_id = n.location_id`;
  },
});

interface EntryRow {
  seq: bigint;
  delta_milli: bigint;
  balance_milli: bigint;
  delta_value_micro: bigint;
  reason: string;
  source_kind: string;
  source_id: string;
  actor: string;
  posted_at: Date;
}

/** The bank statement of an item in a branch, newest first. */
export async function listEntries(
  reader: TenantReader,
  filter: { itemId: string; branchId: string; beforeSeq: bigint | null; limit: number },
): Promise<EntryRow[]> {
  return sql<EntryRow>(reader)`
    select e.seq, e.delta_milli, e.balance_milli, e.delta_value_micro, m.reason, m.source_kind, m.source_id, m.actor, m.posted_at
    from stock_entry e
    join stock_location s on s.id = e.location_id and s.kind = 'shelf' and s.branch_id = ${filter.branchId}
    join stock_movement m on m.id = e.movement_id
    where e.item_id = ${filter.itemId} and (${filter.beforeSeq}::bigint is null or e.seq < ${filter.beforeSeq}::bigint)
    order by e.seq desc
    limit ${filter.limit}`;
}
