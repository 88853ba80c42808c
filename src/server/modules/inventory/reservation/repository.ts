import type { ItemId, LocationId, ReservationId } from "@/lib/ids";
import { type Instant, toDate } from "@/lib/time";
import { sql, type TenantTx } from "@/server/platform/db";

/** Whom goods are held for: an order, a quote, a transfer, a hold. */
export interface Subject {
  readonly kind: string;
  readonly id: string;
}
export interface Held {
  itemId: ItemId;
  locationId: LocationId;
  qtyMilli: bigint;
}
interface HeldRow {
  item_id: ItemId;
  location_id: LocationId;
  qty_milli: bigint;
}
interface Place {
  readonly itemId: string;
  readonly locationId: string;
}

const toHeld = (row: HeldRow): Held => ({ itemId: row.item_id, locationId: row.location_id, qtyMilli: row.qty_milli });
const itemsOf = (places: readonly Place[]): string[] => places.map((place) => place.itemId);
const locationsOf = (places: readonly Place[]): string[] => places.map((place) => place.locationId);

/** Whoever changes live reservations of a level already holds that level's lock, except an insert of its own subject's rows. */
export const reservationRepository = (tx: TenantTx) => ({
  /** True when the line is new (or was dead and lives again): only then may the level be charged. */
  async insert(row: {
    id: ReservationId;
    subject: Subject;
    lineKey: string;
    itemId: ItemId;
    locationId: LocationId;
    qtyMilli: bigint;
    expiresAt: Instant | null;
    at: Instant;
  }): Promise<boolean> {
    const count = await sql.execute(tx)`
      insert into reservation (id, subject_kind, subject_id, line_key, item_id, location_id, qty_milli, expires_at, created_at)
      values (${row.id}, ${row.subject.kind}, ${row.subject.id}, ${row.lineKey}, ${row.itemId}, ${row.locationId}, ${row.qtyMilli},
        ${row.expiresAt === null ? null : toDate(row.expiresAt)}::timestamptz, ${toDate(row.at)})
      on conflict (subject_kind, subject_id, line_key, location_id) do update
        set item_id = excluded.item_id, qty_milli = excluded.qty_milli, expires_at = excluded.expires_at,
          created_at = excluded.created_at, consumed_at = null, released_at = null, release_reason = null
        where reservation.consumed_at is not null or reservation.released_at is not null`;
    return count === 1;
  },

  /** One statement decides the race: the row is charged only while enough is free. */
  async charge(itemId: ItemId, locationId: LocationId, qtyMilli: bigint): Promise<boolean> {
    const count = await sql.execute(tx)`
      update stock_level set reserved_milli = reserved_milli + ${qtyMilli}
      where item_id = ${itemId} and location_id = ${locationId} and on_hand_milli - reserved_milli >= ${qtyMilli}`;
    return count === 1;
  },

  async uncharge(freed: readonly Held[]): Promise<void> {
    if (freed.length === 0) return;
    await sql.execute(tx)`
      update stock_level l set reserved_milli = l.reserved_milli - f.qty
      from (select item_id, location_id, sum(qty)::bigint as qty
            from unnest(${itemsOf(freed)}::text[], ${locationsOf(freed)}::text[], ${freed.map((held) => held.qtyMilli)}::bigint[])
              as u(item_id, location_id, qty)
            group by 1, 2) f
      where l.item_id = f.item_id and l.location_id = f.location_id`;
  },

  /** Where a subject holds goods, before any lock. */
  async listPlaces(subject: Subject): Promise<Held[]> {
    const rows = await sql<HeldRow>(tx)`
      select item_id, location_id, qty_milli from reservation
      where subject_kind = ${subject.kind} and subject_id = ${subject.id} and consumed_at is null and released_at is null`;
    return rows.map(toHeld);
  },

  async consume(subject: Subject, places: readonly Place[], at: Instant): Promise<Held[]> {
    const rows = await sql<HeldRow>(tx)`
      update reservation r set consumed_at = ${toDate(at)}
      from unnest(${itemsOf(places)}::text[], ${locationsOf(places)}::text[]) as p(item_id, location_id)
      where r.subject_kind = ${subject.kind} and r.subject_id = ${subject.id} and r.consumed_at is null and r.released_at is null
        and r.item_id = p.item_id and r.location_id = p.location_id
      returning r.item_id, r.location_id, r.qty_milli`;
    return rows.map(toHeld);
  },

  async release(subject: Subject, reason: string, at: Instant): Promise<Held[]> {
    const rows = await sql<HeldRow>(tx)`
      update reservation set released_at = ${toDate(at)}, release_reason = ${reason}
      where subject_kind = ${subject.kind} and subject_id = ${subject.id} and consumed_at is null and released_at is null
      returning item_id, location_id, qty_milli`;
    return rows.map(toHeld);
  },

  /** Tidies what ran out in these places; the caller gives the level back what it answers. */
  async expire(places: readonly Place[], at: Instant): Promise<Held[]> {
    const rows = await sql<HeldRow>(tx)`
      update reservation r set released_at = ${toDate(at)}, release_reason = 'expired'
      from unnest(${itemsOf(places)}::text[], ${locationsOf(places)}::text[]) as p(item_id, location_id)
      where r.item_id = p.item_id and r.location_id = p.location_id and r.consumed_at is null and r.released_at is null
        and r.expires_at <= ${toDate(at)}
      returning r.item_id, r.location_id, r.qty_milli`;
    return rows.map(toHeld);
  },

  async listExpired(at: Instant, limit: number): Promise<{ itemId: ItemId; locationId: LocationId }[]> {
    const rows = await sql<{ item_id: ItemId; location_id: LocationId }>(tx)`
      select item_id, location_id from reservation
      where consumed_at is null and released_at is null and expires_at <= ${toDate(at)}
      group by 1, 2 limit ${limit}`;
    return rows.map((row) => ({ itemId: row.item_id, locationId: row.location_id }));
  },

  /** Live holds change hands with their goods; what ran out stays behind. */
  async move(from: Subject, to: Subject, expiresAt: Instant | null, at: Instant): Promise<number> {
    return sql.execute(tx)`
      update reservation set subject_kind = ${to.kind}, subject_id = ${to.id},
        expires_at = ${expiresAt === null ? null : toDate(expiresAt)}::timestamptz
      where subject_kind = ${from.kind} and subject_id = ${from.id} and consumed_at is null and released_at is null
        and (expires_at is null or expires_at > ${toDate(at)})`;
  },

  /** Who else holds an item in a place, for the refusal's wording. */
  async findHolder(itemId: ItemId, locationId: LocationId): Promise<{ kind: string; until: Date | null } | null> {
    const rows = await sql<{ subject_kind: string; expires_at: Date | null }>(tx)`
      select subject_kind, expires_at from reservation
      where item_id = ${itemId} and location_id = ${locationId} and consumed_at is null and released_at is null
      order by expires_at nulls last limit 1`;
    return rows[0] ? { kind: rows[0].subject_kind, until: rows[0].expires_at } : null;
  },
});
