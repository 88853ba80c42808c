import type { apiOf } from "./people";
import { unique } from "./product";

type Api = ReturnType<typeof apiOf>;

export interface Shelved {
  itemId: string;
  sku: string;
  name: string;
  inChacao: number;
}

interface Stock {
  branches: { branchId: string; code: string }[];
  rows: { branchId: string; available: string }[];
}
const none = { branches: [], rows: [] };

async function availableIn(api: Api, itemId: string, code: string): Promise<{ branchId: string; available: number }> {
  const { branches, rows } = (await api.query<Stock>("inventory.stockOf", { itemIds: [itemId] })) ?? none;
  const branchId = branches.find((branch) => branch.code === code)?.branchId ?? "";
  return { branchId, available: Number(rows.find((row) => row.branchId === branchId)?.available ?? 0) };
}

/**
 * The part of the demo, which has a week and a piece left in Chacao. Once its alert was decided it stays quiet for a day, so a later
 * run brings a new part in the same situation.
 */
export async function partAboutToRunOut(api: Api, story: string, wasDecided: boolean): Promise<Shelved> {
  const { items } = await api.query<{ items: { itemId: string; sku: string; name: string }[] }>("catalog.list", {
    text: story,
    limit: 5,
  });
  const known = items.find(({ sku }) => sku === story);
  if (!known) throw new Error(`the demo has no ${story}`);
  if (!wasDecided) {
    const { available } = await availableIn(api, known.itemId, "chacao");
    return { ...known, inChacao: available };
  }
  const mark = unique();
  const sku = `E2E-${mark}`.toUpperCase();
  const name = `Pastillas cerámicas ${mark}`;
  const { itemId } = await api.mutate<{ itemId: string }>("catalog.create", {
    name,
    sku,
    price: "48.00",
    cost: "29.80",
  });
  const chacao = await availableIn(api, itemId, "chacao");
  const valencia = await availableIn(api, itemId, "valencia");
  const receive = (branchId: string, quantity: string) =>
    api.mutate("inventory.receive", { branchId, lines: [{ itemId, quantity, unitCost: "29.80" }] });
  await receive(valencia.branchId, "40");
  await receive(chacao.branchId, "16");
  await api.mutate("inventory.setLimits", { itemId, branchId: chacao.branchId, min: "15", max: null });
  return { itemId, sku, name, inChacao: 16 };
}
