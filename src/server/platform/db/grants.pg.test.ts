import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { asAdmin } from "@/server/testing/cluster";
import { useDatabase } from "@/server/testing/database";
import { hotSql, sql, sqlStateOf, transactTenant } from "./index";
import { readTableClasses, type TableClasses } from "./schema/table-classes";

const database = useDatabase();
let classes: TableClasses = {};
beforeAll(async () => {
  classes = await readTableClasses();
});

const rowsOf = <R extends object>(text: string, values: unknown[] = []) =>
  asAdmin(database().adminUrl, async (admin) => (await admin.query<R & pg.QueryResultRow>(text, values)).rows);
const sqlStateFrom = async (work: Promise<unknown>) =>
  work.then(
    () => "no error",
    (error: unknown) => sqlStateOf(error) ?? String(error),
  );

/** As the tenant's role and nothing else, the way a query of the product arrives. */
async function asTenant<T>(schema: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return asAdmin(database().urls.appUrl, async (client) => {
    await client.query(`set role "${schema}"`);
    await client.query(`set search_path = "${schema}", ext`);
    return work(client);
  });
}

const expected = {
  mutable: ["DELETE", "INSERT", "SELECT", "UPDATE"],
  append_only: ["INSERT", "SELECT"],
  erasable: ["DELETE", "INSERT", "SELECT"],
  reference: ["SELECT"],
} as const;

describe("[PL6 PL8] what the catalogue says of a fresh tenant", () => {
  test("[PL6] each table grants its tenant exactly what its class allows, and nobody else anything", async () => {
    for (const schema of database().tenantSchemas) {
      const grants = await rowsOf<{ table: string; grantee: string; privileges: string[] }>(
        `select c.relname as table, coalesce(r.rolname, 'PUBLIC') as grantee,
                array_agg(a.privilege_type order by a.privilege_type) as privileges
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         cross join aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
         where n.nspname = $1 and c.relkind in ('r', 'p') and coalesce(r.rolname, '') <> 'mostrador_migrator'
         group by 1, 2`,
        [schema],
      );
      expect(new Set(grants.map(({ grantee }) => grantee))).toEqual(new Set([schema]));
      const found = Object.fromEntries(grants.map(({ table, privileges }) => [table, privileges]));
      const wanted = Object.fromEntries(Object.entries(classes).map(([table, name]) => [table, expected[name]]));
      expect(found).toEqual(wanted);
    }
  });

  test("[PL8] tenants own nothing, hold nothing in each other's schemas, and PUBLIC has no way in", async () => {
    expect(
      await rowsOf("select relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname ~ '^t_'"),
    ).toEqual([]);
    expect(
      await rowsOf(
        `select n.nspname, coalesce(r.rolname, 'PUBLIC') as grantee, a.privilege_type
         from pg_namespace n cross join aclexplode(n.nspacl) a left join pg_roles r on r.oid = a.grantee
         where n.nspname ~ '^t_' and coalesce(r.rolname, 'PUBLIC') not in (n.nspname, 'mostrador_migrator')`,
      ),
    ).toEqual([]);
    expect(
      await rowsOf(
        `select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
         where n.nspname ~ '^t_' and a.grantee = 0`,
      ),
    ).toEqual([]);
    const open =
      "select has_schema_privilege('public', 'public', 'USAGE') as usage, has_database_privilege('public', current_database(), 'TEMP') as temp";
    expect(await rowsOf(open)).toEqual([{ usage: false, temp: false }]);
  });

  test("[PL8] no foreign key leaves its schema and no function runs as its owner", async () => {
    expect(
      await rowsOf(
        `select conname from pg_constraint k join pg_class a on a.oid = k.conrelid join pg_class b on b.oid = k.confrelid
         where k.contype = 'f' and a.relnamespace <> b.relnamespace`,
      ),
    ).toEqual([]);
    expect(
      await rowsOf(
        `select proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         where n.nspname ~ '^t_' and prosecdef and coalesce(array_to_string(proconfig, ','), '') not like '%search_path%'`,
      ),
    ).toEqual([]);
  });

  test("[PL7] the application's login inherits nothing, owns nothing and may create nothing", async () => {
    expect(
      await rowsOf(
        `select rolinherit, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles
         where rolname in ('mostrador_app', 'mostrador_control', 'mostrador_ingest')`,
      ),
    ).toEqual(
      Array.from({ length: 3 }, () => ({
        rolinherit: false,
        rolsuper: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolbypassrls: false,
      })),
    );
    expect(
      await rowsOf(
        `select distinct m.inherit_option, m.set_option, m.admin_option from pg_auth_members m
         join pg_roles r on r.oid = m.member where r.rolname = 'mostrador_app'`,
      ),
    ).toEqual([{ inherit_option: false, set_option: true, admin_option: false }]);
  });
});

