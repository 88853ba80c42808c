import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { asAdmin } from "@/server/testing/cluster";
import { useDatabase } from "@/server/testing/database";
import { bindTenant } from "./bind-tenant";
import { tenantClient } from "./clients";
import {
  controlReader,
  hotSql,
  isUniqueViolation,
  sql,
  sqlStateOf,
  tenantReader,
  transactControl,
  transactTenant,
  withTenant,
} from "./index";

const database = useDatabase({ poolSize: 4 });
const tenants = () => database().tenantSchemas;
const branch = (id: string, name = id) => ({ id, code: id, name });

async function rejection(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => new Error("nothing was refused"),
    (error: Error) => error,
  );
}

describe("[D1] which tenant a statement belongs to", () => {
  test("[D1] a row written by one tenant exists for that tenant only", async () => {
    const [mine, theirs] = tenants();
    await transactTenant(mine, async (tx) => {
      await tx.branch.create({ data: branch("b1", "Principal") });
      expect(await sql(tx)`select count(*) as n from branch where id = ${"b1"}`).toEqual([{ n: 1n }]);
    });
    expect(await tenantReader(mine).branch.findUnique({ where: { id: "b1" } })).toMatchObject({ name: "Principal" });
    expect(await tenantReader(theirs).branch.findUnique({ where: { id: "b1" } })).toBeNull();
  });

  test("[D1 T3] each statement runs as its tenant's role on its tenant's path, alternating on the same connections", async () => {
    const identity = (schema: string) =>
      hotSql(schema)`select current_user::text as role, current_setting('search_path') as path`;
    const schemas = Array.from({ length: 40 }, (_, n) => tenants()[n % 2] ?? "");
    const seen = await Promise.all(schemas.map(identity));
    expect(seen.flat()).toEqual(schemas.map((schema) => ({ role: schema, path: `${schema}, ext` })));
  });

  test("[D1] no tenant in context is refused before the wire, by model, by SQL and by transaction", async () => {
    const refused = { message: expect.stringContaining("no tenant in context") };
    expect(await rejection(tenantClient().branch.findMany())).toMatchObject(refused);
    expect(await rejection(tenantClient().branch.findUnique({ where: { id: "b1" } }))).toMatchObject(refused);
    expect(await rejection(tenantClient().$queryRaw`select 1`)).toMatchObject(refused);
    expect(await rejection(tenantClient().$transaction(async () => 1))).toMatchObject(refused);
  });

  test.each([
    "",
    "public",
    "control",
    "t_1",
    't_"; drop',
    "T_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "t_01arz3ndektsv4rrffq69g5fai",
  ])("[PL5] %j is not a tenant's schema and never reaches SQL", (name) => {
    expect(() => tenantReader(name)).toThrow("not the name of a tenant schema");
    expect(() => withTenant(name, () => 1)).toThrow("not the name of a tenant schema");
  });

  test("[D1] inside a transaction of one tenant, another tenant's statement is refused whichever door it takes", async () => {
    const [mine, theirs] = tenants();
    await transactTenant(mine, async (tx) => {
      const doors = {
        reader: () => tenantReader(theirs).branch.findMany(),
        "hot sql": () => hotSql(theirs)`select 1`,
        "own transaction": () => transactTenant(theirs, async () => 1),
        context: async () => withTenant(theirs, () => tx.branch.findMany()),
      };
      for (const [door, open] of Object.entries(doors)) {
        expect(`${door}: ${(await rejection(open())).name}`).toBe(`${door}: TenantMismatchError`);
      }
    });
  });

  test("[D1] a transaction handed to another tenant's context is refused by the connection itself", async () => {
    const [mine, theirs] = tenants();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let lent: Parameters<Parameters<typeof transactTenant>[1]>[0] | undefined;
    const owner = transactTenant(mine, async (tx) => {
      lent = tx;
      await held;
    });
    while (!lent) await wait(5);
    const tx = lent;
    const byModel = await rejection(withTenant(theirs, () => tx.branch.findMany()));
    const bySql = await rejection(withTenant(theirs, () => sql(tx)`select 1`));
    release();
    await owner;
    expect(byModel.message).toContain("another tenant");
    expect(bySql.message).toContain("another tenant");
  });

  test("[D1] a client whose batching Prisma has changed does not start", () => {
    expect(() => bindTenant({ _requestHandler: { dataloader: { options: {} } } })).toThrow("batching has changed");
  });
});

