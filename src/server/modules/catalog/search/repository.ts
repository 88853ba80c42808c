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
