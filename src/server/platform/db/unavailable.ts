import { sqlStateOf } from "./errors";

/** SQLSTATE classes 08 connection, 53 resources, 57P operator: the server is away or full, the statement was not wrong. */
const awayStates = /^(08|53|57P)/;
const awayCodes = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "EPIPE", "ETIMEDOUT"],
  ...["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"],
]);
const awayWords =
  /connection terminated|timeout exceeded when trying to connect|connection error and is not queryable/i;

interface Loose {
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  driverAdapterError?: unknown;
  meta?: unknown;
}

/** The database is away or full: the same work may succeed in a moment. */
export function isUnavailable(error: unknown, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > 5) return false;
  const { code, message, cause, driverAdapterError, meta } = error as Loose;
  if (depth === 0 && awayStates.test(sqlStateOf(error) ?? "")) return true;
  if (typeof code === "string" && awayCodes.has(code)) return true;
  if (typeof message === "string" && awayWords.test(message)) return true;
  return [cause, driverAdapterError, meta].some((inner) => isUnavailable(inner, depth + 1));
}
