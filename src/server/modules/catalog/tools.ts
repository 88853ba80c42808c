import { z } from "zod";
import { toWire } from "@/lib/money";
import { defineTool } from "@/server/platform/context/tools";
import { moneyWire } from "./item/schema";
import { findEquivalents, searchItems } from "./search/service";

const found = z.object({
  itemId: z.string(),
  name: z.string(),
  sku: z.string(),
  brand: z.string().optional(),
  price: moneyWire.nullable(),
  score: z.number(),
});
const vehicle = z.object({
  make: z.string().max(60).optional(),
  model: z.string().max(60).optional(),
  year: z.number().int().optional(),
});

const toFound = (item: Awaited<ReturnType<typeof searchItems>>[number]) => ({
  itemId: item.itemId,
  name: item.name,
  sku: item.sku,
  ...(item.brand ? { brand: item.brand } : {}),
  price: item.price && toWire(item.price),
  score: item.score,
});

export const catalogTools = [
  defineTool({
    name: "search_products",
    title: { es: "Buscar productos", en: "Search products" },
    kind: "read",
    permission: "product:read",
    input: z.object({
      text: z.string().max(300),
      vehicle: vehicle.optional(),
      limit: z.number().int().min(1).max(20).default(5),
    }),
    output: z.object({ items: z.array(found) }),
    run: async (ctx, { text, vehicle: known, limit }) => ({
      items: (await searchItems(ctx, { text, vehicle: known, limit: limit ?? 5 })).map(toFound),
    }),
  }),
  defineTool({
    name: "find_equivalents",
    title: { es: "Buscar equivalentes", en: "Find equivalents" },
    kind: "read",
    permission: "product:read",
    input: z.object({ itemId: z.string() }),
    output: z.object({ items: z.array(found) }),
    run: async (ctx, { itemId }) => ({
      items: (await findEquivalents(ctx, itemId)).map((item) => toFound({ ...item, score: 1 })),
    }),
  }),
];