describe("[PL9 T2] what the roles really can do", () => {
  test("[PL9] every statement on every table of another tenant is refused", async () => {
    const [mine, theirs] = database().tenantSchemas;
    await asTenant(theirs, async (client) => {
      for (const table of Object.keys(classes)) {
        const target = `"${mine}"."${table}"`;
        const { rows } = await client.query<{ column: string }>(
          `select attname as column from pg_attribute where attrelid = $1::regclass and attnum > 0 limit 1`,
          [`"${theirs}"."${table}"`],
        );
        const column = `"${rows[0]?.column}"`;
        const statements = [
          `select * from ${target}`,
          `insert into ${target} default values`,
          `update ${target} set ${column} = null`,
          `delete from ${target}`,
          `truncate ${target}`,
        ];
        for (const statement of statements) {
          expect(`${statement}: ${await sqlStateFrom(client.query(statement))}`).toBe(`${statement}: 42501`);
        }
      }
    });
  });

  test("[PL9 D1] the application's login without a tenant reaches no table at all", async () => {
    const [mine] = database().tenantSchemas;
    await asAdmin(database().urls.appUrl, async (client) => {
      for (const table of Object.keys(classes)) {
        expect(await sqlStateFrom(client.query(`select * from "${mine}"."${table}"`))).toBe("42501");
        expect(await sqlStateFrom(client.query(`select * from "${table}"`))).toBe("42P01");
      }
      expect(await sqlStateFrom(client.query("select * from control.tenant"))).toBe("42501");
      expect(await sqlStateFrom(client.query("create table public.mine (id int)"))).toBe("42501");
      expect(await sqlStateFrom(client.query("create temp table mine (id int)"))).toBe("42501");
    });
  });

  test("[D1] a tenant cannot drop, alter, create or read the control schema", async () => {
    const [mine] = database().tenantSchemas;
    await asTenant(mine, async (client) => {
      for (const table of Object.keys(classes)) {
        expect(await sqlStateFrom(client.query(`drop table "${table}"`))).toBe("42501");
      }
      expect(await sqlStateFrom(client.query("alter table branch add column extra text"))).toBe("42501");
      expect(await sqlStateFrom(client.query("alter table audit_entry disable trigger all"))).toBe("42501");
      expect(await sqlStateFrom(client.query("create table extra (id int)"))).toBe("42501");
      expect(await sqlStateFrom(client.query(`drop schema "${mine}" cascade`))).toBe("42501");
      expect(await sqlStateFrom(client.query("select * from control.account"))).toBe("42501");
    });
  });

  test("[D9] a ledger row cannot be changed or taken away at run time", async () => {
    const [mine] = database().tenantSchemas;
    const entry = sql.fragment`insert into audit_entry (id, actor_kind, actor_id, action, subject, changes)
      values (${"e1"}, 'user', 'u1', 'branch.create', 'b1', '{}')`;
    await transactTenant(mine, (tx) => sql.execute(tx)`${entry}`);
    for (const statement of [
      sql.fragment`update audit_entry set action = 'x'`,
      sql.fragment`delete from audit_entry`,
      sql.fragment`truncate audit_entry`,
    ]) {
      expect(await sqlStateFrom(hotSql(mine)`${statement}`)).toBe("42501");
    }
    expect(await hotSql(mine)`select action from audit_entry`).toEqual([{ action: "branch.create" }]);
  });

  test("[D9] not even the owner changes a ledger by accident", async () => {
    const [mine] = database().tenantSchemas;
    const ledgers = Object.keys(classes).filter((table) => classes[table] === "append_only");
    expect(ledgers.length).toBeGreaterThan(5);
    await asAdmin(database().urls.migratorUrl, async (owner) => {
      for (const table of ledgers) {
        expect(await sqlStateFrom(owner.query(`delete from "${mine}"."${table}"`))).toBe("42501");
        expect(await sqlStateFrom(owner.query(`truncate "${mine}"."${table}" cascade`))).toBe("42501");
      }
    });
  });

  test("[PL7] the login for provider messages may add to its inbox and read nothing of it", async () => {
    const url = new URL(database().urls.controlUrl);
    const { loginUrl, derivePasswords } = await import("./schema/bootstrap");
    const admin = new URL(database().adminUrl);
    const ingest = loginUrl(admin.href, "ingest", derivePasswords(admin.password));
    expect(new URL(ingest).port).toBe(url.port);
    await asAdmin(ingest, async (client) => {
      const add = `insert into control.provider_inbox (provider, app_key, dedupe_key, raw, headers)
        values ('meta', 'app', 'd1', '', '{}') on conflict (provider, app_key, dedupe_key) do nothing returning id`;
      expect((await client.query(add)).rowCount).toBe(1);
      expect((await client.query(add)).rowCount).toBe(0);
      expect(await sqlStateFrom(client.query("select raw from control.provider_inbox"))).toBe("42501");
      expect(await sqlStateFrom(client.query("delete from control.provider_inbox"))).toBe("42501");
      expect(await sqlStateFrom(client.query("select * from control.account"))).toBe("42501");
    });
  });
});
