import { createHash } from "node:crypto";
import { decodeCursor, encodeCursor } from "@/lib/cursor";
import { raise } from "@/lib/errors";
import type { PriceListId } from "@/lib/ids";
import { microToMoney } from "@/lib/micro";
import { toWire } from "@/lib/money";
import { decodeText, readCsv, readJson, type TableFile } from "@/lib/table-file";
import { recordAudit } from "@/server/platform/audit";
import { actorRef, type ServiceContext } from "@/server/platform/context";
import type { TenantReader, TenantTx } from "@/server/platform/db";
import { withIdempotency } from "@/server/platform/idempotency";
import { publish } from "@/server/platform/outbox";
import { listTaxRows } from "../category/repository";
import { importFinished, importProgressed, importStarted } from "../events";
import { itemRepository } from "../item/repository";
import { applyChunk, linkChunk, planChunk } from "./chunk/service";
import {
  chunkRows,
  detectMapping,
  type FieldChange,
  type ImportMapping,
  type ImportStatus,
  markRepeats,
  type ReadingRules,
  stepsOf,
} from "./domain";
import {
  findChunk,
  findRun,
  type ImportRun,
  importRepository,
  listRunning,
  pageProblems,
  pageRuns,
} from "./repository";
import {
  type ChangeWire,
  type ImportPage,
  type ImportWire,
  type ListImports,
  mappingSchema,
  type ProblemWire,
  problemOutput,
  type SetMapping,
  type StartImport,
} from "./schema";

const mostRows = 200_000;
const sampleRows = 3;
const inProgress: readonly ImportStatus[] = ["checking", "applying"];

const mappingOf = (run: ImportRun) => mappingSchema.parse(run.mapping);
const stepsOfRun = (run: ImportRun): number => {
  const mapping = mappingOf(run);
  return stepsOf({ mode: run.mode, chunks: mapping.chunks, mapping });
};

const modeOf = (run: ImportRun): "apply" | "dry_run" => (run.mode === "apply" ? "apply" : "dry_run");

function toImportWire(run: ImportRun): ImportWire {
  const { chunks, ...mapping } = mappingOf(run);
  const isOver = run.status === "checked" || run.status === "done";
  const share = Math.min(run.cursor, chunks) * chunkRows;
  return {
    importId: run.id,
    fileName: run.fileName,
    format: run.format === "json" ? "json" : "csv",
    status: run.status,
    mode: modeOf(run),
    totalRows: run.totalRows,
    rowsDone: isOver ? run.totalRows : Math.min(share, run.totalRows),
    counts: { created: run.created, changed: run.changed, equal: run.equal, failed: run.failed },
    mapping,
    createdAt: run.createdAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}

function readFile(input: CreateImport): TableFile {
  const text = input.text ?? decodeText(input.bytes ?? new Uint8Array());
  const isJson = input.format === "json" || (input.format === undefined && /^\s*[[{]/.test(text.slice(0, 100)));
  try {
    const file = isJson ? readJson(text) : readCsv(text);
    return file ?? raise("import_file_invalid", { reason: "not_json" });
  } catch (cause) {
    return raise("import_file_invalid", { reason: "unreadable" }, cause);
  }
}

export interface CreateImport {
  fileName: string;
  bytes?: Uint8Array;
  text?: string;
  format?: "csv" | "json";
}

/** Keeps the file's rows in chunks; nothing of the catalog changes until someone applies it. */
export async function createImport(ctx: ServiceContext, input: CreateImport): Promise<ImportWire> {
  ctx.require("product:import");
  const file = readFile(input);
  if (file.rows.length === 0) raise("import_file_invalid", { reason: "empty" });
  if (file.rows.length > mostRows) raise("import_file_invalid", { reason: "too_many_rows", limit: mostRows });
  const id = ctx.ids.next<string>();
  const fileHash = createHash("sha256")
    .update(input.text ?? input.bytes ?? "")
    .digest("hex");
  return ctx.transaction(async (tx) => {
    const runs = importRepository(tx);
    const mapping = await storeRows(tx, id, file, detectMapping(file));
    await runs.insert({
      id,
      fileName: input.fileName,
      fileHash,
      format: file.format,
      mapping,
      totalRows: file.rows.length,
      createdBy: actorRef(ctx),
      at: ctx.clock.now(),
    });
    await recordAudit(tx, ctx, {
      action: "import.upload",
      subject: id,
      after: { fileName: input.fileName, rows: file.rows.length },
    });
    return toImportWire((await findRun(tx, id)) ?? raise("import_not_found"));
  });
}

async function storeRows(tx: TenantTx, id: string, file: TableFile, mapping: ImportMapping): Promise<object> {
  const rows = markRepeats(file, mapping);
  const chunks = Math.ceil(rows.length / chunkRows);
  for (let no = 0; no < chunks; no += 1) {
    await importRepository(tx).insertChunk(id, no, rows.slice(no * chunkRows, (no + 1) * chunkRows));
  }
  return { ...mapping, chunks, samples: rows.slice(0, sampleRows).map((row) => row.cells) };
}

/** A person's word on what each column is; the file is judged anew. */
export async function setImportMapping(ctx: ServiceContext, input: SetMapping): Promise<ImportWire> {
  ctx.require("product:import");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "catalog.setImportMapping", key: input.idempotencyKey, input }, async () => {
      const runs = importRepository(tx);
      const run = (await runs.lock(input.importId)) ?? raise("import_not_found");
      if (run.status !== "uploaded" && run.status !== "checked") raise("import_state_conflict", { status: run.status });
      const before = mappingOf(run);
      const rows: TableFile["rows"][number][] = [];
      for (let no = 0; no < before.chunks; no += 1) {
        rows.push(...(await findChunk(tx, run.id, no)).map(({ line, cells }) => ({ line, cells })));
      }
      await runs.deleteChunks(run.id);
      const file: TableFile = { format: run.format === "json" ? "json" : "csv", header: before.header, rows };
      const mapping = { header: before.header, columns: input.columns, decimal: input.decimal ?? before.decimal };
      await runs.saveMapping(run.id, await storeRows(tx, run.id, file, mapping));
      await recordAudit(tx, ctx, {
        action: "import.map",
        subject: run.id,
        before: before.columns,
        after: input.columns,
      });
      return toImportWire((await findRun(tx, run.id)) ?? raise("import_not_found"));
    }),
  );
}

