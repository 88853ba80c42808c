import type { Currency } from "@/lib/money";
import { type Instant, toDate } from "@/lib/time";
import { sql, type TenantReader, type TenantTx } from "@/server/platform/db";
import { type Fitment, nameKey } from "../domain";
import type { Existing, ImportStatus, RowProblem, StoredRow } from "./domain";

export interface ImportRun {
  id: string;
  fileName: string;
  format: string;
  mode: string;
  status: ImportStatus;
  mapping: unknown;
  totalRows: number;
  cursor: number;
  created: number;
  changed: number;
  equal: number;
  failed: number;
  createdAt: Date;
  finishedAt: Date | null;
}
export interface Counts {
  created: number;
  changed: number;
  equal: number;
  failed: number;
}

const toRun = (row: Omit<ImportRun, "status"> & { status: string }): ImportRun => ({
  ...row,
  status: row.status as ImportStatus,
});

export async function findRun(reader: TenantReader, id: string): Promise<ImportRun | null> {
  const row = await reader.importRun.findUnique({ where: { id } });
  return row && toRun(row);
}

export async function pageRuns(reader: TenantReader, before: string | null, limit: number): Promise<ImportRun[]> {
  const where = before === null ? {} : { id: { lt: before } };
  return (await reader.importRun.findMany({ where, orderBy: { id: "desc" }, take: limit })).map(toRun);
}

/** Runs that a job was working on, whether or not it still is. */
export async function listRunning(reader: TenantReader): Promise<ImportRun[]> {
  const rows = await reader.importRun.findMany({ where: { status: { in: ["checking", "applying"] } }, take: 20 });
  return rows.map(toRun);
}

export async function findChunk(reader: TenantReader, runId: string, no: number): Promise<StoredRow[]> {
  const row = await reader.importChunk.findUnique({ where: { runId_no: { runId, no } } });
  return (row?.rows ?? []) as unknown as StoredRow[];
}

export async function pageProblems(
  reader: TenantReader,
  runId: string,
  after: { line: number; column: string } | null,
  limit: number,
): Promise<{ line: number; column: string; code: string; value: string | null; message: string }[]> {
  return sql<{ line: number; column: string; code: string; value: string | null; message: string }>(reader)`
    select line, "column", code, value, message from import_problem
    where run_id = ${runId} and (line, "column") > (${after?.line ?? 0}::int, ${after?.column ?? ""}::text)
    order by line, "column" limit ${limit}`;
}

interface ExistingRow {
  item_id: string;
  product_id: string;
  sku: string;
  sku_key: string;
  name: string;
  brand: string | null;
  category: string | null;
  amount_minor: bigint | null;
  cost_micro: bigint;
  barcode: string | null;
  tax_id: string | null;
  oem_codes: string[];
  aliases: string[];
  fitments: { make: string; model: string; year_from: number; year_to: number; engine: string | null }[];
}

/** Live products by folded code. */
export async function findExisting(
  reader: TenantReader,
  listId: string | null,
  keys: readonly string[],
): Promise<Map<string, Existing>> {
  const rows = await sql<ExistingRow>(reader)`
    select i.id as item_id, i.product_id, i.sku, i.sku_key, i.name, p.brand, c.name as category, pr.amount_minor, i.cost_micro,
      i.barcode, p.tax_id, i.oem_codes, i.aliases,
      coalesce((select jsonb_agg(jsonb_build_object('make', f.make, 'model', f.model, 'year_from', f.year_from, 'year_to', f.year_to,
        'engine', f.engine) order by f.id) from fitment f where f.item_id = i.id), '[]'::jsonb) as fitments
    from item i join product p on p.id = i.product_id
    left join category c on c.id = p.category_id
    left join price pr on pr.list_id = ${listId ?? ""} and pr.item_id = i.id
    where i.archived_at is null and i.sku_key = any(${keys}::text[])`;
  return new Map(
    rows.map((row) => [
      row.sku_key,
      {
        itemId: row.item_id,
        productId: row.product_id,
        sku: row.sku,
        name: row.name,
        brand: row.brand,
        category: row.category,
        priceMinor: row.amount_minor,
        costMicro: row.cost_micro,
        barcode: row.barcode,
        taxId: row.tax_id,
        oemCodes: row.oem_codes,
        aliases: row.aliases,
        fitments: row.fitments.map((fitment) => ({
          make: fitment.make,
          model: fitment.model,
          yearFrom: fitment.year_from,
          yearTo: fitment.year_to,
          engine: fitment.engine,
        })),
      },
    ]),
  );
}

export async function findBarcodeOwners(
  reader: TenantReader,
  barcodes: readonly string[],
): Promise<Map<string, { skuKey: string; name: string }>> {
  if (barcodes.length === 0) return new Map();
  const rows = await sql<{ barcode: string; sku_key: string; name: string }>(reader)`
    select barcode, sku_key, name from item where archived_at is null and barcode = any(${barcodes}::text[])`;
  return new Map(rows.map((row) => [row.barcode, { skuKey: row.sku_key, name: row.name }]));
}

