import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { asAdmin } from "@/server/testing/cluster";
import { closeDatabase, openDatabase, type TestDatabase } from "@/server/testing/database";
import {
  analyzeSchema,
  claimSpare,
  dropSchema,
  hotSql,
  migrateTenants,
  newTenantSchema,
  provisionSchema,
  refillSpares,
  schemaVersion,
  sql,
  transactTenant,
} from "../index";

let sourceDir = "";
let database: TestDatabase;
let schemas: string[] = [];

const migration = (name: string) => path.join(sourceDir, "tenant/migrations", name);
const write = (name: string, text: string) => writeFileSync(migration(name), text);
const query = <R extends object>(text: string, values: unknown[] = []) =>
  asAdmin(database.adminUrl, async (admin) => (await admin.query(text, values)).rows as R[]);

beforeAll(() => {
  sourceDir = mkdtempSync(path.join(os.tmpdir(), "mostrador-migrations-"));
});
afterAll(() => rmSync(sourceDir, { recursive: true, force: true }));
beforeEach(async () => {
  rmSync(sourceDir, { recursive: true, force: true });
  cpSync("prisma", sourceDir, { recursive: true });
  const file = path.join(sourceDir, "tenant/table-classes.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), probe: "append_only" }));
  database = await openDatabase();
  await refillSpares(3);
  schemas = [...database.tenantSchemas];
  for (const { schema_name } of await query<{ schema_name: string }>("select schema_name from control.schema_spare")) {
    schemas.push(schema_name);
  }
  const values = database.tenantSchemas.map((schema) => `('${schema}', 0)`).join(", ");
  await query(`insert into control.schema_spare (schema_name, version) values ${values}`);
});
afterEach(() => closeDatabase(database));

const addProbe = `CREATE TABLE probe (id int PRIMARY KEY, note text NOT NULL);
INSERT INTO probe VALUES (1, 'one;'), (2, 'two');
ALTER TABLE branch ADD COLUMN probe_note text;
UPDATE branch SET probe_note = (SELECT note FROM probe WHERE id = 1);`;
const indexProbe = `-- mostrador:non-transactional
CREATE INDEX CONCURRENTLY "probe_by_note" ON "probe" (note);`;
const widenProbe = `ALTER TABLE probe ADD COLUMN extra bigint NOT NULL DEFAULT 7;
CREATE INDEX probe_by_extra ON probe (extra);`;

/** Which migrations a schema shows by its objects, and which its journal names. */
async function stateOf(schema: string) {
  const [found] = await query<{ journal: number[]; objects: number[] }>(
    `select array(select version from "${schema}".schema_migration where version > 9000 order by 1) as journal,
      array_remove(array[
        case when to_regclass('"${schema}".probe') is not null then 9001 end,
        case when (select indisvalid from pg_index where indexrelid = to_regclass('"${schema}".probe_by_note')) then 9002 end,
        case when to_regclass('"${schema}".probe_by_extra') is not null then 9003 end], null) as objects`,
  );
  const columns = await query(
    "select from information_schema.columns where table_schema = $1 and column_name in ('probe_note', 'extra')",
    [schema],
  );
  return { ...found, columns: columns.length };
}

type Ending = { signal: NodeJS.Signals | null; output: string };

function runUntil(dieAt: number): Promise<Ending> {
  const script = path.resolve("src/server/testing/migrate-and-die.ts");
  const child = spawn(process.execPath, [
    "--import",
    "tsx",
    script,
    JSON.stringify(database.urls),
    sourceDir,
    `${dieAt}`,
  ]);
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  return new Promise((resolve) => child.once("close", (_code, signal) => resolve({ signal, output })));
}

describe("[F20 G23 PL32] a runner that is killed", () => {
  test("[F20] at any statement boundary leaves every tenant at one version, and the next run finishes", async () => {
    write("9001_add_probe.sql", addProbe);
    write("9002_index_probe.sql", indexProbe);
    write("9003_widen_probe.sql", widenProbe);
    const boundaries = [1, 2, 3, 5, 6, 7, 8, 9, 11, 14, 4, 10];
    let kills = 0;
    for (const dieAt of boundaries) {
      const { signal, output } = await runUntil(dieAt);
      if (signal !== "SIGKILL") {
        expect(JSON.parse(output)).toMatchObject({ failed: [] });
        break;
      }
      kills += 1;
      for (const schema of schemas) {
        // The killed runner's session may still be rolling back; the lock it held is the sign that it has not ended.
        await query("select pg_advisory_lock(7301456, hashtext($1)), pg_advisory_unlock(7301456, hashtext($1))", [
          schema,
        ]);
        const { journal, objects, columns } = await stateOf(schema);
        const built = new Set(objects);
        for (const version of [9001, 9003]) {
          expect(`${schema} ${version} ${built.has(version)}`).toBe(
            `${schema} ${version} ${journal?.includes(version)}`,
          );
        }
        // An index built outside a transaction may exist before it is recorded, never the other way round.
        if (journal?.includes(9002)) expect(built.has(9002)).toBe(true);
        expect(columns).toBe((journal?.includes(9001) ? 1 : 0) + (journal?.includes(9003) ? 1 : 0));
      }
    }
    expect(kills).toBeGreaterThan(5);
    const last = await runUntil(0);
    expect(JSON.parse(last.output)).toMatchObject({ failed: [] });
    for (const schema of schemas) {
      expect(await stateOf(schema)).toEqual({ journal: [9001, 9002, 9003], objects: [9001, 9002, 9003], columns: 2 });
      expect(await query(`select id, note from "${schema}".probe order by id`)).toHaveLength(2);
    }
  }, 180_000);

  test("[PL33] an index whose concurrent build was interrupted is built again", async () => {
    const [schema = ""] = schemas;
    await query(`create table "${schema}".clash (note text)`);
    await query(`alter table "${schema}".clash owner to mostrador_migrator`);
    await query(`insert into "${schema}".clash values ('same'), ('same')`);
    await asAdmin(database.adminUrl, async (admin) => {
      await admin.query(`set search_path = "${schema}"`);
      await admin.query("create unique index concurrently clash_note on clash (note)").catch(() => undefined);
      await admin.query("delete from clash");
    });
    const file = path.join(sourceDir, "tenant/table-classes.json");
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), clash: "mutable" }));
    write(
      "9001_index_clash.sql",
      "-- mostrador:non-transactional\nCREATE UNIQUE INDEX CONCURRENTLY clash_note ON clash (note);",
    );
    const report = await migrateTenants({ sourceDir, schemas: [schema] });
    expect(report.failed).toEqual([]);
    const valid = await query(`select indisvalid from pg_index where indexrelid = '"${schema}".clash_note'::regclass`);
    expect(valid).toEqual([{ indisvalid: true }]);
  });
});

