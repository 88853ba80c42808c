import { type SqlFragment, sql, type TenantReader } from "@/server/platform/db";
import type { ItemSummary, Query } from "../domain";
import { type SummaryRow, summaryColumns, summaryJoins, toSummary } from "../item/repository";

const likeAnywhere = (word: string): string => `%${word.replace(/[\\%_]/g, "\\$&")}%`;

/** Every word somewhere, or the text is one of the item's codes. */
export function matchesAll({ words, code }: Query): SqlFragment {
  if (words.length === 0) return sql.fragment`true`;
  const all = sql.join(
    words.map((word) => sql.fragment`i.search like ${likeAnywhere(word)}`),
    " AND ",
  );
  return code.length < 3
    ? sql.fragment`(${all})`
    : sql.fragment`((${all}) or i.sku_key = ${code} or i.barcode = ${code})`;
}

const leastSimilarity = 0.4;
/** Below it, words share a beginning and little else. */
const leastWordSimilarity = 0.6;

export interface Vehicle {
  make?: string;
  model?: string;
  year?: number;
}

/**
 * Ranked candidates: an exact code first, then by the share of words found, then by how alike the text is. A vehicle that is known lifts
 * what fits it and drops what says it fits others only.
 */
export async function rankItems(
  reader: TenantReader,
  query: Query,
  options: { limit: number; vehicle?: Vehicle; isStrict?: boolean },
): Promise<(ItemSummary & { score: number })[]> {
  const { words, folded, code } = query;
  if (words.length === 0 && code.length === 0) return [];
  const year = options.vehicle?.year ?? query.year;
  const make = options.vehicle?.make?.toLowerCase() ?? null;
  const model = options.vehicle?.model?.toLowerCase() ?? null;
  const hits =
    words.length === 0
      ? sql.fragment`0`
      : sql.join(
          words.map(
            (word) => sql.fragment`(case when i.search like ${likeAnywhere(word)} then 1.0
                when word_similarity(${word}, i.search) >= ${leastWordSimilarity}::float8 then 0.7 else 0 end)`,
          ),
          ", ",
        );
  const someWord =
    words.length === 0
      ? sql.fragment`false`
      : sql.join(
          words.map((word) => sql.fragment`i.search like ${likeAnywhere(word)} or ${word} <% i.search`),
          " OR ",
        );
  const shareOfWords =
    words.length === 0
      ? sql.fragment`0`
      : sql.fragment`(select sum(h) from unnest(array[${hits}]) h)::float8 / ${words.length}`;
  const rows = await sql<SummaryRow & { score: number }>(reader)`
    with candidate as (
      select i.id, i.name_key,
        (i.sku_key = ${code} or i.barcode = ${code} or ${code} = any(select regexp_replace(lower(o), '[\\s._/-]+', '', 'g') from unnest(i.oem_codes) o)) as is_exact,
        ${shareOfWords} as share, word_similarity(${folded}, i.search)::float8 as alike,
        exists (select 1 from fitment f where f.item_id = i.id) as has_fitment,
        exists (select 1 from fitment f where f.item_id = i.id
          and (${make}::text is null or lower(f.make) = ${make}::text)
          and (${model}::text is null or lower(f.model) = ${model}::text)
          and (${year}::int is null or ${year}::int between f.year_from and f.year_to)) as does_fit
      from item i
      where i.archived_at is null and (i.sku_key = ${code} or i.barcode = ${code} or ${someWord} or ${folded} <% i.search)
    ), scored as (
      select *, case when is_exact then 1.0
        else least(0.95, 0.75 * share + 0.2 * alike)
          * (case when ${year}::int is null and ${make}::text is null and ${model}::text is null then 1.0
                  when does_fit then 1.0 when has_fitment then 0.3 else 0.8 end) end as score
      from candidate
    )
    select ${summaryColumns}, s.score from scored s join item i on i.id = s.id ${summaryJoins}
    where s.score >= ${options.isStrict ? leastSimilarity : 0.15}::float8
    order by s.score desc, s.name_key, s.id
    limit ${options.limit}`;
  return rows.map((row) => ({ ...toSummary(row), score: Math.round(row.score * 1000) / 1000 }));
}

/** An item as far as somebody may look for it. */
export interface IndexRow {
  id: string;
  name: string;
  sku: string;
  codes: string[];
  brand: string | null;
  category: string | null;
  aliases: string[];
  fitments: { make: string; model: string; yearFrom: number; yearTo: number }[];
  isArchived: boolean;
  updatedAt: Date;
}

export async function readVersion(reader: TenantReader): Promise<number> {
  const rows = await sql<{ version: number }>(reader)`select catalog_version as version from tenant_state where id = 1`;
  return rows[0]?.version ?? 0;
}

export async function countLiveItems(reader: TenantReader): Promise<number> {
  const rows = await sql<{ count: number }>(reader)`select count(*)::int as count from item where archived_at is null`;
  return rows[0]?.count ?? 0;
}

/** In key order. With `since`, only what was written from then on, archived items included so that they can be forgotten. */
export async function pageIndexRows(
  reader: TenantReader,
  filter: { after: string; limit: number; since?: Date },
): Promise<IndexRow[]> {
  const which =
    filter.since === undefined
      ? sql.fragment`i.archived_at is null`
      : sql.fragment`p.updated_at >= ${filter.since}::timestamptz`;
  return sql<IndexRow>(reader)`
    select i.id, i.name, i.sku, array_remove(i.oem_codes || i.barcode, null) as codes, p.brand, c.name as category, i.aliases,
      coalesce((select json_agg(json_build_object('make', f.make, 'model', f.model, 'yearFrom', f.year_from, 'yearTo', f.year_to))
        from fitment f where f.item_id = i.id), '[]'::json) as fitments,
      i.archived_at is not null as "isArchived", p.updated_at as "updatedAt"
    from item i join product p on p.id = i.product_id left join category c on c.id = p.category_id
    where i.id > ${filter.after} and ${which}
    order by i.id limit ${filter.limit}`;
}