/** Starts the check, or the application of what was checked; a job works through the chunks. The same start again is nothing. */
export async function startImport(ctx: ServiceContext, input: StartImport): Promise<ImportWire> {
  ctx.require("product:import");
  if (input.mode === "apply") ctx.require("product:write");
  return ctx.transaction((tx) =>
    withIdempotency(tx, ctx, { route: "catalog.startImport", key: input.idempotencyKey, input }, async () => {
      const runs = importRepository(tx);
      const run = (await runs.lock(input.importId)) ?? raise("import_not_found");
      if (mappingOf(run).columns.sku === undefined) raise("import_file_invalid", { reason: "no_sku_column" });
      const to = input.mode === "apply" ? "applying" : "checking";
      if (run.status === to) return toImportWire(run);
      const from = input.mode === "apply" ? (["checked"] as const) : (["uploaded", "checked"] as const);
      if (!(await runs.start(run.id, from, to, input.mode))) raise("import_state_conflict", { status: run.status });
      await recordAudit(tx, ctx, {
        action: input.mode === "apply" ? "import.apply" : "import.check",
        subject: run.id,
        before: { status: run.status },
        after: { status: to, rows: run.totalRows },
      });
      await publish(tx, ctx, importStarted, { runId: run.id, mode: input.mode });
      return toImportWire((await findRun(tx, run.id)) ?? raise("import_not_found"));
    }),
  );
}

async function rulesOf(
  tx: TenantReader,
  ctx: ServiceContext,
  run: ImportRun,
): Promise<ReadingRules & { listId: string | null }> {
  const list = await importRepository(tx as TenantTx).defaultList();
  return {
    mapping: mappingOf(run),
    priceCurrency: list?.currency ?? ctx.tenant.currency,
    costCurrency: ctx.tenant.currency,
    taxes: await listTaxRows(tx),
    listId: list?.id ?? null,
  };
}

const none = { created: 0, changed: 0, equal: 0, failed: 0 };

/**
 * One chunk in one transaction with its cursor: killed at any point, the run goes on at the first chunk that is not whole, and two workers
 * of one run take turns. Says whether anything is left to do.
 */
export async function advanceImport(
  ctx: ServiceContext,
  input: { importId: string },
): Promise<{ isDone: boolean; cursor: number }> {
  ctx.require("product:import");
  return ctx.transaction(async (tx) => {
    const runs = importRepository(tx);
    const run = (await runs.lock(input.importId)) ?? raise("import_not_found");
    const steps = stepsOfRun(run);
    if (!inProgress.includes(run.status)) return { isDone: true, cursor: run.cursor };
    const { chunks } = mappingOf(run);
    const isLinking = run.cursor >= chunks;
    const rows = await findChunk(tx, run.id, isLinking ? run.cursor - chunks : run.cursor);
    const rules = await rulesOf(tx, ctx, run);
    let counts = none;
    if (isLinking) {
      await runs.insertProblems(run.id, await linkChunk(tx, rows, rules));
    } else {
      const plan = await planChunk(tx, rows, rules);
      counts = plan.counts;
      await runs.insertProblems(run.id, plan.problems);
      if (run.status === "applying") {
        const listId = rules.listId ?? (await ensureList(tx, ctx));
        await applyChunk(tx, ctx, plan.plans, listId);
      }
    }
    const isDone = run.cursor + 1 >= steps;
    const status = !isDone ? run.status : run.status === "applying" ? "done" : "checked";
    await runs.advance(run, counts, status, isDone ? ctx.clock.now() : null);
    await announce(tx, ctx, (await findRun(tx, run.id)) ?? raise("import_not_found"), isDone);
    if (run.status === "applying") await itemRepository(tx).bumpVersion();
    return { isDone, cursor: run.cursor + 1 };
  });
}