describe("[F21 PL33] a tenant whose data does not fit", () => {
  test("[F21] stays at its version and is served, while the others go on; once mended it follows", async () => {
    const [broken = "", ...others] = schemas;
    await transactTenant(broken, (tx) => tx.branch.create({ data: { id: "b", code: "b", name: "b", position: -1 } }));
    write("9001_check_position.sql", "ALTER TABLE branch ADD CONSTRAINT position_positive CHECK (position >= 0);");
    const before = await schemaVersion(broken);

    const first = await migrateTenants({ sourceDir });
    expect(first.failed.map(({ schema }) => schema)).toEqual([broken]);
    expect([...first.migrated].sort()).toEqual([...others].sort());
    expect(first.skipped).toEqual([]);
    expect(await schemaVersion(broken)).toBe(before);
    for (const schema of others) expect(await schemaVersion(schema)).toBe(9001);
    expect(await hotSql(broken)`select name from branch`).toEqual([{ name: "b" }]);

    await transactTenant(broken, (tx) => sql.execute(tx)`update branch set position = 0`);
    expect((await migrateTenants({ sourceDir })).failed).toEqual([]);
    expect(await schemaVersion(broken)).toBe(9001);
  });

  test("[PL33] when tenant after tenant fails, the wave stops instead of trying them all", async () => {
    write("9001_wrong.sql", "ALTER TABLE no_such_table ADD COLUMN x int;");
    const { failed, skipped, migrated } = await migrateTenants({ sourceDir, workers: 1 });
    expect(migrated).toEqual([]);
    expect(failed).toHaveLength(3);
    expect(skipped).toHaveLength(schemas.length - 3);
  });

  test("[PL8] a new table without a class stops its migration", async () => {
    write("9001_forgotten.sql", "CREATE TABLE forgotten (id int PRIMARY KEY);");
    const [schema = ""] = schemas;
    const { failed } = await migrateTenants({ sourceDir, schemas: [schema] });
    expect(failed[0]?.error.message).toBe("tables without a class: forgotten");
    expect(await query("select to_regclass($1) as found", [`"${schema}".forgotten`])).toEqual([{ found: null }]);
  });
});