/** A product as the import leaves it. */
export interface Written {
  itemId: string;
  productId: string;
  sku: string;
  skuKey: string;
  name: string;
  nameKey: string;
  search: string;
  brand: string | null;
  category: string | null;
  taxId: string | null;
  barcode: string | null;
  costMicro: bigint;
  oemCodes: readonly string[];
  aliases: readonly string[];
  /** Null where the file does not set it. */
  priceMinor: bigint | null;
  fitments: readonly (Fitment & { id: string })[] | null;
}

const toRecord = (row: Written) => ({
  item_id: row.itemId,
  product_id: row.productId,
  sku: row.sku,
  sku_key: row.skuKey,
  name: row.name,
  name_key: row.nameKey,
  search: row.search,
  brand: row.brand,
  category_key: row.category === null ? null : nameKey(row.category),
  tax_id: row.taxId,
  barcode: row.barcode,
  cost_micro: `${row.costMicro}`,
  oem_codes: row.oemCodes,
  aliases: row.aliases,
});

/** The shape every bulk statement reads its rows in: one parameter, however many rows. */
const recordset = (rows: readonly object[]) => sql.fragment`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
  item_id text, product_id text, sku text, sku_key text, name text, name_key text, search text, brand text, category_key text,
  tax_id text, barcode text, cost_micro bigint, oem_codes jsonb, aliases jsonb)`;
const texts = {
  oem: sql.fragment`(select coalesce(array_agg(x), '{}') from jsonb_array_elements_text(r.oem_codes) x)`,
  aliases: sql.fragment`(select coalesce(array_agg(x), '{}') from jsonb_array_elements_text(r.aliases) x)`,
};

