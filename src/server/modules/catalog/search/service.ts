import type { ItemId } from "@/lib/ids";
import type { ServiceContext } from "@/server/platform/context";
import { type ItemSummary, readQuery } from "../domain";
import { findEquivalentIds, findItems, type Relation } from "../item/repository";
import { countLiveItems, type IndexRow, pageIndexRows, rankItems, readVersion, type Vehicle } from "./repository";

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

const rowsPerPage = 500;

/** Changes with everything somebody could look for; whatever is derived from the catalog is as old as the version it was read at. */
export function catalogVersion(ctx: ServiceContext): Promise<number> {
  ctx.require("product:read");
  return readVersion(ctx.read);
}

export function countItems(ctx: ServiceContext): Promise<number> {
  ctx.require("product:read");
  return countLiveItems(ctx.read);
}

/** The whole catalog for an index kept elsewhere, a page at a time; with `since`, only what was written from then on. */
export async function* indexRows(ctx: ServiceContext, since?: Date): AsyncGenerator<readonly IndexRow[]> {
  ctx.require("product:read");
  let after = "";
  for (;;) {
    const page = await pageIndexRows(ctx.read, { after, limit: rowsPerPage, ...(since ? { since } : {}) });
    if (page.length > 0) yield page;
    if (page.length < rowsPerPage) return;
    after = page.at(-1)?.id ?? after;
  }
}