async function ensureList(tx: TenantTx, ctx: ServiceContext): Promise<string> {
  const { currency } = ctx.tenant;
  return (
    await itemRepository(tx).ensurePriceList({ id: ctx.ids.next<PriceListId>(), name: "Lista general", currency })
  ).id;
}

async function announce(tx: TenantTx, ctx: ServiceContext, run: ImportRun, isDone: boolean): Promise<void> {
  const { status, rowsDone, totalRows, counts } = toImportWire(run);
  await publish(tx, ctx, importProgressed, { runId: run.id, status, rowsDone, totalRows, counts });
  if (!isDone) return;
  await publish(tx, ctx, importFinished, { runId: run.id, status, counts });
  if (status === "done") await recordAudit(tx, ctx, { action: "import.finish", subject: run.id, after: counts });
}

/** Runs whose job died are started again; a run that is alive only gets a second pair of hands. */
export async function resumeImports(ctx: ServiceContext): Promise<{ resumed: number }> {
  ctx.require("product:import");
  const running = await listRunning(ctx.read);
  await ctx.transaction(async (tx) => {
    for (const run of running) {
      await publish(tx, ctx, importStarted, { runId: run.id, mode: modeOf(run) });
    }
  });
  return { resumed: running.length };
}

export async function getImport(ctx: ServiceContext, input: { importId: string }): Promise<ImportWire> {
  ctx.require("product:import");
  return toImportWire((await findRun(ctx.read, input.importId)) ?? raise("import_not_found"));
}

export async function listImports(
  ctx: ServiceContext,
  { limit = 50, cursor }: ListImports,
): Promise<{ items: ImportWire[]; nextCursor: string | null }> {
  ctx.require("product:import");
  const rows = await pageRuns(ctx.read, cursor ? (decodeCursor(cursor, 1)[0] ?? null) : null, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(toImportWire), nextCursor: rows.length > limit && last ? encodeCursor(last.id) : null };
}

export async function listProblems(
  ctx: ServiceContext,
  { importId, limit = 50, cursor }: ImportPage,
): Promise<{ items: ProblemWire[]; nextCursor: string | null }> {
  ctx.require("product:import");
  const run = (await findRun(ctx.read, importId)) ?? raise("import_not_found");
  const [line, column] = cursor ? decodeCursor(cursor, 2) : [];
  const after = line === undefined ? null : { line: Number(line) || 0, column: column ?? "" };
  const rows = await pageProblems(ctx.read, run.id, after, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => problemOutput.parse({ ...row, value: row.value ?? "", detail: row.message })),
    nextCursor: rows.length > limit && last ? encodeCursor(`${last.line}`, last.column) : null,
  };
}

/** What the rows of one chunk would change, field by field. The cursor is the next chunk. */
export async function listChanges(
  ctx: ServiceContext,
  input: ImportPage,
): Promise<{ items: ChangeWire[]; nextCursor: string | null }> {
  ctx.require("product:import");
  const run = (await findRun(ctx.read, input.importId)) ?? raise("import_not_found");
  const [text = "0"] = input.cursor ? decodeCursor(input.cursor, 1) : [];
  const no = Number(text) || 0;
  const rules = await rulesOf(ctx.read, ctx, run);
  const { plans } = await planChunk(ctx.read, await findChunk(ctx.read, run.id, no), rules);
  const amount = (field: FieldChange["field"], value: string): string => {
    if (value === "" || (field !== "price" && field !== "cost")) return value;
    return field === "price"
      ? toWire({ minor: BigInt(value), currency: rules.priceCurrency }).amount
      : toWire(microToMoney(BigInt(value), rules.costCurrency)).amount;
  };
  const taxCode = (value: string) => rules.taxes.find((tax) => tax.taxId === value)?.code ?? value;
  return {
    items: plans.flatMap((plan) =>
      plan.kind !== "changed"
        ? []
        : {
            line: plan.row.line,
            sku: plan.existing.sku,
            name: plan.existing.name,
            changes: plan.changes.map(({ field, before, after }) =>
              field === "tax"
                ? { field, before: taxCode(before), after: taxCode(after) }
                : { field, before: amount(field, before), after: amount(field, after) },
            ),
          },
    ),
    nextCursor: no + 1 < mappingOf(run).chunks ? encodeCursor(`${no + 1}`) : null,
  };
}
