import { intentView, sessionView } from "./checkout";
import { invalid } from "./errors";
import type { Ledger } from "./ledger";
import { withoutAccount } from "./refunds";

const MAX_DEPTH = 4;

/** Replaces ids by objects along `expand[]` paths; lists are entered through `data`. */
export function expand(ledger: Ledger, value: unknown, paths: string[]): unknown {
  return paths.reduce((result, path) => {
    const parts = path.split(".");
    if (parts.length > MAX_DEPTH)
      throw invalid("expand", `You cannot expand more than ${MAX_DEPTH} levels of a property.`);
    return expandPath(ledger, result, parts, path);
  }, value);
}

function expandPath(ledger: Ledger, value: unknown, [head, ...rest]: string[], path: string): unknown {
  if (head === undefined || value === null || typeof value !== "object") return value;
  if (head === "data" && Array.isArray((value as { data?: unknown }).data)) {
    const list = value as { data: unknown[] };
    return { ...list, data: list.data.map((item) => expandPath(ledger, item, rest, path)) };
  }
  const record = value as Record<string, unknown>;
  const isLines = head === "line_items" && record.object === "checkout.session";
  if (!isLines && !(head in record)) {
    throw invalid("expand", `This property cannot be expanded (${path}).`);
  }
  const found = isLines
    ? linesOf(ledger, String(record.id))
    : typeof record[head] === "string"
      ? objectOf(ledger, String(record[head]))
      : record[head];
  return { ...record, [head]: expandPath(ledger, found, rest, path) };
}

function linesOf(ledger: Ledger, id: string): unknown {
  const lines = ledger.sessions.get(id)?.lines ?? [];
  return { object: "list", url: `/v1/checkout/sessions/${id}/line_items`, has_more: false, data: lines };
}

function objectOf(ledger: Ledger, id: string): unknown {
  const intent = ledger.intents.get(id);
  if (intent) return intentView(intent);
  const session = ledger.sessions.get(id);
  if (session) return sessionView(session);
  const other = ledger.charges.get(id) ?? ledger.refunds.get(id);
  return other ? withoutAccount(other) : (ledger.customers.get(id) ?? id);
}
