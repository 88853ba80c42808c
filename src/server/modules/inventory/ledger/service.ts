import { raise } from "@/lib/errors";
import type { BranchId, ItemId, LocationId, MovementId } from "@/lib/ids";
import { milliToText } from "@/lib/quantity";
import { actorRef, type ServiceContext } from "@/server/platform/context";
import type { TenantTx } from "@/server/platform/db";
import { publish } from "@/server/platform/outbox";
import { stockMoved } from "../events";
import { reservationRepository, type Subject } from "../reservation/repository";
import {
  type Location,
  type LocationKind,
  levelKey,
  type OpenLevel,
  type Posting,
  post,
  type Shortage,
} from "./domain";
import { ledgerRepository } from "./repository";

/** The place, made on first use: a branch has one shelf, a tenant one of each virtual kind, a pair of branches one transit. */
export async function locationOf(
  tx: TenantTx,
  ctx: ServiceContext,
  kind: LocationKind,
  branchId?: BranchId | string,
  toBranchId?: string,
): Promise<Location> {
  const ledger = ledgerRepository(tx);
  const found = await ledger.findLocation(kind, branchId, toBranchId);
  if (found) return found;
  await ledger.insertLocation({ id: ctx.ids.next<LocationId>(), kind, branchId, toBranchId });
  return (await ledger.findLocation(kind, branchId, toBranchId)) ?? raise("internal");
}

const virtualKinds = ["supplier", "customer", "waste", "production", "adjustment", "opening", "loss"] as const;

/** A new branch's shelf and the places outside, so that the first sale does not have to make them. */
export async function ensureBranchLocations(
  tx: TenantTx,
  ctx: ServiceContext,
  branchId: BranchId | string,
): Promise<void> {
  await locationOf(tx, ctx, "shelf", branchId);
  for (const kind of virtualKinds) await locationOf(tx, ctx, kind);
}

const refuse = ({ itemId, requestedMilli, availableMilli }: Shortage): never =>
  raise("insufficient_stock", {
    itemId,
    requested: milliToText(requestedMilli),
    available: milliToText(availableMilli > 0n ? availableMilli : 0n),
  });

export interface PostOptions {
  /** The subject whose reservations these movements use up. */
  consumes?: Subject;
  /** Demo and opening balances skip the announcement: nobody waits for it. */
  isSilent?: boolean;
}

/**
 * The only way stock moves: locks the levels in order, skips effects already posted, decides, and writes movements, entries, levels and
 * events together. Answers the value each effect moved, also for those that had been posted before.
 */
export async function postMovements(
  tx: TenantTx,
  ctx: ServiceContext,
  postings: readonly Posting[],
  options: PostOptions = {},
): Promise<Map<string, bigint>> {
  if (postings.length === 0) return new Map();
  const ledger = ledgerRepository(tx);
  const reservations = reservationRepository(tx);
  const levels = await ledger.lockLevels(
    postings.flatMap(({ itemId, from, to }) =>
      [from, to]
        .filter((place) => place.isReal)
        .map((place) => ({ itemId, locationId: place.id, branchId: place.kind === "shelf" ? place.branchId : null })),
    ),
  );
  const values = await ledger.findEffects(postings.map((posting) => posting.effectKey));
  const fresh = postings.filter((posting) => !values.has(posting.effectKey));
  if (fresh.length === 0) return values;

  const now = ctx.clock.now();
  const consumed = options.consumes ? await reservations.consume(options.consumes, [...levels.values()], now) : [];
  const free = (freed: readonly { itemId: ItemId; locationId: LocationId; qtyMilli: bigint }[]) => {
    for (const { itemId, locationId, qtyMilli } of freed) {
      const level = levels.get(levelKey(itemId, locationId));
      if (level) levels.set(levelKey(itemId, locationId), { ...level, reservedMilli: level.reservedMilli - qtyMilli });
    }
  };
  free(consumed);
  let posted = post(levels, fresh);
  if (!posted.ok) {
    free(await reservations.expire([...levels.values()], now));
    posted = post(levels, fresh);
  }
  if (!posted.ok) return refuse(posted.shortage);

  const stored = posted.value.movements.map((movement) => ({ id: ctx.ids.next<MovementId>(), movement }));
  const movementIds = new Map(stored.map(({ id, movement }) => [movement.effectKey, id]));
  const idOf = (effectKey: string): MovementId => movementIds.get(effectKey) ?? raise("internal");
  await ledger.insertMovements(stored, { at: now, businessDate: ctx.today(), actor: actorRef(ctx) });
  await ledger.insertEntries(posted.value.entries.map((entry) => ({ ...entry, movementId: idOf(entry.effectKey) })));
  const after = new Map<string, OpenLevel>(levels);
  for (const level of posted.value.levels) after.set(levelKey(level.itemId, level.locationId), level);
  await ledger.saveLevels([...after.values()], now);

  if (!options.isSilent) await announce(tx, ctx, levels, posted.value.levels);
  for (const movement of posted.value.movements) values.set(movement.effectKey, movement.valueMicro);
  return values;
}

async function announce(
  tx: TenantTx,
  ctx: ServiceContext,
  before: ReadonlyMap<string, OpenLevel>,
  after: readonly OpenLevel[],
): Promise<void> {
  for (const level of after) {
    const held = before.get(levelKey(level.itemId, level.locationId))?.onHandMilli ?? 0n;
    await publish(tx, ctx, stockMoved, {
      itemId: level.itemId,
      branchId: level.branchId,
      locationId: level.locationId,
      deltaMilli: `${level.onHandMilli - held}`,
      balanceMilli: `${level.onHandMilli}`,
    });
  }
}