describe("[D8] whole or not at all", () => {
  test("a throw undoes models and SQL alike", async () => {
    const [mine] = tenants();
    const gaveUp = new Error("gave up");
    const work = transactTenant(mine, async (tx) => {
      await tx.branch.create({ data: branch("u1") });
      await sql.execute(tx)`insert into branch (id, code, name) values ('u2', 'u2', 'u2')`;
      throw gaveUp;
    });
    expect(await rejection(work)).toBe(gaveUp);
    expect(await tenantReader(mine).branch.count({ where: { id: { in: ["u1", "u2"] } } })).toBe(0);
  });

  test("an error that was caught cannot end in a commit that wrote nothing", async () => {
    const [mine] = tenants();
    const work = transactTenant(mine, async (tx) => {
      await tx.branch.create({ data: branch("c1") });
      await rejection(sql(tx)`select 1 / 0`);
    });
    expect((await rejection(work)).message).toContain("nothing was committed");
    expect(await tenantReader(mine).branch.findUnique({ where: { id: "c1" } })).toBeNull();
  });

  test("a statement after the end is refused, not run outside", async () => {
    const [mine] = tenants();
    const tx = await transactTenant(mine, async (inner) => inner);
    expect((await rejection(tx.branch.findMany())).name).toBe("ClosedTransactionError");
    expect((await rejection(sql(tx)`select 1`)).name).toBe("ClosedTransactionError");
  });

  test("[T2] a transaction that ran out of time cannot write through the connection it lost", async () => {
    const [mine, theirs] = tenants();
    let late: Error | undefined;
    const work = transactTenant(
      mine,
      async (tx) => {
        await tx.branch.create({ data: branch("late") });
        await wait(300);
        // By now the connection is back in the pool, and perhaps inside somebody else's transaction.
        late = await rejection(sql.execute(tx)`insert into branch (id, code, name) values ('later', 'later', 'later')`);
        throw late;
      },
      { timeoutMs: 100 },
    );
    const others = Promise.all(
      Array.from({ length: 8 }, () => transactTenant(theirs, async (tx) => sql(tx)`select pg_sleep(0.1)`)),
    );
    await rejection(work);
    await others;
    expect(late?.name).toBe("ClosedTransactionError");
    for (const schema of [mine, theirs]) {
      expect(await tenantReader(schema).branch.count({ where: { id: { in: ["late", "later"] } } })).toBe(0);
    }
  });

  test("a transaction and a reader inside it join, so ten requests cannot wait for each other's connection", async () => {
    const [mine] = tenants();
    const requests = Array.from({ length: 12 }, (_, n) =>
      transactTenant(mine, async (tx) => {
        await tx.branch.create({ data: branch(`j${n}`) });
        await transactTenant(mine, (inner) => inner.branch.update({ where: { id: `j${n}` }, data: { position: n } }));
        return tenantReader(mine).branch.findUnique({ where: { id: `j${n}` } });
      }),
    );
    expect((await Promise.all(requests)).map((row) => row?.position)).toEqual(requests.map((_, n) => n));
  });

  test("[D12] two transactions that deadlock both finish", async () => {
    const [mine] = tenants();
    await transactTenant(mine, (tx) => tx.branch.createMany({ data: [branch("d1"), branch("d2")] }));
    let attempts = 0;
    const meeting = { waiting: 0 };
    const cross = (first: string, second: string) =>
      transactTenant(mine, async (tx) => {
        attempts += 1;
        await sql.execute(tx)`update branch set position = position + 1 where id = ${first}`;
        meeting.waiting += 1;
        for (let turn = 0; meeting.waiting < 2 && turn < 100; turn += 1) await wait(10);
        await tx.branch.update({ where: { id: second }, data: { position: { increment: 1 } } });
      });
    await Promise.all([cross("d1", "d2"), cross("d2", "d1")]);
    expect(attempts).toBeGreaterThan(2);
    const rows = await tenantReader(mine).branch.findMany({ where: { id: { in: ["d1", "d2"] } } });
    expect(rows.map(({ position }) => position)).toEqual([2, 2]);
  });

  test("[D12] a serialization failure is run again", async () => {
    const [mine] = tenants();
    await transactTenant(mine, (tx) => tx.branch.create({ data: branch("s1") }));
    const bump = () =>
      transactTenant(
        mine,
        async (tx) => {
          const row = await tx.branch.findUniqueOrThrow({ where: { id: "s1" } });
          await wait(20);
          await tx.branch.update({ where: { id: "s1" }, data: { position: row.position + 1 } });
        },
        { isolation: "RepeatableRead" },
      );
    await Promise.all([bump(), bump(), bump()]);
    expect((await tenantReader(mine).branch.findUnique({ where: { id: "s1" } }))?.position).toBe(3);
  });

  test("[D12] a statement that takes too long is stopped, and a job may ask for longer", async () => {
    const [mine] = tenants();
    const sleep = (statementTimeoutMs: number) =>
      transactTenant(mine, (tx) => sql(tx)`select pg_sleep(0.2)`, { statementTimeoutMs });
    expect(sqlStateOf(await rejection(sleep(50)))).toBe("57014");
    expect(await sleep(2_000)).toHaveLength(1);
    const [limits] = await hotSql(mine)`select current_setting('statement_timeout') as statement,
      current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle`;
    expect(limits).toEqual({ statement: "5s", lock: "2s", idle: "10s" });
  });

  test("[D12] when the answer to COMMIT is lost, the caller learns that nobody knows", async () => {
    const [mine] = tenants();
    const work = transactTenant(mine, async (tx) => {
      const [{ pid } = { pid: 0 }] = await sql<{ pid: number }>(tx)`select pg_backend_pid() as pid`;
      await asAdmin(database().adminUrl, (admin) => admin.query("select pg_terminate_backend($1)", [pid]));
      await wait(50);
    });
    expect((await rejection(work)).name).toBe("CommitOutcomeUnknownError");
  });
});

