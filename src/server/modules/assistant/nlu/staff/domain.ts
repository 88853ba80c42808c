import type { MoneyWire } from "@/lib/money";
import { contentTokens } from "@/server/modules/assistant/nlu/catalog/domain";
import type {
  AlertsResult,
  DecisionResult,
  InventoryResult,
  Plan,
  SalesPeriod,
  SalesResult,
  ToolAnswer,
  ToolInputs,
  ToolRequest,
  TurnInput,
} from "@/server/modules/assistant/nlu/turn/domain";

/** What a shop asks its own counter: stock, alerts, sales, decisions. */

const HELP =
  "Puedo decirte inventario («cuánto hay de bujías en Maracay»), alertas abiertas, ventas por sucursal, vendedor o producto, y decidir propuestas («aprueba la 2», «rechaza la 2»).";
const ELSEWHERE = "Eso lo haces desde el panel. Por aquí te respondo inventario, alertas, ventas y propuestas.";
const NOT_UNDERSTOOD = `No te entendí. ${HELP}`;
const MOST_ROWS = 5;

const APPROVALS: ReadonlySet<string> = new Set(["transfer_approve", "purchase_approve", "affirm"]);
const REJECTIONS: ReadonlySet<string> = new Set(["transfer_reject", "deny"]);

export function planStaffTurn(input: TurnInput, plan: Plan): Plan {
  const [{ intent, confidence }] = input.understanding.intents;
  const settled = (text: string): Plan => ({ ...plan, fixed: { text } });
  const branchId = input.entities.branch?.branchId;
  const ask = (request: ToolRequest): Plan => ({ ...plan, tools: [request], parts: [{ intent }] });
  const order = spokenDecision(input);
  if (order !== undefined) return ask({ id: "staff", tool: order, input: proposalNumber(input) });
  if (confidence === "clarify") return { ...settled(NOT_UNDERSTOOD), kind: "ask" };
  if (APPROVALS.has(intent)) return ask({ id: "staff", tool: "approve_proposal", input: proposalNumber(input) });
  if (REJECTIONS.has(intent)) return ask({ id: "staff", tool: "reject_proposal", input: proposalNumber(input) });
  switch (intent) {
    case "inventory_query":
      return ask({ id: "staff", tool: "inventory_query", input: { text: searchedText(input), branchId } });
    case "show_alerts":
      return ask({ id: "staff", tool: "alerts_open", input: { branchId } });
    case "sales_report":
    case "daily_summary":
      return ask({ id: "staff", tool: "sales_summary", input: salesInput(input, branchId) });
    case "greeting":
    case "help":
      return settled(HELP);
    case "thanks":
      return settled("Con gusto.");
    default:
      return settled(ELSEWHERE);
  }
}

/** «Rechaza la 4» is an order whatever the 4 is; the use case refuses what is not a proposal. */
function spokenDecision({ understanding }: TurnInput): "approve_proposal" | "reject_proposal" | undefined {
  const { text } = understanding.message;
  if (!/\d/.test(text)) return undefined;
  if (/^(?:aprueb[aoe]|aproba|autoriz[aoe]|aprobar|autorizar)\b/.test(text)) return "approve_proposal";
  return /^(?:rechaz[aoe]|rechazar|niega|deniega)\b/.test(text) ? "reject_proposal" : undefined;
}

/** The last whole number of the message: «sí a la 2», «aprueba el traslado 12». */
function proposalNumber({ understanding }: TurnInput): ToolInputs["approve_proposal"] {
  const number = understanding.message.tokens.findLast(
    ({ kind, text }) => kind === "number" && /^\d{1,6}$/.test(text),
  )?.text;
  return number === undefined ? {} : { number };
}

const ASKING =
  /^(?:cuant[oa]s?|hay|queda|quedan|tengo|tenemos|inventario|existencias?|unidades|bodega|revisa|decime|reporte|sku)$/;

function searchedText({ understanding, entities }: TurnInput): string {
  const { branch } = entities;
  return contentTokens(understanding.message.tokens)
    .filter(
      ({ text, start, end }) =>
        !ASKING.test(text) && !(branch !== undefined && start >= branch.span.start && end <= branch.span.end),
    )
    .map(({ text }) => text)
    .join(" ");
}

function salesInput({ understanding }: TurnInput, branchId: string | undefined): ToolInputs["sales_summary"] {
  const text = ` ${understanding.message.text} `;
  const period: SalesPeriod = /\bsemana/.test(text)
    ? "week"
    : /\bmes\b|\bmensual/.test(text)
      ? "month"
      : /\bayer\b/.test(text)
        ? "yesterday"
        : "today";
  const groupBy = /\b(?:sucursal|sede|local|tienda|punto)/.test(text)
    ? "branch"
    : /\b(?:vendedor|quien)/.test(text)
      ? "seller"
      : /\b(?:producto|mas vendid)/.test(text)
        ? "product"
        : undefined;
  return { period, groupBy, branchId };
}

type Format = { formatMoney: (amount: MoneyWire) => string };

/** Figure first, at most five rows. */
export function composeStaffAnswer({ tools }: Plan, answer: ToolAnswer, format: Format): string {
  const [request] = tools;
  if (!answer.ok || request === undefined) return "Ahora no puedo consultar el sistema. Prueba en un momento.";
  switch (request.tool) {
    case "inventory_query":
      return inventoryText(answer.value as InventoryResult, format);
    case "alerts_open":
      return alertsText(answer.value as AlertsResult);
    case "sales_summary":
      return salesText(answer.value as SalesResult, format);
    case "approve_proposal":
      return decisionText(answer.value as DecisionResult, "Aprobado");
    case "reject_proposal":
      return decisionText(answer.value as DecisionResult, "Rechazado");
    default:
      return ELSEWHERE;
  }
}

const lines = (rows: readonly string[]): string => rows.slice(0, MOST_ROWS).join("\n");

function inventoryText({ rows }: InventoryResult, { formatMoney }: Format): string {
  if (rows.length === 0) return "No encontré ese producto en el inventario.";
  return lines(
    rows.map(
      ({ name, branchName, available, price }) =>
        `${available} · *${name}* en ${branchName}${price === undefined ? "" : `, a ${formatMoney(price)}`}`,
    ),
  );
}

function alertsText({ alerts }: AlertsResult): string {
  return alerts.length === 0
    ? "No hay alertas abiertas."
    : lines(alerts.map(({ number, title }) => `*${number}* · ${title}`));
}

function salesText({ label, total, count, rows = [] }: SalesResult, { formatMoney }: Format): string {
  return [
    `*${formatMoney(total)}* · ${label}, ${count} ventas`,
    ...rows.slice(0, MOST_ROWS - 1).map((row) => `${row.name}: ${formatMoney(row.total)}`),
  ].join("\n");
}

function decisionText({ status, title, pending = [] }: DecisionResult, done: string): string {
  if (status === "done") return title === undefined ? `${done}.` : `${done}: ${title}.`;
  if (status === "none") return "No hay propuestas pendientes con ese número.";
  if (status === "refused") return title ?? "No tienes permiso para decidir esa propuesta.";
  return `Hay varias pendientes. Dime el número:\n${lines(pending.map((one) => `*${one.number}* · ${one.title}`))}`;
}
