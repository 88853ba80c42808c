import { expect, test } from "vitest";
import { useDatabase } from "@/server/testing/database";
import { hotSql, listen, notify, sql, tenantReader, transactTenant } from "./index";

const database = useDatabase();
const mine = () => database().tenantSchemas[0];

test("[T29] text in a statement is a parameter, whatever it says", async () => {
  const attack = "'); drop table branch; --";
  expect(await hotSql(mine())`select ${attack} as text, length(${attack}) as n`).toEqual([
    { text: attack, n: attack.length },
  ]);
});

test("fragments nest, and their parameters stay in order", async () => {
  const range = sql.fragment`n between ${2} and ${4}`;
  const isEven = sql.fragment`n % ${2} = 0`;
  const where = sql.fragment`where ${sql.join([range, isEven], " AND ")}`;
  const rows = await hotSql(mine())`select n from generate_series(1, ${9}) n ${where} order by n limit ${10}`;
  expect(rows).toEqual([{ n: 2 }, { n: 4 }]);
  const values = sql.join(["a", "b", "c"]);
  expect(await hotSql(mine())`select x from (values (1)) v(x) where 'b' in (${values}) ${sql.empty}`).toEqual([
    { x: 1 },
  ]);
  expect(() => sql.join([])).toThrow("nothing to join");
});

test("[T48] numbers beyond a double's reach come back exactly", async () => {
  const big = 9_007_199_254_740_993n;
  const rows = await hotSql(
    mine(),
  )`select ${big}::bigint as one, array[${big}, null]::bigint[] as many, 1.10::numeric as rate`;
  expect(rows).toEqual([{ one: big, many: [big, null], rate: "1.10" }]);
});

test("[T48] also through a joined relation, which travels as JSON", async () => {
  const big = 9_007_199_254_740_993n;
  const line = { account: "cash", branchId: "b", currency: "USD" };
  await transactTenant(mine(), (tx) =>
    tx.moneyEntry.create({
      data: {
        ...{ id: "m1", sourceKind: "test", sourceId: "1", effectKey: "m1", businessDate: new Date("2026-11-20") },
        lines: {
          create: [
            { ...line, lineNo: 1, minor: big },
            { ...line, lineNo: 2, minor: -big },
          ],
        },
      },
    }),
  );
  const entry = await tenantReader(mine()).moneyEntry.findFirst({ include: { lines: { orderBy: { lineNo: "asc" } } } });
  expect(entry?.lines.map(({ minor }) => minor)).toEqual([big, -big]);
});

test("instants are UTC, days are days, arrays and bytes survive", async () => {
  const at = new Date("2026-11-20T03:04:05.678Z");
  const bytes = new Uint8Array([0, 1, 255]);
  const [row] = await hotSql<Record<string, unknown>>(
    mine(),
  )`select ${at}::timestamptz as at, '2026-11-20'::date as day,
    ${["a", "b,c", 'd"e']}::text[] as texts, ${bytes}::bytea as bytes, ${null}::text as nothing, ${true}::boolean as yes,
    '2026-11-20 01:02:03'::timestamp as local, ${JSON.stringify({ a: 1 })}::jsonb as json`;
  expect(row).toMatchObject({
    at,
    day: "2026-11-20",
    texts: ["a", "b,c", 'd"e'],
    nothing: null,
    yes: true,
    json: { a: 1 },
  });
  expect(Array.from(row?.bytes as Uint8Array)).toEqual([0, 1, 255]);
  expect(row?.local).toEqual(new Date("2026-11-20T01:02:03Z"));
});

test("an instant written by a model is the same instant in SQL", async () => {
  const at = new Date("2026-03-08T09:30:00.123Z");
  await transactTenant(mine(), async (tx) => {
    await tx.branch.create({ data: { id: "i1", code: "i1", name: "i1", createdAt: at } });
    expect(await sql(tx)`select created_at from branch where created_at = ${at}`).toEqual([{ created_at: at }]);
  });
});

test("statements sent at once on one transaction keep their answers", async () => {
  await transactTenant(mine(), async (tx) => {
    const numbers = Array.from({ length: 20 }, (_, n) => n);
    const answers = await Promise.all(numbers.map((n) => sql<{ n: number }>(tx)`select ${n}::int as n`));
    expect(answers.map(([row]) => row?.n)).toEqual(numbers);
  });
});

test("execute answers how many rows it touched", async () => {
  await transactTenant(mine(), async (tx) => {
    await sql.execute(tx)`insert into counter (series) values ('x1'), ('x2')`;
    expect(await sql.execute(tx)`update counter set next = next + 1 where series in ('x1', 'x2', 'x3')`).toBe(2);
  });
});

test("search folds accents and case the same way in every tenant", async () => {
  const rows = await hotSql(mine())`select ext.fold('Balata ÑANDÚ') as folded,
    to_tsvector('ext.es_unaccent', 'Pastillas de frenó') @@ plainto_tsquery('ext.es_unaccent', 'pastilla freno') as found`;
  expect(rows).toEqual([{ folded: "balata nandu", found: true }]);
});

test("a notice is heard after commit, never after rollback, and listening survives a lost connection", async () => {
  const heard: string[] = [];
  let gaps = 0;
  const stop = await listen(
    "platform_test",
    (payload) => heard.push(payload),
    () => {
      gaps += 1;
    },
  );
  const send = (payload: string) => transactTenant(mine(), (tx) => notify(tx, "platform_test", payload));
  await transactTenant(mine(), async (tx) => {
    await notify(tx, "platform_test", "undone");
    throw new Error("gave up");
  }).catch((error: Error) => expect(error.message).toBe("gave up"));
  await send("first");
  await expect.poll(() => heard).toEqual(["first"]);

  const { asAdmin } = await import("@/server/testing/cluster");
  await asAdmin(database().adminUrl, (admin) =>
    admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mostrador-listen' and datname = current_database()",
    ),
  );
  await expect.poll(() => gaps, { timeout: 5_000 }).toBe(1);
  await send("second");
  await expect.poll(() => heard).toEqual(["first", "second"]);
  await stop();
  await send("third");
  expect(heard).toEqual(["first", "second"]);
});