describe("[D4] strict edges", () => {
  test("a bulk write over everything is refused in a transaction as in a reader", async () => {
    const [mine] = tenants();
    await transactTenant(mine, (tx) => tx.branch.create({ data: branch("g1") }));
    const all = { where: { AND: [] } };
    expect((await rejection(transactTenant(mine, (tx) => tx.branch.deleteMany(all)))).name).toBe("UnboundedWriteError");
    // @ts-expect-error a reader has no writes; should one slip through a cast, the guard is there as well.
    expect((await rejection(tenantReader(mine).branch.deleteMany({}))).name).toBe("UnboundedWriteError");
    expect(await tenantReader(mine).branch.count()).toBeGreaterThan(0);
  });

  test("[T29] undefined in a filter is an error, not the absence of a filter", async () => {
    const [mine] = tenants();
    const where = { id: undefined as unknown as string };
    expect((await rejection(tenantReader(mine).branch.findMany({ where }))).message).toContain("undefined");
    const value = undefined as unknown as string;
    expect((await rejection(hotSql(mine)`select ${value}`)).message).toContain("undefined");
  });

  test("a unique violation is the same question whichever door it came through", async () => {
    const [mine] = tenants();
    await transactTenant(mine, (tx) => tx.branch.create({ data: branch("q1") }));
    const byModel = await rejection(transactTenant(mine, (tx) => tx.branch.create({ data: branch("q1") })));
    const bySql = await rejection(hotSql(mine)`insert into branch (id, code, name) values ('q1', 'q1', 'q1')`);
    expect([byModel, bySql].map((error) => isUniqueViolation(error))).toEqual([true, true]);
    expect(isUniqueViolation(bySql, "branch_pkey")).toBe(true);
    expect(isUniqueViolation(bySql, "branch_code_key")).toBe(false);
  });
});

describe("the control schema", () => {
  test("commits and rolls back like a tenant's, and joins", async () => {
    const account = (id: string) => ({ id, emailNorm: `${id}@example.com`, name: id });
    await transactControl(async (tx) => {
      await tx.account.create({ data: account("k1") });
      expect(await sql(tx)`select count(*) as n from account where id = 'k1'`).toEqual([{ n: 1n }]);
      await transactControl((inner) => inner.account.create({ data: account("k2") }));
      expect(await controlReader().account.count({ where: { id: { in: ["k1", "k2"] } } })).toBe(2);
    });
    const undone = transactControl(async (tx) => {
      await tx.account.create({ data: account("k3") });
      throw new Error("gave up");
    });
    expect((await rejection(undone)).message).toBe("gave up");
    expect(await sql(controlReader())`select id from account where id like 'k%' order by id`).toEqual([
      { id: "k1" },
      { id: "k2" },
    ]);
  });

  test("[D1] its login sees no tenant", async () => {
    const [mine] = tenants();
    await asAdmin(database().urls.controlUrl, async (client) => {
      expect(sqlStateOf(await rejection(client.query(`select * from "${mine}".branch`)))).toBe("42501");
    });
  });
});
