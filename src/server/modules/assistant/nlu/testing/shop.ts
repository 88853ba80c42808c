import { readFileSync } from "node:fs";
import { localDate } from "@/lib/time";
import { buildCatalogIndex, searchCatalog } from "@/server/modules/assistant/nlu/catalog/domain";
import { understand } from "@/server/modules/assistant/nlu/domain";
import { extractEntities } from "@/server/modules/assistant/nlu/entities/domain";
import { decodeModel, type StoredModel } from "@/server/modules/assistant/nlu/model/domain";
import { composeReply, gatherResults, planTurn } from "@/server/modules/assistant/nlu/reply/domain";
import type {
  FoundItem,
  Plan,
  Reply,
  Slots,
  StockRow,
  ToolAnswer,
  ToolName,
  ToolRequest,
  ToolResults,
  TurnInput,
} from "@/server/modules/assistant/nlu/turn/domain";

const model = decodeModel(JSON.parse(readFileSync(new URL("../model.json", import.meta.url), "utf8")) as StoredModel);
const branches = [
  { id: "cha", name: "Chacao", address: "Av. Francisco de Miranda", hours: "lun a sáb 8:00–18:00" },
  { id: "val", name: "Valencia", address: "Calle 137", hours: "lun a vie 8:30–17:30" },
];
const shelf: readonly (FoundItem & { stock: Readonly<Record<string, string>>; equivalents?: readonly string[] })[] = [
  {
    itemId: "pf-cor",
    name: "Pastillas de freno Corolla 2009–2019",
    sku: "BR-1",
    brand: "Bosch",
    price: { amount: "48.00", currency: "USD" },
    score: 0,
    stock: { cha: "11", val: "0" },
    equivalents: ["pf-alt"],
  },
  {
    itemId: "pf-alt",
    name: "Pastillas de freno cerámicas Corolla",
    sku: "BR-2",
    brand: "Brembo",
    price: { amount: "41.00", currency: "USD" },
    score: 0,
    stock: { cha: "6" },
  },
  {
    itemId: "bat",
    name: "Batería 800 amperios",
    sku: "BT-800",
    brand: "Duncan",
    price: { amount: "1234.50", currency: "USD" },
    score: 0,
    stock: { cha: "0", val: "4" },
  },
  {
    itemId: "rad",
    name: "Radiador Fiesta Power",
    sku: "RD-1",
    brand: "Behr",
    price: { amount: "95.00", currency: "USD" },
    score: 0,
    stock: {},
    equivalents: ["rad2"],
  },
  {
    itemId: "rad2",
    name: "Radiador Fiesta aluminio",
    sku: "RD-2",
    brand: "Valeo",
    price: { amount: "80.00", currency: "USD" },
    score: 0,
    stock: { val: "2" },
  },
  {
    itemId: "ter",
    name: "Termostato Lobo 5.4",
    sku: "TM-1",
    brand: "Gates",
    price: { amount: "15.00", currency: "USD" },
    score: 0,
    stock: {},
  },
  {
    itemId: "bj1",
    name: "Bujía NGK iridium",
    sku: "NG-1",
    brand: "NGK",
    price: { amount: "9.00", currency: "USD" },
    score: 0,
    stock: { cha: "20" },
  },
  {
    itemId: "bj2",
    name: "Bujía NGK platino",
    sku: "NG-2",
    brand: "NGK",
    price: { amount: "7.00", currency: "USD" },
    score: 0,
    stock: { cha: "8" },
  },
];
const index = buildCatalogIndex(shelf.map((item) => ({ ...item, id: item.itemId })));
const found = (itemId: string, score: number): FoundItem => ({
  ...(shelf.find((item) => item.itemId === itemId) as FoundItem),
  score,
});
const bare = ({ itemId, name, sku, brand, price, score }: FoundItem): FoundItem => ({
  itemId,
  name,
  sku,
  brand,
  price,
  score,
});

/** The shop's tools over the shelf above: what the real ones promise, nothing else. */
function answer(request: ToolRequest): unknown {
  switch (request.tool) {
    case "search_products":
      return {
        items: searchCatalog(index, request.input.text, request.input).map(({ id, score }) => bare(found(id, score))),
      };
    case "check_stock":
      return {
        rows: request.input.itemIds.flatMap((itemId) =>
          Object.entries(shelf.find((item) => item.itemId === itemId)?.stock ?? {}).map(
            ([branchId, available]): StockRow => ({
              itemId,
              branchId,
              branchName: branches.find(({ id }) => id === branchId)?.name ?? "",
              available,
            }),
          ),
        ),
      };
    case "find_equivalents":
      return {
        items: (shelf.find((item) => item.itemId === request.input.itemId)?.equivalents ?? []).map((id) =>
          bare(found(id, 1)),
        ),
      };
    case "branch_info":
      return { branches };
    case "sales_summary":
      return {
        label: "hoy",
        total: { amount: "1520.00", currency: "USD" },
        count: "31",
        rows: [{ name: "Chacao", total: { amount: "900.00", currency: "USD" } }],
      };
    case "inventory_query":
      return {
        rows: [
          {
            name: "Bujía NGK iridium",
            branchName: "Chacao",
            available: "20",
            price: { amount: "9.00", currency: "USD" },
          },
        ],
      };
    case "alerts_open":
      return { alerts: [{ number: "3", title: "Batería 800 por agotarse" }] };
    case "create_quote":
      return { number: "COT-12", total: { amount: "1234.50", currency: "USD" } };
    case "approve_proposal":
      return request.input.number === undefined
        ? { status: "ambiguous", pending: [{ number: "2", title: "Traslado a Valencia" }] }
        : { status: "done", title: "Traslado a Valencia" };
    default:
      return {};
  }
}

const formatMoney = ({ amount }: { amount: string }) => {
  const [whole = "", cents = "00"] = amount.split(".");
  return `$${whole.replace(/\B(?=(\d{3})+$)/g, ".")},${cents}`;
};

export type Options = {
  audience?: "customer" | "staff";
  buttonId?: string;
  broken?: ToolName;
  optional?: readonly ToolName[];
};
export type Turn = { plan: Plan; reply: Reply; results: ToolResults; tools: readonly string[] };

/** One message through the whole engine: understand, plan, ask the tools, compose. */
export async function turn(
  text: string,
  slots: Slots = {},
  { audience = "customer", buttonId, broken, optional = [] }: Options = {},
): Promise<Turn> {
  const understanding = understand(model, text, { audience, country: "VE" });
  const entities = extractEntities(understanding.message, { today: localDate("2026-11-20"), country: "VE", branches });
  const input: TurnInput = {
    audience,
    understanding,
    entities,
    slots,
    buttonId,
    business: { name: "Repuestos Alfa", emergencyNumber: "911" },
    optionalTools: new Set(optional),
  };
  const plan = planTurn(input);
  const tools: string[] = [];
  const results = await gatherResults(plan, async (request): Promise<ToolAnswer> => {
    tools.push(request.tool);
    return request.tool === broken ? { ok: false } : { ok: true, value: answer(request) };
  });
  return { plan, results, tools, reply: composeReply(plan, results, { formatMoney }) };
}
