import type { ItemId } from "@/lib/ids";
import type { ServiceContext } from "@/server/platform/context";
import { type ItemSummary, readQuery } from "../domain";
import { findEquivalentIds, findItems, type Relation } from "../item/repository";
import { rankItems, type Vehicle } from "./repository";

export interface SearchItems {
  text: string;
  limit: number;
  vehicle?: Vehicle;
}

/** Best first; scores are comparable within one answer only. */
export async function searchItems(
  ctx: ServiceContext,
  input: SearchItems,
): Promise<(ItemSummary & { score: number })[]> {
  ctx.require("product:read");
  return rankItems(ctx.read, readQuery(input.text), { ...input, isStrict: true });
}

/** What can be offered instead: the same part first, then better ones, then cheaper ones. */
export async function findEquivalents(
  ctx: ServiceContext,
  itemId: string,
): Promise<(ItemSummary & { relation: Relation })[]> {
  ctx.require("product:read");
  const links = await findEquivalentIds(ctx.read, itemId);
  const items = new Map(
    (
      await findItems(
        ctx.read,
        links.map((link) => link.itemId),
      )
    ).map((item) => [item.itemId, item]),
  );
  const order: Record<Relation, number> = { same: 0, upgrade: 1, cheaper: 2 };
  return links
    .sort((a, b) => order[a.relation] - order[b.relation])
    .flatMap(({ itemId: id, relation }) => {
      const item = items.get(id as ItemId);
      return item ? [{ ...item, relation }] : [];
    });
}
