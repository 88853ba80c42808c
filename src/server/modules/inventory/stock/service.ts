import { decodeCursor, encodeCursor } from "@/lib/cursor";
import { raise } from "@/lib/errors";
import type { BranchId, ItemId } from "@/lib/ids";
import { microToMoney, moneyToMicro } from "@/lib/micro";
import { parseAmount, toWire } from "@/lib/money";
import { branchScope } from "@/lib/permissions";
import { milliToText, textToMilli } from "@/lib/quantity";
import type { Instant } from "@/lib/time";
import { getItems, listItems } from "@/server/modules/catalog/public";
import { recordAudit } from "@/server/platform/audit";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantReader, TenantTx } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import { type Posting, valueAt } from "../ledger/domain";
import { ledgerRepository, listEntries } from "../ledger/repository";
import { locationOf, postMovements } from "../ledger/service";
import {
  type BranchStock,
  findViolations,
  type Incoming,
  listBranches,
  listIncoming,
  listShelfPairs,
  listShelfStock,
  saveLimits,
  type Violation,
} from "../repository";
import { type StockLine, stockedLines } from "../reservation/service";
import {
  type AdjustStock,
  adjustStockInput,
  type EntryWire,
  type ListEntries,
  listEntriesInput,
  type ReceiveStock,
  type SetLimits,
  type StockGrid,
  type StockOf,
  type StockRow,
} from "./schema";

const milliOf = (text: string): bigint => textToMilli(text) ?? raise("quantity_invalid");

function toRow(ctx: ServiceContext, stock: BranchStock): StockRow {
  const wire = (micro: bigint) => toWire(microToMoney(micro, ctx.tenant.currency));
  const maySeeCost = ctx.can("cost:read");
  return {
    itemId: stock.itemId,
    branchId: stock.branchId,
    branchName: stock.branchName,
    onHand: milliToText(stock.onHandMilli),
    reserved: milliToText(stock.reservedMilli),
    available: milliToText(stock.availableMilli),
    min: stock.minMilli === null ? null : milliToText(stock.minMilli),
    max: stock.maxMilli === null ? null : milliToText(stock.maxMilli),
    averageCost: maySeeCost ? wire(stock.averageCostMicro) : null,
    value: maySeeCost ? wire(stock.valueMicro) : null,
    updatedAt: stock.updatedAt.toISOString(),
  };
}

/** Shelf stock as other modules read it. With `now`, holds that ran out no longer count. */
export const stockOf = (
  reader: TenantReader | TenantTx,
  itemIds: readonly (ItemId | string)[],
  branchIds?: readonly (BranchId | string)[],
  now?: Instant,
): Promise<BranchStock[]> => listShelfStock(reader, { itemIds, branchIds, now });

/** What the alert rules weigh: levels of these items in every branch, what is already on the way to them, and the branches' names. */
export async function levelsForAlerts(
  reader: TenantReader | TenantTx,
  itemIds: readonly (ItemId | string)[],
  now: Instant,
): Promise<{ levels: BranchStock[]; incoming: Incoming[]; branches: { id: BranchId; name: string }[] }> {
  const [levels, incoming, branches] = [
    await listShelfStock(reader, { itemIds, now }),
    await listIncoming(reader, itemIds),
    await listBranches(reader),
  ];
  return { levels, incoming, branches };
}

export const shelfPairs = listShelfPairs;

async function visibleStock(ctx: ServiceContext, itemIds: readonly string[], branchId?: string): Promise<StockRow[]> {
  const scope = branchScope(ctx.permissions, "stock:read");
  const branchIds = branchId !== undefined ? [branchId] : scope === "all" ? undefined : scope;
  const stock = await listShelfStock(ctx.read, { itemIds, branchIds, now: ctx.clock.now() });
  return stock.map((row) => toRow(ctx, row));
}

const toBranch = ({ id, code, name }: { id: string; code: string; name: string }) => ({ branchId: id, code, name });

/** Stock is shared knowledge inside a business: a branch-scoped member sees the branches of their scope. */
export async function getStock(ctx: ServiceContext, input: StockOf) {
  ctx.require("stock:read", input.branchId);
  const [branches, rows] = await Promise.all([
    listBranches(ctx.read),
    visibleStock(ctx, input.itemIds, input.branchId),
  ]);
  return { branches: branches.map(toBranch), rows };
}

/** A page of the catalog with what each branch holds of it. */
export async function listStock(ctx: ServiceContext, input: StockGrid) {
  ctx.require("stock:read");
  const page = await listItems(ctx, input);
  const [branches, rows] = await Promise.all([
    listBranches(ctx.read),
    visibleStock(
      ctx,
      page.items.map((item) => item.itemId),
    ),
  ]);
  return { ...page, branches: branches.map(toBranch), rows };
}