describe("[PL32 PL33] history", () => {
  test("[PL33] a file that was edited after it ran is refused", async () => {
    write("9001_add_probe.sql", addProbe);
    expect((await migrateTenants({ sourceDir })).failed).toEqual([]);
    write("9001_add_probe.sql", addProbe.replace("'two'", "'three'"));
    const { failed } = await migrateTenants({ sourceDir });
    expect(failed).not.toHaveLength(0);
    for (const { error } of failed) expect(error.name).toBe("ChecksumDriftError");
  });

  test("[PL32] two runners at once apply each file once", async () => {
    write("9001_add_probe.sql", addProbe);
    const reports = await Promise.all([migrateTenants({ sourceDir }), migrateTenants({ sourceDir })]);
    expect(reports.flatMap(({ failed }) => failed)).toEqual([]);
    for (const schema of schemas) expect((await stateOf(schema)).journal).toEqual([9001]);
  });

  test("[PL32] a table that is busy for a while is waited for", async () => {
    write("9001_add_probe.sql", addProbe);
    const [schema = ""] = schemas;
    const { failed } = await asAdmin(database.adminUrl, async (admin) => {
      await admin.query(`begin; lock table "${schema}".branch in share mode`);
      const running = migrateTenants({ sourceDir, schemas: [schema] });
      await admin.query("select pg_sleep(2.3)");
      await admin.query("rollback");
      return running;
    });
    expect(failed).toEqual([]);
    expect((await stateOf(schema)).journal).toEqual([9001]);
  });

  test("[PL6] a table that arrives by migration has its grants and its guard", async () => {
    write("9001_add_probe.sql", addProbe);
    const [schema = ""] = schemas;
    await migrateTenants({ sourceDir, schemas: [schema] });
    await hotSql(schema)`insert into probe values (3, 'three')`;
    await expect(hotSql(schema)`update probe set note = 'x'`).rejects.toMatchObject({ code: "42501" });
    await expect(query(`delete from "${schema}".probe`)).rejects.toThrow("probe is append-only");
  });
});

describe("[PL14 PL15] spare schemas", () => {
  test("[PL15] several schemas made at once do not stand in each other's way", async () => {
    const names = Array.from({ length: 4 }, newTenantSchema);
    expect(await Promise.all(names.map((schema) => provisionSchema(schema)))).toEqual([true, true, true, true]);
    expect(await Promise.all(names.map((schema) => provisionSchema(schema)))).toEqual([false, false, false, false]);
    for (const schema of names) {
      await analyzeSchema(schema);
      await dropSchema(schema);
    }
    expect(await query("select rolname from pg_roles where rolname = any($1)", [names])).toEqual([]);
  });

  test("[PL15] claimants at once each get a schema of their own, and asking again gets the same", async () => {
    const claimants = ["ana", "luis", "eva", "ana", "luis", "eva"];
    const claimed = await Promise.all(claimants.map((name) => claimSpare(name)));
    expect(claimed.slice(0, 3)).toEqual(claimed.slice(3));
    expect(new Set(claimed).size).toBe(3);
    expect(claimed).not.toContain(null);
  });

  test("[PL15] an empty pool answers null, and a refill makes only what is missing", async () => {
    await query("update control.schema_spare set claimed_by = schema_name");
    expect(await claimSpare("late")).toBeNull();
    expect(await refillSpares(1)).toBe(1);
    expect(await refillSpares(1)).toBe(0);
    expect(await claimSpare("late")).toMatch(/^t_[0-9a-hjkmnp-tv-z]{26}$/);
  });

  test("[PL34] a spare that the running wave has not reached is brought to head when it is claimed", async () => {
    write("9001_add_probe.sql", addProbe);
    const schema = (await claimSpare("early", { sourceDir })) ?? "";
    expect(await schemaVersion(schema)).toBe(9001);
  });
});
