import type { MoneyWire } from "@/lib/money";
import type { VehicleHint } from "@/server/modules/assistant/nlu/catalog/domain";
import type { Understanding } from "@/server/modules/assistant/nlu/domain";
import type { Entities } from "@/server/modules/assistant/nlu/entities/domain";
import type { Audience } from "@/server/modules/assistant/nlu/model/domain";

/** Why a chat went to a person; the weekly report counts these. */
export type HandoffCode =
  | "asked_human"
  | "low_confidence"
  | "repeated_miss"
  | "complaint"
  | "emergency"
  | "tool_error"
  | "no_source"
  | "approval_needed"
  | "injection_suspected";

// What the tools answer. They are implemented elsewhere; amounts and quantities arrive as decimal text.
export type FoundItem = {
  itemId: string;
  name: string;
  sku: string;
  brand?: string;
  price: MoneyWire;
  score: number;
  /** Whether the catalogue says it is for the car that was asked for. */
  fits?: boolean;
};
export type SearchResult = { items: readonly FoundItem[] };
export type StockRow = { itemId: string; branchId: string; branchName: string; available: string };
export type StockResult = { rows: readonly StockRow[] };
export type BranchInfo = { id: string; name: string; address?: string; hours?: string };
export type BranchResult = { branches: readonly BranchInfo[] };
export type KnowledgeResult = { passages: readonly { text: string }[] };
export type QuoteResult = { number: string; total: MoneyWire };
export type InventoryResult = {
  rows: readonly { name: string; branchName: string; available: string; price?: MoneyWire }[];
};
export type AlertsResult = { alerts: readonly { number: string; title: string }[] };
export type SalesResult = {
  label: string;
  total: MoneyWire;
  count: string;
  rows?: readonly { name: string; total: MoneyWire }[];
};
/** `ambiguous` lists what is pending: a bare «dale» decides only when there is one thing to decide. */
export type DecisionResult = {
  status: "done" | "ambiguous" | "none" | "refused";
  title?: string;
  pending?: readonly { number: string; title: string }[];
};

export type ToolInputs = {
  search_products: { text: string; vehicle?: VehicleHint; limit: number };
  check_stock: { itemIds: readonly string[]; branchId?: string };
  find_equivalents: { itemId: string };
  branch_info: Record<string, never>;
  search_knowledge: { text: string };
  save_vehicle: { vehicle: VehicleHint };
  opt_out: Record<string, never>;
  create_quote: { itemId: string; quantity: string };
  inventory_query: { text: string; branchId?: string };
  alerts_open: { branchId?: string };
  sales_summary: { period: SalesPeriod; groupBy?: "branch" | "seller" | "product"; branchId?: string };
  approve_proposal: { number?: string };
  reject_proposal: { number?: string };
};
export type SalesPeriod = "today" | "yesterday" | "week" | "month";
export type ToolName = keyof ToolInputs;

/** `id` names the question, so the same tool can be asked twice in one turn. */
export type ToolRequest = { [T in ToolName]: { id: string; tool: T; input: ToolInputs[T] } }[ToolName];
export type ToolAnswer = { ok: true; value: unknown } | { ok: false };
export type ToolResults = Readonly<Record<string, ToolAnswer>>;

export type OptionChoice =
  | { kind: "item"; item: RememberedItem }
  /** One answer to a question about several: only these stay in play. */
  | { kind: "among"; itemIds: readonly string[]; year?: number }
  | { kind: "intent"; intent: string }
  | { kind: "yes" }
  | { kind: "no" }
  | { kind: "human" };
export type Option = {
  id: string;
  title: string;
  choice: OptionChoice;
  /** Its number in the written list. */
  line?: number;
  /** Written in the list but not a button: it can only be typed. */
  isTyped?: boolean;
};
export type Button = { id: string; title: string };

export type RememberedItem = { itemId: string; name: string; brand?: string; price?: MoneyWire };

/** What a turn leaves for the next one. Plain data: it is stored between messages. */
export type Slots = {
  item?: RememberedItem;
  productText?: string;
  vehicle?: VehicleHint;
  /** The branch of the channel, or the one the person named. */
  branchId?: string;
  quantity?: string;
  options?: readonly Option[];
  /** What answered the last product question about equally well: «las traseras» and «la brembo» are among these. */
  candidates?: readonly RememberedItem[];
  pending?: { kind: "product" | "vehicle" | "reserve" | "quote"; intent: string; times: number };
  misses?: number;
  injections?: number;
  hasIntroduced?: boolean;
  lastIntent?: string;
};

export type TurnInput = {
  audience: Audience;
  understanding: Understanding;
  entities: Entities;
  slots: Slots;
  /** The branch whose number the person wrote to; a question about something else is about this branch again. */
  homeBranchId?: string;
  business: { name: string; emergencyNumber?: string };
  /** A pressed button; typed text selects by number or title instead. */
  buttonId?: string;
  /** Optional tools this tenant has switched on. */
  optionalTools?: ReadonlySet<ToolName>;
};

/** One thing the reply must say; a message may ask for two. */
export type Part = {
  intent: string;
  asksCheaper?: boolean;
  branchId?: string;
  branchName?: string;
  quantity?: string;
  vehicle?: VehicleHint;
  item?: RememberedItem;
  searchText?: string;
  /** The answer is one of these. */
  among?: readonly string[];
  /** The classifier did not know; only a strong hit in the catalogue makes it a product question. */
  isGuess?: boolean;
};

export type Plan = {
  kind: "ask" | "answer" | "handoff" | "silence";
  audience: Audience;
  intent: string;
  probability: number;
  why: readonly string[];
  /** The first round; `nextTools` asks for what depends on their answers. */
  tools: readonly ToolRequest[];
  parts: readonly Part[];
  /** Settled without any tool. */
  fixed?: { text: string; options?: readonly Option[] };
  handoffCode?: HandoffCode;
  business: TurnInput["business"];
  slots: Slots;
};

export type Reply = {
  kind: Plan["kind"];
  text?: string;
  buttons?: readonly Button[];
  handoffCode?: HandoffCode;
  slots: Slots;
};

/** Intents answered with a product, its stock and its price. */
export const PRODUCT_INTENTS: ReadonlySet<string> = new Set([
  "product_availability",
  "product_price",
  "branch_stock",
  "product_alternative",
  "product_fitment",
  "quote_request",
  "order_create",
]);

/** Answered from the shop's own texts when it has any, else by a person. */
export const KNOWLEDGE_INTENTS: ReadonlySet<string> = new Set([
  "delivery_info",
  "payment_how",
  "menu_request",
  "invoice_request",
]);
