import { raise } from "@/lib/errors";
import type { BranchId, ItemId, ReservationId } from "@/lib/ids";
import { milliToText } from "@/lib/quantity";
import type { Instant } from "@/lib/time";
import { getItems } from "@/server/modules/catalog/public";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { publish } from "@/server/platform/outbox";
import { reservationReleased } from "../events";
import type { Location } from "../ledger/domain";
import { ledgerRepository } from "../ledger/repository";
import { locationOf } from "../ledger/service";
import { reservationRepository, type Subject } from "./repository";

export interface StockLine {
  lineKey: string;
  itemId: ItemId;
  qtyMilli: bigint;
}

/** Services and fees are sold without stock. */
export async function stockedLines<Line extends { itemId: ItemId }>(
  tx: TenantTx,
  lines: readonly Line[],
): Promise<Line[]> {
  const items = await getItems(tx, [...new Set(lines.map((line) => line.itemId))]);
  const kinds = new Map(items.map((item) => [item.itemId, item.kind]));
  for (const line of lines) if (!kinds.has(line.itemId)) raise("item_not_found");
  return lines.filter((line) => kinds.get(line.itemId) === "good");
}

/**
 * Holds goods of a branch's shelf until `expiresAt` (null: until released or consumed). Demand is summed per item and taken in item
 * order. The same subject and line again holds nothing more.
 */
export async function reserveStock(
  tx: TenantTx,
  ctx: ServiceContext,
  input: { subject: Subject; branchId: BranchId | string; expiresAt: Instant | null; lines: readonly StockLine[] },
): Promise<void> {
  const { subject, expiresAt } = input;
  const shelf = await locationOf(tx, ctx, "shelf", input.branchId);
  const reservations = reservationRepository(tx);
  const demand = new Map<ItemId, bigint>();
  for (const line of await stockedLines(tx, input.lines)) {
    if (line.qtyMilli <= 0n) raise("quantity_invalid");
    const isNew = await reservations.insert({
      id: ctx.ids.next<ReservationId>(),
      ...line,
      subject,
      expiresAt,
      locationId: shelf.id,
      at: ctx.clock.now(),
    });
    if (isNew) demand.set(line.itemId, (demand.get(line.itemId) ?? 0n) + line.qtyMilli);
  }
  for (const [itemId, qtyMilli] of [...demand].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (await reservations.charge(itemId, shelf.id, qtyMilli)) continue;
    const available = await tidy(tx, ctx, itemId, shelf);
    if (await reservations.charge(itemId, shelf.id, qtyMilli)) continue;
    const holder = await reservations.findHolder(itemId, shelf.id);
    raise("insufficient_stock", {
      itemId,
      requested: milliToText(qtyMilli),
      available: milliToText(available > 0n ? available : 0n),
      ...(holder ? { heldBy: holder.kind, heldUntil: holder.until?.toISOString() } : {}),
    });
  }
}

/** Under the level's lock, gives back what ran out and answers what is free now. */
async function tidy(tx: TenantTx, ctx: ServiceContext, itemId: ItemId, shelf: Location): Promise<bigint> {
  const key = { itemId, locationId: shelf.id, branchId: shelf.branchId };
  const [level] = (await ledgerRepository(tx).lockLevels([key])).values();
  const reservations = reservationRepository(tx);
  const freed = await reservations.expire([key], ctx.clock.now());
  await reservations.uncharge(freed);
  const back = freed.reduce((all, held) => all + held.qtyMilli, 0n);
  return (level?.onHandMilli ?? 0n) - (level?.reservedMilli ?? 0n) + back;
}

/** A quote's goods become its order's, without a moment in which anyone else could take them. */
export async function moveReservations(
  tx: TenantTx,
  ctx: ServiceContext,
  from: Subject,
  to: Subject,
  expiresAt: Instant | null = null,
): Promise<number> {
  return reservationRepository(tx).move(from, to, expiresAt, ctx.clock.now());
}

/** Gives everything a subject still holds back to sale. Again is nothing. */
export async function releaseReservations(
  tx: TenantTx,
  ctx: ServiceContext,
  subject: Subject,
  reason: string,
): Promise<void> {
  const reservations = reservationRepository(tx);
  const places = await reservations.listPlaces(subject);
  if (places.length === 0) return;
  await ledgerRepository(tx).lockLevels(places.map((place) => ({ ...place, branchId: null })));
  const freed = await reservations.release(subject, reason, ctx.clock.now());
  if (freed.length === 0) return;
  await reservations.uncharge(freed);
  await publish(tx, ctx, reservationReleased, {
    subjectKind: subject.kind,
    subjectId: subject.id,
    reason,
    itemIds: [...new Set(freed.map((held) => held.itemId))],
  });
}

const sweepLimit = 200;

/** The sweep only tidies: whether a hold lives is judged by its time whenever it is read. */
export async function expireReservations(ctx: ServiceContext): Promise<{ places: number }> {
  ctx.require("stock:adjust");
  const now = ctx.clock.now();
  return ctx.transaction(async (tx) => {
    const reservations = reservationRepository(tx);
    const places = await reservations.listExpired(now, sweepLimit);
    if (places.length === 0) return { places: 0 };
    await ledgerRepository(tx).lockLevels(places.map((place) => ({ ...place, branchId: null })));
    await reservations.uncharge(await reservations.expire(places, now));
    return { places: places.length };
  });
}
