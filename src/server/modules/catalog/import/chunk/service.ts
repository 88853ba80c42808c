import type { ItemId, ProductId } from "@/lib/ids";
import type { ServiceContext } from "@/server/platform/context";
import type { TenantReader, TenantTx } from "@/server/platform/db";
import { nameKey, searchText, skuKey } from "../../domain";
import {
  type ImportRow,
  missingName,
  planRow,
  type ReadingRules,
  type RowPlan,
  type RowProblem,
  readRow,
  type StoredRow,
} from "../domain";
import { type Counts, findBarcodeOwners, findExisting, importRepository, type Written } from "../repository";

export interface ChunkPlan {
  readonly plans: readonly RowPlan[];
  readonly problems: readonly RowProblem[];
  readonly counts: Counts;
}

/** What a chunk's rows would do to the catalog as it is now: the check shows it, the application does it. */
export async function planChunk(
  reader: TenantReader,
  rows: readonly StoredRow[],
  rules: ReadingRules & { listId: string | null },
): Promise<ChunkPlan> {
  const read = rows.map((row) => readRow(row, rules));
  const good = read.flatMap(({ row }) => row ?? []);
  const existing = await findExisting(
    reader,
    rules.listId,
    good.map((row) => skuKey(row.sku)),
  );
  const owners = await findBarcodeOwners(
    reader,
    good.flatMap((row) => row.barcode ?? []),
  );
  const problems = read.flatMap((one) => one.problems);
  const plans: RowPlan[] = [];
  const columnOf = (field: "name" | "barcode") => {
    const index = rules.mapping.columns[field];
    return index === undefined ? field : (rules.mapping.header[index] ?? field);
  };
  for (const row of good) {
    const key = skuKey(row.sku);
    const owner = row.barcode === undefined ? undefined : owners.get(row.barcode);
    if (missingName(row, existing.get(key))) {
      problems.push({ line: row.line, column: columnOf("name"), code: "missing_name", value: "" });
    } else if (owner && owner.skuKey !== key) {
      const value = row.barcode ?? "";
      problems.push({ line: row.line, column: columnOf("barcode"), code: "barcode_taken", value, detail: owner.name });
    } else {
      plans.push(planRow(row, existing.get(key)));
    }
  }
  const count = (kind: RowPlan["kind"]) => plans.filter((plan) => plan.kind === kind).length;
  const counts = {
    created: count("new"),
    changed: count("changed"),
    equal: count("equal"),
    failed: rows.length - plans.length,
  };
  return { plans, problems, counts };
}

function toWritten(ctx: ServiceContext, plan: RowPlan): Written {
  const { row } = plan;
  const before = plan.kind === "new" ? undefined : plan.existing;
  const name = row.name ?? before?.name ?? row.sku;
  const sku = before?.sku ?? row.sku;
  const merged = {
    name,
    sku,
    brand: row.brand ?? before?.brand ?? null,
    barcode: row.barcode ?? before?.barcode ?? null,
    oemCodes: row.oemCodes ?? before?.oemCodes ?? [],
    aliases: row.aliases ?? before?.aliases ?? [],
    fitments: row.fitments ?? before?.fitments ?? [],
  };
  return {
    ...merged,
    itemId: before?.itemId ?? ctx.ids.next<ItemId>(),
    productId: before?.productId ?? ctx.ids.next<ProductId>(),
    skuKey: skuKey(sku),
    nameKey: nameKey(name),
    search: searchText(merged),
    category: row.category ?? before?.category ?? null,
    taxId: row.taxId ?? before?.taxId ?? null,
    costMicro: row.costMicro ?? before?.costMicro ?? 0n,
    priceMinor: row.priceMinor ?? null,
    fitments: row.fitments?.map((fitment) => ({ ...fitment, id: ctx.ids.next<string>() })) ?? null,
  };
}

/** Products, items, prices and vehicles of a chunk, a handful of statements whatever its size. */
export async function applyChunk(
  tx: TenantTx,
  ctx: ServiceContext,
  plans: readonly RowPlan[],
  listId: string,
): Promise<void> {
  const runs = importRepository(tx);
  const now = ctx.clock.now();
  const rows = plans.filter((plan) => plan.kind !== "equal").map((plan) => ({ plan, written: toWritten(ctx, plan) }));
  const categories = new Map(
    rows.flatMap(({ written: { category } }) => (category ? [[nameKey(category), category] as const] : [])),
  );
  await runs.insertCategories([...categories.values()].map((name) => ({ id: ctx.ids.next<string>(), name })));
  const of = (kind: RowPlan["kind"]) => rows.filter(({ plan }) => plan.kind === kind).map(({ written }) => written);
  await runs.insertItems(of("new"), now);
  await runs.updateItems(of("changed"), now);
  const all = rows.map(({ written }) => written);
  await runs.savePrices(listId, all, now);
  await runs.replaceFitments(all);
}

/** The second pass: by now every product of the file that could go in has. */
export async function linkChunk(tx: TenantTx, rows: readonly StoredRow[], rules: ReadingRules): Promise<RowProblem[]> {
  const good = rows
    .flatMap((row) => readRow(row, rules).row ?? [])
    .filter((row): row is ImportRow & { equivalents: readonly string[] } => row.equivalents !== undefined);
  const pairs = good.flatMap((row) =>
    row.equivalents.map((other) => ({ line: row.line, other, skuKey: skuKey(row.sku), otherKey: skuKey(other) })),
  );
  const unknown = await importRepository(tx).linkEquivalents(pairs);
  const index = rules.mapping.columns.equivalents;
  const column = (index === undefined ? undefined : rules.mapping.header[index]) ?? "equivalents";
  const byLine = new Map<number, string[]>();
  for (const { line, other, otherKey } of pairs) {
    if (unknown.has(otherKey)) byLine.set(line, [...(byLine.get(line) ?? []), other]);
  }
  return [...byLine].map(([line, values]) => ({
    line,
    column,
    code: "equivalent_unknown",
    value: values.join(", ").slice(0, 100),
  }));
}
