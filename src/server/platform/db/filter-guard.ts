/** Filters that match every row, which Prisma accepts without a word. */
type Filter = Readonly<Record<string, unknown>>;

const isFilter = (value: unknown): value is Filter =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** True when a filter cannot exclude anything, so a bulk write under it would touch the whole table. */
export function matchesEverything(where: unknown): boolean {
  if (where === undefined || where === null) return true;
  if (!isFilter(where)) return false;
  return Object.entries(where).every(([field, condition]) => {
    if (condition === undefined) return true;
    if (field === "AND") return asList(condition).every(matchesEverything);
    if (field === "OR")
      return Array.isArray(condition) ? condition.some(matchesEverything) : matchesEverything(condition);
    if (field === "NOT") return asList(condition).every(matchesNothing);
    return excludesNothing(condition);
  });
}

function excludesNothing(condition: unknown): boolean {
  if (!isFilter(condition)) return false;
  const operators = Object.entries(condition).filter(([, value]) => value !== undefined);
  return operators.every(([operator, value]) => {
    if (operator === "notIn") return Array.isArray(value) && value.length === 0;
    if (operator === "contains" || operator === "startsWith" || operator === "endsWith") return value === "";
    if (operator === "mode") return true;
    if (operator === "not") return isFilter(value) && matchesNoValue(value);
    if (operator === "every" || operator === "isNot" || operator === "none") return false;
    return false;
  });
}

const matchesNoValue = (condition: Filter) =>
  "in" in condition && Array.isArray(condition.in) && condition.in.length === 0;

function matchesNothing(where: unknown): boolean {
  if (!isFilter(where)) return false;
  return Object.entries(where).some(([field, condition]) => {
    if (field === "OR") return Array.isArray(condition) && condition.every(matchesNothing);
    if (field === "AND") return asList(condition).some(matchesNothing);
    if (field === "NOT") return asList(condition).some((inner) => inner !== undefined && matchesEverything(inner));
    return isFilter(condition) && matchesNoValue(condition);
  });
}

const bulkWrites = new Set(["updateMany", "updateManyAndReturn", "deleteMany"]);

export class UnboundedWriteError extends Error {
  override readonly name = "UnboundedWriteError";
}

/** D4: a bulk write must say which rows. To touch all of them on purpose, write `sql`. */
export function refuseUnboundedWrite(model: string, operation: string, args: unknown): void {
  if (!bulkWrites.has(operation)) return;
  const where = isFilter(args) ? args.where : undefined;
  if (matchesEverything(where)) throw new UnboundedWriteError(`${model}.${operation}: the filter matches every row`);
}
