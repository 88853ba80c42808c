export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Changes = { [field: string]: { before?: Json; after?: Json } };

const secret = /password|secret|token|hash$/i;
const longText = 2_000;

/** JSON with bigint as decimal text; undefined fields are dropped. */
export function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string")
    return value.length > longText ? `${value.slice(0, 64)}… (${value.length} characters)` : value;
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, field]) => field !== undefined && typeof field !== "function");
    return Object.fromEntries(entries.map(([key, field]) => [key, secret.test(key) ? "•••" : toJson(field)]));
  }
  return String(value);
}

/** Field by field, what changed; secrets are masked and long text is shortened. */
export function changesBetween(before: unknown, after: unknown): Changes {
  const left = toJson(before);
  const right = toJson(after);
  const leftFields = typeof left === "object" && left !== null && !Array.isArray(left) ? left : {};
  const rightFields = typeof right === "object" && right !== null && !Array.isArray(right) ? right : {};
  const changes: Changes = {};
  for (const key of new Set([...Object.keys(leftFields), ...Object.keys(rightFields)])) {
    const was = leftFields[key];
    const is = rightFields[key];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    changes[key] = { ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) };
  }
  return changes;
}
