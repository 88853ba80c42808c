/** A statement failed and was caught, then the transaction was committed: Postgres had already thrown it away. */
export class AbortedTransactionError extends Error {
  override readonly name = "AbortedTransactionError";
  constructor(options?: ErrorOptions) {
    super("the transaction had failed, so nothing was committed", options);
  }
}

/** The connection died between COMMIT and its answer. Only an idempotency key can tell whether to run again. */
export class CommitOutcomeUnknownError extends Error {
  override readonly name = "CommitOutcomeUnknownError";
  constructor(options?: ErrorOptions) {
    super("the answer to COMMIT was lost", options);
  }
}

const sqlStateOfPrisma: Readonly<Record<string, string>> = {
  P2002: "23505",
  P2003: "23503",
  P2011: "23502",
  P2034: "40001",
};

type Loose = { code?: unknown; cause?: unknown; meta?: unknown; originalCode?: unknown; driverAdapterError?: unknown };
const isObject = (value: unknown): value is Loose => typeof value === "object" && value !== null;

/** SQLSTATE of an error from Prisma or from `sql`, whichever layer it passed through; undefined for anything else. */
export function sqlStateOf(error: unknown, depth = 0): string | undefined {
  if (!isObject(error) || depth > 5) return undefined;
  const { code, originalCode } = error;
  if (typeof originalCode === "string" && /^[0-9A-Z]{5}$/.test(originalCode)) return originalCode;
  const nested = sqlStateOf(error.driverAdapterError, depth + 1) ?? sqlStateOf(error.meta, depth + 1);
  if (nested) return nested;
  if (typeof code === "string") {
    const known = sqlStateOfPrisma[code];
    if (known) return known;
    if (/^[0-9A-Z]{5}$/.test(code) && !/^P2\d{3}$|^E[A-Z]{4}$/.test(code)) return code;
  }
  return sqlStateOf(error.cause, depth + 1);
}

/** `constraint` narrows by name where the driver says which one it was. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlStateOf(error) !== "23505") return false;
  return constraint === undefined || textOf(error).includes(constraint);
}

function textOf(error: unknown, depth = 0): string {
  if (!isObject(error) || depth > 5) return "";
  const { message, constraint, originalMessage } = error as Record<string, unknown>;
  const own = [message, originalMessage, isObject(constraint) ? JSON.stringify(constraint) : constraint].join(" ");
  return [own, ...[error.cause, error.meta, error.driverAdapterError].map((inner) => textOf(inner, depth + 1))].join(
    " ",
  );
}

/** Serialization failure or deadlock: the whole transaction may be run again. */
export function isRetryable(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === "40001" || state === "40P01";
}
