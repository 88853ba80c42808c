import { diffModels } from "@tools/dbdiff.mjs";
import type pg from "pg";
import { describe, expect, test } from "vitest";
import { asAdmin } from "@/server/testing/cluster";
import { useDatabase } from "@/server/testing/database";

const database = useDatabase();

/** Everything a schema holds, one line each, without its own name. */
async function inventory(client: pg.Client, schema: string): Promise<string[]> {
  const strip = (text: string) => text.replaceAll(`"${schema}".`, "").replaceAll(`${schema}.`, "");
  const { rows } = await client.query<{ line: string }>(
    `with tables as (
       select c.oid, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = $1 and c.relkind in ('r', 'p') and c.relname <> 'schema_migration')
     select 'table ' || relname as line from tables
     union all
     select 'column ' || t.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || case when a.attnotnull then ' not null' else '' end
            || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
     from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
     left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
     union all
     select 'index ' || pg_get_indexdef(i.indexrelid) from tables t join pg_index i on i.indrelid = t.oid
     union all
     select 'constraint ' || t.relname || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
     from tables t join pg_constraint k on k.conrelid = t.oid where k.contype not in ('n', 't')
     union all
     select 'trigger ' || t.relname || ' ' || g.tgname from tables t
     join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
     union all
     select 'function ' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = $1
     union all
     select 'enum ' || y.typname || ' ' || string_agg(e.enumlabel, ',' order by e.enumsortorder)
     from pg_type y join pg_namespace n on n.oid = y.typnamespace join pg_enum e on e.enumtypid = y.oid
     where n.nspname = $1 group by y.typname`,
    [schema],
  );
  return rows.map(({ line }) => strip(line)).sort();
}

async function compare(models: string, migrated: string) {
  const ddl = await diffModels("empty", models);
  return asAdmin(database().adminUrl, async (client) => {
    await client.query(`create schema from_models; set search_path = from_models, ext; ${ddl}`);
    const wanted = await inventory(client, "from_models");
    await client.query("drop schema from_models cascade; set search_path = ''");
    const found = await inventory(client, migrated);
    return {
      missing: wanted.filter((line) => !found.includes(line)),
      extra: found.filter((line) => !wanted.includes(line)),
    };
  });
}

/** What a model cannot say; a whole table or column outside the models is drift. */
const isHandWritten = (line: string) =>
  /^(trigger|function) |^constraint .* CHECK |^index .*( WHERE | USING gin | USING gist |\((?!")[^)]*\()/.test(line);

describe("[PL34] the migrated schema and the models are the same", () => {
  test.each([
    ["tenant", "prisma/tenant", () => database().tenantSchemas[0]],
    ["control", "prisma/control", () => "control"],
  ])("%s", async (name, models, schema) => {
    const { missing, extra } = await compare(models, schema());
    expect(missing).toEqual([]);
    expect(extra.filter((line) => !isHandWritten(line) && !/ EXCLUDE /.test(line))).toEqual([]);
    // Read a change of this list like a migration, then accept it with `vitest -u`.
    await expect(`${extra.join("\n")}\n`).toMatchFileSnapshot(`hand-written.${name}.txt`);
  });

  test("the two tenants of the template are alike to the last object", async () => {
    const [first, second] = database().tenantSchemas;
    await asAdmin(database().adminUrl, async (client) => {
      expect(await inventory(client, first)).toEqual(await inventory(client, second));
    });
  });
});