/** The statement of an item in a branch, newest first, with the balance after each line. */
export async function listMovements(
  ctx: ServiceContext,
  raw: ListEntries,
): Promise<{ items: EntryWire[]; nextCursor: string | null }> {
  const { itemId, branchId, limit, cursor } = listEntriesInput.parse(raw);
  ctx.require("stock:read", branchId);
  const [before] = cursor ? decodeCursor(cursor, 1) : [];
  const beforeSeq = before === undefined ? null : /^\d{1,18}$/.test(before) ? BigInt(before) : raise("cursor_invalid");
  const rows = await listEntries(ctx.read, { itemId, branchId, beforeSeq, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const maySeeCost = ctx.can("cost:read");
  return {
    items: page.map((row) => ({
      seq: `${row.seq}`,
      delta: milliToText(row.delta_milli),
      balance: milliToText(row.balance_milli),
      value: maySeeCost ? toWire(microToMoney(row.delta_value_micro, ctx.tenant.currency)) : null,
      reason: row.reason,
      source: { kind: row.source_kind, id: row.source_id },
      actor: row.actor,
      at: row.posted_at.toISOString(),
    })),
    nextCursor: rows.length > limit && last ? encodeCursor(`${last.seq}`) : null,
  };
}

/** A receipt at its cost, into the branch's shelf. */
export async function receiveStock(
  ctx: ServiceContext,
  input: ReceiveStock,
): Promise<{ receiptId: string; rows: StockRow[] }> {
  ctx.require("stock:adjust", input.branchId);
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "inventory.receiveStock", key: input.idempotencyKey, input }, async () => {
      const receiptId = ctx.ids.next<string>();
      const lines = input.lines.map(({ itemId, quantity, unitCost }, index) => {
        const cost = parseAmount(unitCost, ctx.tenant.currency) ?? raise("validation_failed", { field: "unitCost" });
        const qtyMilli = milliOf(quantity);
        if (qtyMilli <= 0n) raise("quantity_invalid");
        return { itemId: itemId as ItemId, qtyMilli, unitCostMicro: moneyToMicro(cost), lineKey: `${index + 1}` };
      });
      await postReceipt(tx, ctx, {
        kind: "supplier",
        sourceKind: "receipt",
        id: receiptId,
        branchId: input.branchId,
        lines,
      });
      await recordAudit(tx, ctx, {
        action: "stock.receive",
        subject: receiptId,
        branchId: input.branchId,
        after: { ...input },
      });
      return {
        receiptId,
        rows: await rowsOf(
          tx,
          ctx,
          lines.map((line) => line.itemId),
          input.branchId,
        ),
      };
    }),
  );
}

async function postReceipt(
  tx: TenantTx,
  ctx: ServiceContext,
  receipt: {
    kind: "supplier" | "opening";
    sourceKind: string;
    id: string;
    branchId: string;
    lines: readonly (StockLine & { unitCostMicro: bigint })[];
    isSilent?: boolean;
  },
): Promise<void> {
  const from = await locationOf(tx, ctx, receipt.kind);
  const to = await locationOf(tx, ctx, "shelf", receipt.branchId);
  const lines = await stockedLines(tx, receipt.lines);
  if (lines.length < receipt.lines.length) raise("item_not_found");
  const postings: Posting[] = lines.map((line) => ({
    itemId: line.itemId,
    from,
    to,
    qtyMilli: line.qtyMilli,
    valueMicro: valueAt(line.unitCostMicro, line.qtyMilli),
    reason: receipt.kind === "opening" ? "opening" : "receipt",
    source: { kind: receipt.sourceKind, id: receipt.id },
    effectKey: `${receipt.sourceKind}:${receipt.id}:${line.lineKey}:receive`,
  }));
  await postMovements(tx, ctx, postings, { isSilent: receipt.isSilent });
}

/** Opening balances of a business that begins: the same source id again posts nothing. */
export async function postOpening(
  tx: TenantTx,
  ctx: ServiceContext,
  input: {
    sourceId: string;
    branchId: BranchId | string;
    lines: readonly { itemId: ItemId; qtyMilli: bigint; unitCostMicro: bigint }[];
  },
): Promise<void> {
  const lines = input.lines.map((line) => ({ ...line, lineKey: line.itemId }));
  const { sourceId: id, branchId } = input;
  await postReceipt(tx, ctx, { kind: "opening", sourceKind: "opening", id, branchId, lines, isSilent: true });
}