export const importRepository = (tx: TenantTx) => ({
  async insert(run: {
    id: string;
    fileName: string;
    fileHash: string;
    format: string;
    mapping: object;
    totalRows: number;
    createdBy: string;
    at: Instant;
  }): Promise<void> {
    const { at, mapping, ...data } = run;
    await tx.importRun.create({
      data: { ...data, mapping: JSON.parse(JSON.stringify(mapping)), createdAt: toDate(at) },
    });
  },

  async insertChunk(runId: string, no: number, rows: readonly StoredRow[]): Promise<void> {
    await sql.execute(tx)`
      insert into import_chunk (run_id, no, rows) values (${runId}, ${no}, ${JSON.stringify(rows)}::jsonb)`;
  },

  async deleteChunks(runId: string): Promise<void> {
    await tx.importChunk.deleteMany({ where: { runId } });
  },

  /** Whoever works on a run holds its row: two workers take turns and each sees where the other stopped. */
  async lock(id: string): Promise<ImportRun | null> {
    await sql<{ id: string }>(tx)`select id from import_run where id = ${id} for update`;
    return findRun(tx, id);
  },

  async saveMapping(id: string, mapping: object): Promise<void> {
    await tx.importRun.update({
      where: { id },
      data: { mapping: JSON.parse(JSON.stringify(mapping)), status: "uploaded" },
    });
  },

  /** Counts and problems begin again: the report is about the pass that runs. */
  async start(id: string, from: readonly ImportStatus[], to: ImportStatus, mode: string): Promise<boolean> {
    const { count } = await tx.importRun.updateMany({
      where: { id, status: { in: [...from] } },
      data: { status: to, mode, cursor: 0, created: 0, changed: 0, equal: 0, failed: 0, finishedAt: null },
    });
    if (count === 1) await tx.importProblem.deleteMany({ where: { runId: id } });
    return count === 1;
  },

  /** The cursor moves in the transaction of its chunk, so a kill leaves a chunk either done or not begun. */
  async advance(run: ImportRun, counts: Counts, status: ImportStatus, finishedAt: Instant | null): Promise<void> {
    await tx.importRun.update({
      where: { id: run.id },
      data: {
        cursor: run.cursor + 1,
        status,
        created: { increment: counts.created },
        changed: { increment: counts.changed },
        equal: { increment: counts.equal },
        failed: { increment: counts.failed },
        finishedAt: finishedAt === null ? null : toDate(finishedAt),
      },
    });
  },

  async insertProblems(runId: string, problems: readonly RowProblem[]): Promise<void> {
    if (problems.length === 0) return;
    await sql.execute(tx)`
      insert into import_problem (run_id, line, "column", code, value, message)
      select ${runId}, line, col, code, value, message
      from unnest(${problems.map((problem) => problem.line)}::int[], ${problems.map((problem) => problem.column)}::text[],
        ${problems.map((problem) => problem.code)}::text[], ${problems.map((problem) => problem.value)}::text[],
        ${problems.map((problem) => problem.detail ?? "")}::text[]) as p(line, col, code, value, message)
      on conflict do nothing`;
  },

  async insertCategories(names: readonly { id: string; name: string }[]): Promise<void> {
    if (names.length === 0) return;
    await sql.execute(tx)`
      insert into category (id, name, name_key)
      select * from unnest(${names.map(({ id }) => id)}::text[], ${names.map(({ name }) => name)}::text[],
        ${names.map(({ name }) => nameKey(name))}::text[]) as c(id, name, name_key)
      order by 3
      on conflict (name_key) where archived_at is null do nothing`;
  },

  async insertItems(rows: readonly Written[], at: Instant): Promise<void> {
    if (rows.length === 0) return;
    const now = toDate(at);
    const records = rows.map(toRecord);
    await sql.execute(tx)`
      insert into product (id, name, brand, category_id, tax_id, created_at, updated_at)
      select r.product_id, r.name, r.brand, c.id, r.tax_id, ${now}, ${now}
      from ${recordset(records)} left join category c on c.name_key = r.category_key and c.archived_at is null`;
    await sql.execute(tx)`
      insert into item (id, product_id, sku, sku_key, name, name_key, search, barcode, oem_codes, aliases, cost_micro, created_at)
      select r.item_id, r.product_id, r.sku, r.sku_key, r.name, r.name_key, r.search, r.barcode, ${texts.oem}, ${texts.aliases},
        r.cost_micro, ${now}
      from ${recordset(records)}`;
  },

  async updateItems(rows: readonly Written[], at: Instant): Promise<void> {
    if (rows.length === 0) return;
    const records = rows.map(toRecord);
    await sql.execute(tx)`
      update product p set name = r.name, brand = r.brand, category_id = c.id, tax_id = r.tax_id, version = p.version + 1,
        updated_at = ${toDate(at)}
      from ${recordset(records)} left join category c on c.name_key = r.category_key and c.archived_at is null
      where p.id = r.product_id`;
    await sql.execute(tx)`
      update item i set name = r.name, name_key = r.name_key, search = r.search, barcode = r.barcode, oem_codes = ${texts.oem},
        aliases = ${texts.aliases}, cost_micro = r.cost_micro
      from ${recordset(records)} where i.id = r.item_id`;
  },

  async savePrices(listId: string, rows: readonly Written[], at: Instant): Promise<void> {
    const priced = rows.filter((row) => row.priceMinor !== null);
    if (priced.length === 0) return;
    await sql.execute(tx)`
      insert into price (list_id, item_id, amount_minor, updated_at)
      select ${listId}, item_id, amount, ${toDate(at)}
      from unnest(${priced.map((row) => row.itemId)}::text[], ${priced.map((row) => row.priceMinor)}::bigint[]) as r(item_id, amount)
      on conflict (list_id, item_id) do update set amount_minor = excluded.amount_minor, updated_at = excluded.updated_at`;
  },

  async replaceFitments(rows: readonly Written[]): Promise<void> {
    const set = rows.filter((row) => row.fitments !== null);
    if (set.length === 0) return;
    await tx.fitment.deleteMany({ where: { itemId: { in: set.map((row) => row.itemId) } } });
    await tx.fitment.createMany({
      data: set.flatMap((row) => (row.fitments ?? []).map((fitment) => ({ ...fitment, itemId: row.itemId }))),
    });
  },

  /** Both directions at once; answers the codes nobody has. */
  async linkEquivalents(pairs: readonly { skuKey: string; otherKey: string }[]): Promise<Set<string>> {
    if (pairs.length === 0) return new Set();
    const keys = [...new Set(pairs.flatMap((pair) => [pair.skuKey, pair.otherKey]))];
    const found = await sql<{ sku_key: string }>(tx)`
      select sku_key from item where archived_at is null and sku_key = any(${keys}::text[])`;
    await sql.execute(tx)`
      insert into equivalence (from_item_id, to_item_id, kind, source)
      select distinct side.a, side.b, 'same', 'import'
      from unnest(${pairs.map((pair) => pair.skuKey)}::text[], ${pairs.map((pair) => pair.otherKey)}::text[]) as p(sku_key, other_key)
      join item i on i.sku_key = p.sku_key and i.archived_at is null
      join item o on o.sku_key = p.other_key and o.archived_at is null and o.id <> i.id
      cross join lateral (values (i.id, o.id), (o.id, i.id)) as side(a, b)
      order by 1, 2
      on conflict do nothing`;
    const known = new Set(found.map((row) => row.sku_key));
    return new Set(keys.filter((key) => !known.has(key)));
  },

  async defaultList(): Promise<{ id: string; currency: Currency } | null> {
    const rows = await sql<{ id: string; currency: Currency }>(tx)`
      select id, currency from price_list order by priority desc, created_at, id limit 1`;
    return rows[0] ?? null;
  },
});
