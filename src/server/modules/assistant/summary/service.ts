import { isAppError, raise } from "@/lib/errors";
import type { ConversationId } from "@/lib/ids";
import { turnInput } from "@/server/modules/conversations/public";
import { vehiclesOf } from "@/server/modules/customers/public";
import type { ServiceContext } from "@/server/platform/context";
import { intentTitle, purchaseLevel } from "../domain";
import { turnReader } from "../turn/repository";
import { foundItems, stockRows } from "./schema";

export interface ProductLine {
  itemId: string;
  name: string;
  sku: string;
  price: { amount: string; currency: string } | null;
  available: string | null;
}

const recentTurns = 12;
const mostFound = 8;

/** A panel without a figure is better than no panel: whoever may not see stock sees the rest. */
async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error) && error.expected) return null;
    throw error;
  }
}

async function withStock(
  ctx: ServiceContext,
  branchId: string,
  items: readonly Omit<ProductLine, "available">[],
): Promise<ProductLine[]> {
  const itemIds = items.map(({ itemId }) => itemId);
  const stock =
    itemIds.length === 0
      ? null
      : await orNull(async () => stockRows.parse(await ctx.tools.run(ctx, "check_stock", { itemIds, branchId })));
  return items.map((item) => {
    const row = stock?.rows.find((one) => one.itemId === item.itemId && one.branchId === branchId);
    return { ...item, available: stock ? (row?.available ?? "0") : null };
  });
}

async function search(ctx: ServiceContext, text: string) {
  const found = await orNull(async () =>
    foundItems.parse(await ctx.tools.run(ctx, "search_products", { text, limit: mostFound })),
  );
  return (found?.items ?? []).map(({ itemId, name, sku, brand, price }) => ({
    itemId,
    // Two brands of one part would read as the same line.
    name: brand ? `${name} (${brand})` : name,
    sku,
    price: price ?? null,
  }));
}

/** For the composer: products of the catalog with this branch's stock at this moment. */
export async function findProducts(ctx: ServiceContext, input: { text: string; branchId: string }) {
  ctx.require("conversation:reply");
  const items = await withStock(ctx, input.branchId, await search(ctx, input.text));
  const isThere = ({ available }: ProductLine) => available !== null && /[1-9]/.test(available);
  return { items: [...items.filter(isThere), ...items.filter((item) => !isThere(item))] };
}

/** What the assistant understood so far, with live price and stock of what was asked for. */
export async function summarise(ctx: ServiceContext, input: { conversationId: string }) {
  ctx.require("conversation:read");
  const found = (await turnInput(ctx, input.conversationId as ConversationId)) ?? raise("conversation_not_found");
  const { conversation } = found;
  ctx.require("conversation:read", conversation.branchId, "conversation_not_found");
  const turns = turnReader(ctx.read);
  const recent = await turns.listRecent(conversation.id, recentTurns);
  const asked = await turns.readAsked(conversation.id);
  const slots = await turns.readSlots(conversation.id, ctx.clock.now());
  const [latestVehicle] = await vehiclesOf(ctx.read, conversation.customerId);
  const lines = await Promise.all(
    asked.map(async ({ itemId, name }) => {
      const live = (await search(ctx, name)).find((item) => item.itemId === itemId);
      return live ?? { itemId, name, sku: "", price: null };
    }),
  );
  const [last] = recent;
  const vehicle = slots.vehicle ?? latestVehicle ?? null;
  return {
    vehicle: vehicle && {
      make: vehicle.make ?? "",
      model: vehicle.model ?? "",
      year: vehicle.year ?? null,
      engine: latestVehicle?.engine ?? null,
    },
    products: await withStock(ctx, conversation.branchId, lines),
    intentTitle: last?.intent ? intentTitle(last.intent) : "",
    confidence: last?.confidencePpm == null ? null : Math.round(last.confidencePpm / 10_000),
    why: last?.explanation.why ?? [],
    purchase: purchaseLevel(recent.flatMap(({ intent }) => (intent ? [intent] : []))),
    isHandedOff: last?.handoffCode != null,
  };
}