/** Sets the shelf right by a movement: history stays as it was. A count equal to the shelf moves nothing. */
export async function adjustStock(ctx: ServiceContext, raw: AdjustStock): Promise<StockRow> {
  ctx.require("stock:adjust", raw.branchId);
  const input = adjustStockInput.parse(raw);
  if ((input.counted === undefined) === (input.delta === undefined)) raise("quantity_invalid");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "inventory.adjustStock", key: input.idempotencyKey, input }, async () => {
      const itemId = input.itemId as ItemId;
      const [line] = await stockedLines(tx, [{ itemId }]);
      if (!line) raise("item_not_found");
      const shelf = await locationOf(tx, ctx, "shelf", input.branchId);
      const outside = await locationOf(tx, ctx, input.reason === "damage" ? "waste" : "adjustment");
      const key = { itemId, locationId: shelf.id, branchId: shelf.branchId };
      const [level] = (await ledgerRepository(tx).lockLevels([key])).values();
      const onHand = level?.onHandMilli ?? 0n;
      const delta = input.counted === undefined ? milliOf(input.delta ?? "") : milliOf(input.counted) - onHand;
      if (delta !== 0n) {
        const adjustmentId = ctx.ids.next<string>();
        const unitCostMicro = level?.lastCostMicro || (await getItems(tx, [itemId]))[0]?.costMicro || 0n;
        await postMovements(tx, ctx, [
          {
            itemId,
            ...(delta > 0n
              ? { from: outside, to: shelf, qtyMilli: delta, valueMicro: foundValue(level, unitCostMicro, delta) }
              : { from: shelf, to: outside, qtyMilli: -delta }),
            reason: `adjust_${input.reason}`,
            source: { kind: "adjustment", id: adjustmentId },
            effectKey: `adjustment:${adjustmentId}:1:adjust`,
          },
        ]);
        await recordAudit(tx, ctx, {
          action: "stock.adjust",
          subject: itemId,
          branchId: input.branchId,
          before: { onHand: milliToText(onHand) },
          after: { onHand: milliToText(onHand + delta), reason: input.reason },
          reason: input.note,
        });
      } else if (input.delta !== undefined) raise("quantity_invalid");
      const [row] = await rowsOf(tx, ctx, [itemId], input.branchId);
      return row ?? raise("item_not_found");
    }),
  );
}

/** What turned up is worth what the rest is worth. */
const foundValue = (
  level: { onHandMilli: bigint; valueMicro: bigint } | undefined,
  unitCostMicro: bigint,
  qtyMilli: bigint,
): bigint =>
  level && level.onHandMilli > 0n
    ? (level.valueMicro * qtyMilli) / level.onHandMilli
    : valueAt(unitCostMicro, qtyMilli);

async function rowsOf(
  tx: TenantTx,
  ctx: ServiceContext,
  itemIds: readonly string[],
  branchId: string,
): Promise<StockRow[]> {
  return (await listShelfStock(tx, { itemIds, branchIds: [branchId] })).map((row) => toRow(ctx, row));
}

/** A hand-set minimum wins over what the demand says. */
export async function setLimits(ctx: ServiceContext, input: SetLimits): Promise<StockRow> {
  ctx.require("stock:adjust", input.branchId);
  const [minMilli, maxMilli] = [input.min, input.max].map((text) => (text === null ? null : milliOf(text)));
  if (minMilli != null && maxMilli != null && minMilli > maxMilli) raise("quantity_invalid");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "inventory.setLimits", key: input.idempotencyKey, input }, async () => {
      const itemId = input.itemId as ItemId;
      await stockedLines(tx, [{ itemId }]);
      const shelf = await locationOf(tx, ctx, "shelf", input.branchId);
      await ledgerRepository(tx).lockLevels([{ itemId, locationId: shelf.id, branchId: shelf.branchId }]);
      const [before] = await rowsOf(tx, ctx, [itemId], input.branchId);
      await saveLimits(tx, { itemId, locationId: shelf.id, minMilli: minMilli ?? null, maxMilli: maxMilli ?? null });
      const [after] = await rowsOf(tx, ctx, [itemId], input.branchId);
      const limits = (row: StockRow | undefined) => ({ min: row?.min ?? null, max: row?.max ?? null });
      await recordAudit(tx, ctx, {
        action: "stock.set_limits",
        subject: itemId,
        branchId: input.branchId,
        before: limits(before),
        after: limits(after),
      });
      return after ?? raise("item_not_found");
    }),
  );
}

/**
 * Takes an order's goods off the shelf, using up what the order had reserved. Answers what each whole line cost, in millionths; the same
 * order again moves nothing and answers the same.
 */
export async function issueForSale(
  tx: TenantTx,
  ctx: ServiceContext,
  input: { orderId: string; branchId: BranchId | string; lines: readonly StockLine[] },
): Promise<{ lineKey: string; costMicro: bigint }[]> {
  const from = await locationOf(tx, ctx, "shelf", input.branchId);
  const to = await locationOf(tx, ctx, "customer");
  const effectKey = (lineKey: string) => `order:${input.orderId}:${lineKey}:issue`;
  const source = { kind: "order", id: input.orderId };
  const goods = await stockedLines(tx, input.lines);
  const postings = goods.map((line) => ({
    itemId: line.itemId,
    from,
    to,
    qtyMilli: line.qtyMilli,
    reason: "sale",
    source,
    effectKey: effectKey(line.lineKey),
  }));
  const values = await postMovements(tx, ctx, postings, { consumes: source });
  return input.lines.map(({ lineKey }) => ({ lineKey, costMicro: values.get(effectKey(lineKey)) ?? 0n }));
}

/** Levels against entries, entries against movements, reservations against their sum, transit against what is on the way. */
export const verifyInvariants = (ctx: ServiceContext): Promise<Violation[]> => findViolations(ctx.read);
