import { readFile } from "node:fs/promises";
import path from "node:path";
import { defaultSourceDir } from "./migration-files";

const privileges = {
  mutable: "SELECT, INSERT, UPDATE, DELETE",
  append_only: "SELECT, INSERT",
  erasable: "SELECT, INSERT, DELETE",
  reference: "SELECT",
} as const;

export type TableClass = keyof typeof privileges;
export type TableClasses = Readonly<Record<string, TableClass>>;

export class TableClassError extends Error {
  override readonly name = "TableClassError";
}

export async function readTableClasses(sourceDir = defaultSourceDir()): Promise<TableClasses> {
  const file = path.join(sourceDir, "tenant", "table-classes.json");
  const classes = JSON.parse(await readFile(file, "utf8")) as Record<string, string>;
  for (const [table, name] of Object.entries(classes)) {
    if (!(name in privileges)) throw new TableClassError(`${table}: unknown class ${name}`);
  }
  return classes as TableClasses;
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The whole of what a tenant's role may do in its schema; anything granted before and not listed here is taken back. */
export function grantStatements(schema: string, tables: readonly string[], classes: TableClasses): string {
  const missing = tables.filter((table) => !(table in classes));
  if (missing.length > 0) throw new TableClassError(`tables without a class: ${missing.join(", ")}`);
  const role = quote(schema);
  const inSchema = (name: string) => `${role}.${quote(name)}`;
  const byClass = Object.entries(privileges).flatMap(([name, allowed]) => {
    const members = tables.filter((table) => classes[table] === name);
    return members.length > 0 ? [`GRANT ${allowed} ON ${members.map(inSchema).join(", ")} TO ${role}`] : [];
  });
  const guards = tables
    .filter((table) => classes[table] === "append_only")
    .map(
      (table) => `CREATE OR REPLACE TRIGGER "append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON ${inSchema(table)}
        FOR EACH STATEMENT EXECUTE FUNCTION ${inSchema("refuse_change")}()`,
    );
  return [
    `REVOKE ALL ON ALL TABLES IN SCHEMA ${role} FROM PUBLIC, ${role}`,
    `REVOKE ALL ON ALL ROUTINES IN SCHEMA ${role} FROM PUBLIC, ${role}`,
    `REVOKE ALL ON SCHEMA ${role} FROM PUBLIC, ${role}`,
    `GRANT USAGE ON SCHEMA ${role} TO ${role}`,
    ...byClass,
    `GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${role} TO ${role}`,
    `GRANT EXECUTE ON ALL ROUTINES IN SCHEMA ${role} TO ${role}`,
    `CREATE OR REPLACE FUNCTION ${inSchema("refuse_change")}() RETURNS trigger LANGUAGE plpgsql AS $body$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $body$`,
    ...guards,
  ].join(";\n");
}
